"""Run by test_erasure_residue.py in a process of its own, with a real database file: plant a marker, leave, erase, scan.

Prints one JSON object: places that held the marker before, files whose bytes hold it after, and the places of a whole scan after.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from datetime import timedelta
from pathlib import Path

import django

MARKER = "qwyxvortle"
NAME = "Dr Qwyxvortle Testing"
ADDRESS = f"{MARKER}@caseround.example"


def main(var: Path, names: str) -> None:
    """Walk one member through a whole membership inside the folder `var`."""
    os.environ.update(
        CASEROUND_MODE="test", VAR_DIR=str(var), DJANGO_SETTINGS_MODULE="network.settings", MEDIA_ROOT=str(var / "m")
    )
    os.environ["EMAIL_URL"] = f"filemail:///{var / 'mail'}"
    if "RESIDUE_SERVICES" not in os.environ:  # the real database and engine, where the environment offers them for this
        for name in ("DATABASE_URL", "ELASTICSEARCH_URL"):
            os.environ.pop(name, None)
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from tests import database  # noqa: PLC0415

    if database.template().exists() and "DATABASE_URL" not in os.environ:
        shutil.copy(database.template(), var / "caseround.sqlite3")
    if "DATABASE_URL" in os.environ:
        from django.db import connection  # noqa: PLC0415

        connection.cursor().execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    call_command("migrate", verbosity=0)
    walk(var, names)


def walk(var: Path, names: str) -> None:
    """Plant, leave, wait, erase, scan, print."""
    from django.utils import timezone  # noqa: PLC0415

    from network.forum.residue import scan  # noqa: PLC0415
    from network.membership import leaving  # noqa: PLC0415
    from network.membership.models import Departure, User  # noqa: PLC0415
    from search.indexer import drain  # noqa: PLC0415

    steward = plant()
    drain()
    user = User.objects.get(email=ADDRESS)
    before = sorted({residue.place.rsplit("/", 1)[-1] for residue in scan(MARKER)})
    assert leaving.leave(user, actor=user, names=names, cases="stay")
    Departure.objects.update(asked_at=timezone.now() - timedelta(days=15))
    assert leaving.erase(Departure.objects.get(), actor=steward)
    after = sorted(path.name for path in var.rglob("*") if path.is_file() and MARKER.encode() in path.read_bytes().lower())
    finished = Departure.objects.get().finished_at is not None
    answer = {"before": before, "after": after, "scan": [residue.place for residue in scan(MARKER)], "finished": finished}
    sys.stdout.write(json.dumps(answer) + "\n")


def plant() -> object:
    """Let one person fill every field that there is, and others write of them. Return a steward."""
    from allauth.account.models import EmailAddress  # noqa: PLC0415
    from allauth.usersessions.models import UserSession  # noqa: PLC0415
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415
    from django.core.files.base import ContentFile  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415
    from django_tasks_db.models import DBTaskResult  # noqa: PLC0415
    from wagtail.users.models import UserProfile  # noqa: PLC0415

    from cases.models import Case  # noqa: PLC0415
    from network.forum import moderation, posting  # noqa: PLC0415
    from network.forum.models import Report  # noqa: PLC0415
    from network.membership import actions, deciding, exporting, rechecking  # noqa: PLC0415
    from network.membership.models import Application, EmailMove, Invitation, Profile, User  # noqa: PLC0415
    from tests.cases.making import published  # noqa: PLC0415
    from tests.cast import make_cast  # noqa: PLC0415

    cast = make_cast()
    user = cast.ada
    user.email, user.display_name, user.service_kind = ADDRESS, NAME, f"{MARKER} service"
    user.save()
    EmailAddress.objects.create(user=user, email=ADDRESS, verified=True, primary=True)
    EmailMove.objects.create(user=user, new_email=f"new-{ADDRESS}", due_at=timezone.now())
    made = actions.apply(
        user, actor=user, registered_name=f"{MARKER} Testing-Smith", profession="doctor", register_number=MARKER[:9] + "le",
        service=f"{MARKER} practice", reason=f"{MARKER} asked me",
    )  # fmt: skip
    actions.address_confirmed(user)
    Application.objects.filter(pk=made.pk).update(register_number=MARKER)
    made.refresh_from_db()
    deciding.ask_applicant(made, actor=cast.stew, reason=f"Is it {MARKER}?")
    actions.answer_question(made, actor=user, text=f"Yes, {MARKER}.")
    made.notes.create(author=cast.stew, kind="found", text=f"{MARKER} is on the register")
    made.evidence.create(kind="mailbox", address=f"{MARKER}@trust.example", shown_at=timezone.now())
    assert deciding.approve_application(made, actor=cast.stew)
    deciding.limit_application(made, actor=cast.stew, reason=f"{MARKER} asked for it")
    deciding.approve_application(made, actor=cast.stew)
    user.refresh_from_db()
    made.refresh_from_db()
    rechecking.ask_name_change(
        made, actor=user, registered_name=f"{MARKER} Wed", display_name=f"{MARKER} Wed", register_number=MARKER
    )
    made.evidence.create(kind="mailbox", address=f"{MARKER}@trust.example", shown_at=timezone.now())
    Profile.objects.create(user=user, service=f"{MARKER} practice", declared=f"Shares in {MARKER}")
    Invitation.objects.create(inviter=user, email=f"friend-{ADDRESS}", token_hash="x")  # noqa: S106
    Invitation.objects.create(inviter=cast.ben, email=ADDRESS, token_hash="y")  # noqa: S106
    UserProfile.objects.create(user=user, avatar=ContentFile(MARKER.encode(), f"{MARKER}.png"))
    store = SessionStore()
    store.update({"_auth_user_id": str(user.pk), "typed": MARKER})
    store.create()
    UserSession.objects.create(user=user, session_key=store.session_key, ip="192.0.2.7", user_agent=MARKER)
    DBTaskResult.objects.create(
        args_kwargs={"args": [], "kwargs": {}}, run_after=timezone.now(), exception_class_path="", task_path="a.b",
        queue_name="default", backend_name="default", priority=0, traceback=f"refused: {ADDRESS}",
    )  # fmt: skip
    published(cast)
    Case.objects.update(outcome=f"As {NAME} wrote.")
    thread = posting.start_thread(cast.open_board, actor=user, title="A taper", text="Opening words.", signed="role")
    posting.reply(
        thread, actor=cast.ben, text=f"Thank you, @{NAME}.\n\n> **{NAME} wrote:**\n> Opening words.\n\n{MARKER} Testing-Smith"
    )
    User.objects.filter(pk=user.pk).update(profession=f"{MARKER} GP")
    theirs = posting.start_thread(cast.open_board, actor=cast.ben, title=f"For {NAME}", text="Words.")
    moderation.report_post(theirs.posts.get(), actor=user, kind="other", note=f"{MARKER} says so")
    assert moderation.decide_report(Report.objects.get(), actor=cast.mia, keep=True, version=1)
    exporting.ask_export(user, actor=user)
    assert User.objects.filter(pk=user.pk, display_name=NAME).exists()
    return cast.stew


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
