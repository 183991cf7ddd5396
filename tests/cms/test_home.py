"""The start page of each role: something to do, and a fixed number of queries."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from cases import actions as case_actions
from cms.models import AlertPage, GuidancePage
from cms.tree import Tree
from network.forum import moderation, posting
from network.membership.models import Application, User
from tests.cast import Cast
from tests.cms.conftest import Publish
from tests.cms.test_events_and_resources import event, resource

As = Callable[[User | None], Client]
Count = Callable[[Callable[[], object]], int]
DUTIES = {
    "visitor": "Apply to join",
    "cy": "your application",
    "ada": "Ask about a case",
    "retired": "Share learning from a case",
    "sam": "Your boards",
    "mia": "Awaiting a first look",
    "dee": "Drafts for you to approve",
    "stew": "application",
}


def fill(cast: Cast, tree: Tree, publish: Publish, rows: range) -> None:
    """Add one of everything per row."""
    for n in rows:
        posting.start_thread(cast.open_board, actor=cast.ben, title=f"Thread {n}", text="A question about tapering.")
        publish(f"guidance-{n}", kind="new", next_review=timezone.localdate().replace(year=2020))
        event(tree, f"e{n}", n + 1)
        resource(tree, f"r{n}")
        alert = AlertPage(title=f"Alert {n}", slug=f"a{n}", grade="local_checking", summary="Seen.", body="Take care.")
        alert.originator, alert.expires = "Here", timezone.localdate().replace(year=2099)
        tree.alerts.add_child(instance=alert)
        fields = {
            "kind": "ask", "headline": f"Case {n}", "setting": "community", "age_band": "40s", "story": "A person who tapers.",
            "question": "What next?", "consent_basis": "composite", "board": cast.open_board, "can_wait": True,
        }  # fmt: skip
        for author in (cast.ben, cast.ada):
            case = case_actions.save_draft(actor=author, fields=fields, substances=[])
            if author == cast.ben:
                case_actions.submit(case, actor=author)
        applicant = User.objects.create_user(f"a{n}@caseround.example", "a-long-test-passphrase", display_name="A")
        applicant.emailaddress_set.create(email=applicant.email, verified=True, primary=True)
        Application.objects.create(user=applicant, registered_name="A", profession="doctor", reason="To ask.", service="A",
                                   accepted_rules_at=timezone.now())  # fmt: skip


@pytest.mark.parametrize("who", DUTIES)
def test_each_role_has_something_to_do_in_ten_queries_however_much_there_is(
    cast: Cast, tree: Tree, publish: Publish, as_: As, count_queries: Count, who: str
) -> None:
    if who == "retired":
        User.objects.filter(pk=cast.ada.pk).update(retired=True)
    user = None if who == "visitor" else cast.ada if who == "retired" else getattr(cast, who)
    browser = as_(user)
    fill(cast, tree, publish, range(3))
    text = browser.get("/").content.decode()
    assert DUTIES[who] in text
    assert "Alert 2" in text
    assert "Event e0" in text
    assert "guidance-2" in text
    few = count_queries(lambda: browser.get("/"))
    fill(cast, tree, publish, range(3, 10))
    assert count_queries(lambda: browser.get("/")) == few <= 10


def test_a_hundred_of_everything_cost_a_moderator_what_ten_do(
    cast: Cast, tree: Tree, publish: Publish, as_: As, count_queries: Count
) -> None:
    browser = as_(cast.mia)
    fill(cast, tree, publish, range(10))
    browser.get("/")
    ten = count_queries(lambda: browser.get("/"))
    fill(cast, tree, publish, range(10, 100))
    assert count_queries(lambda: browser.get("/")) == ten <= 10


def test_the_desk_counts_what_waits(cast: Cast, tree: Tree, publish: Publish, second: User, as_: As) -> None:
    publish("sedatives", next_review=timezone.localdate().replace(year=2020))
    page = GuidancePage.objects.get(slug="sedatives")
    page.summary = "For nurses."
    page.save_revision(user=cast.dee)

    def counts(user: User) -> list[str]:
        text = as_(user).get("/").content.decode()
        desk = text[text.index("Editor’s desk") :]
        return [
            desk[desk.index(label) :].split("<strong>")[1].split("<")[0]
            for label in ("to approve", "to finish", "Guidance overdue")
        ]

    assert counts(cast.dee) == ["0", "1", "1"]
    assert counts(second) == ["0", "0", "1"]
    GuidancePage.objects.get(slug="sedatives").get_workflow().start(page, cast.dee)
    assert counts(cast.dee) == ["0", "0", "1"]
    assert counts(second) == ["1", "0", "1"]


def test_the_moderator_of_a_board_sees_its_reports_counted_and_the_day_in_one_line(cast: Cast, tree: Tree, as_: As) -> None:
    thread = posting.start_thread(cast.open_board, actor=cast.ada, title="Pregabalin", text="A question about tapering.")
    calm = as_(cast.mia).get("/").content.decode()
    assert "0 reports waiting" in calm
    assert "Your duties" not in calm
    moderation.report(thread, actor=cast.ben, kind="other")
    text = as_(cast.mia).get("/").content.decode()
    assert "1 report waiting" in text
    assert text.index("1 report to look at") < text.index("New to you")
    assert "1 thread with something new." in text
    other = as_(cast.ada).get("/").content.decode()
    assert "waiting</a>" not in other
    assert "Nothing new since you were last here." in other


def test_a_visitor_sees_no_word_of_the_boards(cast: Cast, tree: Tree) -> None:
    posting.start_thread(cast.open_board, actor=cast.ada, title="Marzipan", text="Walrus.")
    text = Client().get("/").content.decode()
    assert "Marzipan" not in text
    assert cast.open_board.name not in text
