"""The person who signs in."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property

from network.membership.names import skeleton
from network.membership.roles import EDITORS, STEWARDS, Role
from network.shell.ids import LENGTH, new_public_id


class UserManager(BaseUserManager["User"]):
    """Makes people; e-mail addresses are kept in lower case so that one address is one person."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create and return a person. An unset password means that none works until one is chosen."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create the break-glass account of an operator (design 5.2): never a clinician's own."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def verified(self) -> models.QuerySet[User]:
        """Return the people whom a steward has verified and whose account is open."""
        return self.filter(is_active=True, role__in=(Role.MEMBER, Role.ASSOCIATE))

    def get_by_natural_key(self, username: str | None) -> User:
        """Return the person with this e-mail address, whatever its case."""
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person, known by e-mail address to us and by display name to colleagues."""

    public_id = models.CharField(max_length=LENGTH, unique=True, default=new_public_id, editable=False)
    email = models.EmailField("e-mail address", unique=True)
    display_name = models.CharField("name shown to colleagues", max_length=80)
    name_skeleton = models.CharField("what the name looks like", max_length=80, blank=True, editable=False, db_index=True)
    profession = models.CharField(max_length=80, blank=True)
    service_kind = models.CharField("kind of service", max_length=120, blank=True)
    retired = models.BooleanField(default=False)
    role = models.CharField(max_length=12, choices=Role, default=Role.REGISTRANT)
    verified_at = models.DateTimeField(null=True, blank=True)
    briefed_at = models.DateTimeField("did the case-privacy briefing", null=True, blank=True)
    # Kept beside the acceptances so that no page asks for them: set by a new edition, emptied by accepting (`rules.py`).
    rules_due_at = models.DateTimeField("rules to accept changed", null=True, blank=True, editable=False)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField("may open the CMS", default=False)
    is_demo = models.BooleanField(default=False, editable=False)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]

    class Meta:
        """One address, one person, whatever the case of its letters."""

        verbose_name = "person"
        verbose_name_plural = "people"
        constraints: ClassVar = [models.UniqueConstraint(Lower("email"), name="user_email_any_case")]

    def __str__(self) -> str:
        return self.display_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and keep what the name looks like beside the name."""
        fields = kwargs.get("update_fields")
        if fields is None or "display_name" in fields:
            self.name_skeleton = skeleton(self.display_name)
            kwargs |= {"update_fields": [*fields, "name_skeleton"]} if fields is not None else {}
        super().save(*args, **kwargs)

    # Wagtail and allauth ask for these names.
    @property
    def first_name(self) -> str:
        """Return the whole display name: people here are not split into two."""
        return self.display_name

    @property
    def last_name(self) -> str:
        """Return nothing."""
        return ""

    def get_full_name(self) -> str:
        """Return the name shown to colleagues."""
        return self.display_name

    def get_short_name(self) -> str:
        """Return the name shown to colleagues."""
        return self.display_name

    @property
    def is_verified(self) -> bool:
        """Say whether a person has verified this one, and the account is open."""
        return self.is_active and self.role in (Role.MEMBER, Role.ASSOCIATE)

    @property
    def is_clinician(self) -> bool:
        """Say whether this is a verified clinician, practising or retired."""
        return self.is_active and self.role == Role.MEMBER

    @property
    def may_post(self) -> bool:
        """Say whether posting is open: the briefing is done, and no changed rules wait to be accepted."""
        return self.briefed_at is not None and self.rules_due_at is None

    @cached_property
    def group_names(self) -> frozenset[str]:
        """Return the names of the person's groups, read once per request."""
        return frozenset(self.groups.values_list("name", flat=True)) if self.pk else frozenset()

    @property
    def is_editor(self) -> bool:
        """Say whether the person edits guidance."""
        return self.is_active and EDITORS in self.group_names

    @property
    def is_steward(self) -> bool:
        """Say whether the person verifies people and keeps groups."""
        return self.is_active and STEWARDS in self.group_names

    @property
    def moderates(self) -> bool:
        """Say whether the person moderates any board. Moderators' groups are named "Moderators: …"."""
        return self.is_active and any(name.startswith("Moderators: ") for name in self.group_names)

    @property
    def needs_second_factor(self) -> bool:
        """Say whether a second factor is compulsory for this person (issue: moderators, editors, stewards, staff)."""
        return self.is_staff or self.is_superuser or self.is_editor or self.is_steward or self.moderates

    @property
    def byline(self) -> str:
        """Return what stands under the name: profession, and that a retired person is retired."""
        if self.retired and self.profession:
            return f"Retired {self.profession[:1].lower() + self.profession[1:] if not self.profession.isupper() else self.profession}"
        return self.profession
