"""Cases in each state, made by the same actions as the pages use."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import connection

from cases import actions, interests
from cases.models import Case
from network.forum.models import Thread
from network.membership.models import User
from tests.cast import Cast


def form(cast: Cast, **changes: Any) -> dict[str, Any]:
    """Return what the composer posts for a case that may be saved."""
    return {
        "kind": "ask",
        "headline": "Street benzos and two seizures: where do I start?",
        "age_band": "30s",
        "setting": "community",
        "story": "The patient takes street tablets daily and wants to stop.",
        "question": "How would you start?",
        "urgent": "no",
        "consent_basis": "anonymised",
        "board": cast.open_board.public_id,
        "form_key": str(uuid.uuid4()),
        **changes,
    }


def draft(cast: Cast, rows: list[dict[str, str]] | None = None, **changes: Any) -> Case:
    """Save a draft of Ada's."""
    posted = form(cast, board=changes.pop("board", cast.open_board), **changes)
    posted = {"can_wait": posted.pop("urgent") == "no", **posted}
    return actions.save_draft(actor=cast.ada, form_key=uuid.UUID(posted.pop("form_key")), fields=posted, substances=rows or [])


def submitted(cast: Cast, **changes: Any) -> Case:
    """Send a draft of Ada's to review. Where its words make something worth asking, she has said no."""
    return sent(draft(cast, **changes))


def sent(case: Case) -> Case:
    """Let the author answer what they are asked about a draft, with no, and send it."""
    speaks = {question.circumstance: False for question in case.questions()}
    actions.answer(case, actor=case.author, speaks=speaks, can_wait=True)
    actions.submit(case, actor=case.author)
    case.refresh_from_db()
    return case


def published(cast: Cast, **changes: Any) -> Case:
    """Let Ben approve a case of Ada's."""
    case = submitted(cast, **changes)
    approve(case, cast.ben)
    case.refresh_from_db()
    return case


def approve(case: Case, reviewer: User) -> Thread | None:
    """Let `reviewer` say that they have no interest, and approve."""
    return actions.approve(declared(case, reviewer), actor=reviewer)


def send_back(case: Case, reviewer: User, note: str) -> bool:
    """Let `reviewer` say that they have no interest, and send the case back."""
    return actions.return_to_author(declared(case, reviewer), actor=reviewer, note=note)


def declared(case: Case, user: User) -> Case:
    """Let `user` say that they have no interest in a case that waits for review: without it nobody reads it."""
    interests.declare_no_interest(case, actor=user)
    return case


def database_text() -> str:
    """Return every value of every table, sessions, audit, tasks and outbox included."""
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows.extend(cursor.fetchall())
    return repr(rows)


# What a reviewer posts who has no doubt.
ANSWERS = dict.fromkeys(("singled_out", "searchable", "family", "others"), "no")
