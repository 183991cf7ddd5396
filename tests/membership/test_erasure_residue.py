"""After an erasure nothing of the person is left: database, search index, media, kept mails, logs, and the bytes of the files."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

# Each column that held the marker beforehand: a step that is left out shows itself as residue.
PLANTED = {
    "account_emailaddress.email", "membership_application.registered_name", "membership_application.register_number",
    "membership_application.service", "membership_application.reason", "membership_applicationnote.text",
    "membership_auditentry.reason", "membership_emailmove.new_email", "membership_evidence.address", "membership_invitation.email",
    "membership_namechange.display_name", "membership_profile.declared", "membership_profile.service",
    "membership_user.display_name", "membership_user.email", "membership_user.profession",
    "membership_user.service_kind", "usersessions_usersession.user_agent", "wagtailusers_userprofile.avatar",
    "forum_post.source", "forum_post.html", "forum_thread.title", "forum_report.note", "cases_case.outcome",
    "django_tasks_database_dbtaskresult.traceback", "search index",
}  # fmt: skip


@pytest.mark.parametrize("names", ["anonymise", "keep"])
def test_no_byte_of_a_person_is_left_but_the_name_where_it_was_to_stay(tmp_path: Path, names: str) -> None:
    run = [sys.executable, "-W", "ignore", "-m", "tests.membership.erasure_files", str(tmp_path), names]
    done = subprocess.run(run, capture_output=True, text=True, timeout=400, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr[-2000:]
    answer = json.loads(done.stdout.splitlines()[-1])
    assert answer["finished"]
    assert set(answer["before"]) >= PLANTED
    # What was written last may still stand in the write-ahead log alone.
    assert {"caseround", "search"} <= {place.split(".")[0] for place in answer["before"]}, "the files were looked into"
    assert any(place.endswith(".log") for place in answer["before"]), "a mail was kept"
    assert "qwyxvortle" not in done.stderr.lower(), "nothing in the logs"
    if names == "anonymise":
        assert (answer["after"], answer["scan"]) == ([], [])
    else:
        tables = {place for place in answer["scan"] if "/" not in place}
        assert tables <= {
            "membership_user.display_name", "membership_user.name_skeleton", "membership_user.profession", "search index",
            "forum_post.source", "forum_post.html", "forum_thread.title", "cases_case.outcome",
        }  # fmt: skip
        assert "membership_user.display_name" in tables
