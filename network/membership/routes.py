"""The routes into the network, declared: what each asks for, and what it opens (knowledge: "New registrant")."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from network.membership.roles import Role


class Profession(models.TextChoices):
    """What a person applies as. Adding one means a line here and a line in ROUTES."""

    DOCTOR = "doctor", "Doctor"
    NURSE = "nurse", "Nurse or midwife"
    PHARMACIST = "pharmacist", "Pharmacist or pharmacy technician"
    HCPC = "hcpc", "Psychologist, paramedic or other HCPC profession"
    SOCIAL_WORKER = "social_worker", "Social worker in England"
    RETIRED = "retired", "Retired clinician, or registration lapsed"
    TRAINEE = "trainee", "In training, not registered yet"
    OVERSEAS = "overseas", "Clinician registered outside the UK"
    KEY_WORKER = "key_worker", "Key worker or recovery worker"
    PEER_WORKER = "peer_worker", "Peer worker"
    SERVICE_USER = "service_user", "Service-user reviewer"
    COMMISSIONER = "commissioner", "Commissioner or public health"
    RESEARCHER = "researcher", "Researcher"
    OTHER = "other", "Another role in drug treatment"


@dataclass(frozen=True, slots=True)
class Route:
    """One route: whether a number is asked for, what an approval opens, and what a steward should find."""

    number: str  # "required", "optional" or "none"
    role: Role
    find: tuple[tuple[str, str], ...] = ()


_WORKS_THERE = (("Role", "The service confirms that they do this work there"),)
ROUTES: dict[str, Route] = {
    Profession.DOCTOR: Route("required", Role.MEMBER),
    Profession.NURSE: Route("required", Role.MEMBER),
    Profession.PHARMACIST: Route("required", Role.MEMBER),
    Profession.HCPC: Route("required", Role.MEMBER),
    Profession.SOCIAL_WORKER: Route("required", Role.MEMBER),
    Profession.RETIRED: Route(
        "optional",
        Role.MEMBER,
        (("Registration", "Lapsed or given up, never erased"), ("Sponsor", "A member who worked with them confirms it to you")),
    ),
    Profession.TRAINEE: Route("none", Role.ASSOCIATE, (("Training", "The school or employer confirms the course and year"),)),
    Profession.OVERSEAS: Route(
        "optional", Role.ASSOCIATE, (("Registration", "On the register of that country, in good standing"),)
    ),
    Profession.KEY_WORKER: Route("none", Role.ASSOCIATE, _WORKS_THERE),
    Profession.PEER_WORKER: Route("none", Role.ASSOCIATE, _WORKS_THERE),
    Profession.SERVICE_USER: Route("none", Role.ASSOCIATE, (("Role", "The group or service they review for confirms it"),)),
    Profession.COMMISSIONER: Route("none", Role.ASSOCIATE, (("Role", "The authority confirms the post"),)),
    Profession.RESEARCHER: Route("none", Role.ASSOCIATE, (("Role", "The institution confirms the post and the project"),)),
    Profession.OTHER: Route("none", Role.ASSOCIATE, _WORKS_THERE),
}
