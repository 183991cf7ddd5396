"""Membership's entries in the registry of personal data, and those of the libraries that keep people's things for it."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.sessions.models import Session

from network.membership.models import AuditEntry, Departure, Invitation, User
from network.membership.personal_data import Fate, Holding, register

FORMER = "Former member"
MACHINE = "settings and structure, the same for everybody"
ACCOUNTABLE = "who is answerable for what was published must stay provable; the account it points at names nobody any more"
SECRET = "a secret, or made from one: a copy of it would only help a thief"  # noqa: S105
APPLICANT = ("application__user",)


def erase_user(user: User, departure: Departure) -> int:
    """Empty the account; with "keep my name" the name, the profession and what the name looks like stay. It never opens again."""
    fields: dict[str, Any] = {
        "email": f"{user.public_id}@erased.invalid",
        "password": "!",
        "service_kind": "",
        "is_active": False,
        "is_staff": False,
        "is_superuser": False,
        "last_login": None,
        "briefed_at": None,
    }
    if departure.anonymises:
        fields |= {"display_name": FORMER, "name_skeleton": "", "profession": "", "retired": False, "verified_at": None}
    return User.objects.filter(pk=user.pk).update(**fields)


def erase_sessions(user: User, departure: Departure) -> int:
    """Delete every session of the person, known to the list of sessions or not."""
    mine = [s.pk for s in Session.objects.iterator() if str(s.get_decoded().get("_auth_user_id")) == str(user.pk)]
    return Session.objects.filter(pk__in=mine).delete()[0]


def erase_profile(user: User, departure: Departure) -> int:
    """Delete what the CMS keeps of a person, and the picture's file."""
    profile = getattr(user, "wagtail_userprofile", None)
    if profile is None:
        return 0
    profile.avatar.delete(save=False)
    profile.delete()
    return 1


def erase_invitations(user: User, departure: Departure) -> int:
    """Empty the invitations that the person made, and end those that were made to their address."""
    gone = {"email": "", "token_hash": ""}
    to_them = Invitation.objects.filter(email__iexact=user.email).update(state=Invitation.State.REVOKED, **gone)
    mine = Invitation.objects.filter(inviter=user)
    mine.filter(state=Invitation.State.OPEN).update(state=Invitation.State.REVOKED, **gone)
    return to_them + mine.update(inviter=None)


def forget_in_log(user: User, departure: Departure) -> int:
    """Empty from where the person acted, and what was written about them. That they acted, and when, stays."""
    about = [("membership.user", user.public_id)]
    about += [("membership.application", a) for a in [getattr(getattr(user, "application", None), "public_id", None)] if a]
    return AuditEntry.objects.forget(user, about)


def nobodys(*models: str, why: str = MACHINE) -> list[Holding]:
    """Return entries of models that say nothing about anybody."""
    return [Holding(model, Fate.NOBODY, why) for model in models]


def acted(model: str, *actors: str, why: str = ACCOUNTABLE) -> Holding:
    """Return the entry of a model in which people acted on what is not theirs."""
    return Holding(model, Fate.KEPT, why, actors=actors)


LIBRARIES = [
    Holding("sessions.Session", Fate.DELETED, withheld={"": SECRET}, erase=erase_sessions),
    Holding(
        "usersessions.UserSession", Fate.DELETED, name="Where you are signed in", owner=("user",),
        shows=("ip", "user_agent", "created_at", "last_seen_at"), withheld={"session_key": SECRET, "data": SECRET},
    ),
    Holding("mfa.Authenticator", Fate.DELETED, name="Second factors", owner=("user",),
            shows=("type", "created_at", "last_used_at"), withheld={"data": SECRET}),
    Holding("account.EmailConfirmation", Fate.DELETED, owner=("email_address__user",), withheld={"": SECRET}),
    Holding("account.EmailAddress", Fate.DELETED, name="Email addresses", owner=("user",), shows=("email", "verified", "primary")),
    Holding("guardian.UserObjectPermission", Fate.DELETED, name="Single permissions", owner=("user",),
            shows=("permission__codename", "object_pk")),
    Holding("wagtailusers.UserProfile", Fate.DELETED, name="Settings of the editing screens", owner=("user",), erase=erase_profile,
            shows=("preferred_language", "current_time_zone", "theme", "density", "contrast"),
            withheld={"dismissibles": "which hints were closed", "avatar": "nobody can upload one here"}),
    Holding("wagtailadmin.EditingSession", Fate.DELETED, owner=("user",), withheld={"": "who has which page open, for minutes"}),
    Holding("wagtailadmin.FormState", Fate.DELETED, owner=("user",), withheld={"": "an unsaved page, for minutes"}),
    Holding("wagtailcore.PageSubscription", Fate.DELETED, owner=("user",), name="Pages you wanted to hear of",
            shows=("page__title", "comment_notifications")),
    Holding("wagtailcore.UploadedFile", Fate.DELETED, owner=("uploaded_by_user",), withheld={"": "an upload that was not finished"}),
    *(
        acted(f"wagtailcore.{model}", *actors)
        for model, actors in {
            "ModelLogEntry": ("user",), "PageLogEntry": ("user",), "Revision": ("user",), "WorkflowState": ("requested_by",),
            "TaskState": ("finished_by",), "Comment": ("user", "resolved_by"), "CommentReply": ("user",),
            "Page": ("owner", "locked_by"),
        }.items()
    ),
    acted("wagtaildocs.Document", "uploaded_by_user"),
    acted("wagtailimages.Image", "uploaded_by_user"),
    *nobodys(
        "search.Lock", "search.Term", "membership.Circle", "guardian.GroupObjectPermission", "wagtailredirects.Redirect",
        "wagtailembeds.Embed", "wagtailimages.Rendition", "wagtailadmin.Admin", "wagtailcore.Locale", "wagtailcore.Site",
        "wagtailcore.GroupSitePermission", "wagtailcore.CollectionViewRestriction_groups", "wagtailcore.CollectionViewRestriction",
        "wagtailcore.Collection", "wagtailcore.GroupCollectionPermission", "wagtailcore.WorkflowContentType",
        "wagtailcore.Workflow", "wagtailcore.WorkflowTask", "wagtailcore.Task", "wagtailcore.GroupApprovalTask_groups",
        "wagtailcore.GroupApprovalTask", "wagtailcore.GroupPagePermission", "wagtailcore.PageViewRestriction_groups",
        "wagtailcore.PageViewRestriction", "wagtailcore.WorkflowPage", "taggit.Tag", "taggit.TaggedItem", "auth.Permission",
        "auth.Group_permissions", "auth.Group", "contenttypes.ContentType",
    ),
    *nobodys("wagtailcore.ReferenceIndex", why="which page links to which"),
    # One table more on SQLite than elsewhere.
    *nobodys(*(model._meta.label for model in apps.get_app_config("wagtailsearch").get_models(include_auto_created=True)),
             why="words of pages, pictures and documents"),
    *nobodys("search.Outbox", why="ids of what has to be indexed again"),
    *nobodys("django_tasks_database.DBTaskResult", why="tasks are given ids; the step “tasks” looks for names all the same"),
]  # fmt: skip

OWN = [
    Holding("membership.EvidenceFile", Fate.DELETED, name="Documents you showed", owner=("evidence__application__user",),
            shows=("ending", "size"), withheld={"content": "you have the original; it is deleted with the decision"}),
    Holding("membership.Evidence", Fate.DELETED, name="What you showed", owner=APPLICANT, actors=("sponsor",),
            shows=("kind", "at", "shown_at", "address", "sent_at"), withheld={"nonce": SECRET, "public_id": "part of a link"}),
    Holding("membership.NameChange", Fate.DELETED, name="A change you asked for", owner=APPLICANT,
            shows=("registered_name", "display_name", "register_number", "at")),
    Holding("membership.EmailMove", Fate.DELETED, name="An address your account moves to", owner=("user",),
            shows=("new_email", "confirmed_at", "due_at")),
    Holding("membership.ApplicationNote", Fate.DELETED, name="Questions, answers and appeals", owner=APPLICANT, actors=("author",),
            shows=("kind", "text", "at"), only={"kind__in": ("question", "answer", "appeal")}),
    Holding("membership.Place", Fate.DELETED, name="What stewards said about you and groups", owner=("user",), actors=("given_by",),
            shows=("circle__group__name", "kept_out", "at")),
    Holding("membership.Profile_interests", Fate.DELETED, name="Interests on your profile", owner=("profile__user",),
            shows=("term__name",)),
    Holding("membership.Profile", Fate.DELETED, name="Your profile", owner=("user",),
            shows=("listed", "service", "region", "work_shown_to", "declared", "declared_at")),
    Holding("membership.RuleAcceptance", Fate.DELETED, name="Rules you accepted", owner=("user",),
            shows=("edition__document", "edition__number", "at")),
    acted("membership.RuleEdition", "published_by"),
    acted("membership.ClinicalDomain", "added_by"),
    Holding("membership.User_groups", Fate.DELETED, name="Groups and duties", owner=("user",), shows=("group__name",)),
    Holding("membership.User_user_permissions", Fate.DELETED, owner=("user",), name="Permissions", shows=("permission__codename",)),
    Holding("membership.DataExport", Fate.DELETED, owner=("user",), withheld={"": "it is the copy itself"}),
    Holding(
        "membership.Invitation", Fate.EMPTIED, "that somebody was invited stays with their application; by whom does not",
        name="Colleagues you invited", owner=("inviter",), shows=("email", "state", "made_at"),
        withheld={"token_hash": SECRET, "public_id": "part of a link"},
        erase=erase_invitations,
    ),
    Holding("membership.DepartureStep", Fate.KEPT, "that the erasure was complete must be provable",
            owner=("departure__user",), withheld={"": "made by the erasure, after which there is no copy"}),
    Holding("membership.Departure", Fate.KEPT, "that the erasure happened must be provable; it names nobody",
            name="When you left", owner=("user",), actors=("started_by",),
            shows=("asked_at", "cancelled_at", "names", "cases"),
            withheld={"kept": "what a return gives back", "public_id": "part of a link"}),
    Holding(
        "membership.AuditEntry", Fate.EMPTIED, "who did what and when must stay provable; the account names nobody any more",
        name="What you did", owner=("actor",), shows=("verb", "subject_type", "subject_id", "reason", "origin", "at"),
        withheld={"counts": "figures of our own"}, erase=forget_in_log,
    ),
    Holding(
        "membership.Application", Fate.EMPTIED, "that somebody was checked, when, how and by whom must stay provable",
        name="Your application and membership", owner=("user",), actors=("decided_by", "claimed_by"),
        shows=("registered_name", "profession", "register_number", "service", "reason", "accepted_rules_at", "state", "submitted_at",
               "decided_at", "decision_reason", "appealed_at", "proof", "checked_at", "recheck_why", "left_from"),
        withheld={"public_id": "part of a link"},
        blank={"registered_name": "", "register_number": "", "service": "", "reason": "", "decision_reason": ""},
    ),
    Holding(
        "membership.User", Fate.EMPTIED, "what others wrote in answer needs an author to stand below",
        name="Your account", owner=("pk",),
        shows=("email", "display_name", "profession", "service_kind", "retired", "role", "verified_at", "briefed_at", "date_joined",
               "last_login", "public_id"),
        withheld={"password": SECRET, "name_skeleton": "made from the name"}, erase=erase_user,
    ),
]  # fmt: skip


def enter() -> None:
    """Put them into the registry. The account itself stands last: every other entry finds its rows by it."""
    register(*LIBRARIES, *OWN)
