"""Who is told of a public rendering, where each of its three people finds it, and where everybody finds what is public."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from cases import featuring
from cases.models import Case, CaseReading, FeaturedCase, State
from cms.tree import ensure_tree
from network.forum.models import ReadBudget
from network.membership.models import Application, AuditEntry, User
from search.indexer import drain
from search.models import Term
from tests.cases.making import published
from tests.cases.test_ceilings import make
from tests.cases.test_featured import MARKER, SAID, TEXTS, agreed, prepared, public
from tests.cast import Cast

pytestmark = pytest.mark.django_db
As = Callable[[User | None], Client]
Commit = Callable[..., Any]
CountQueries = Callable[[Callable[[], object]], int]


def told() -> list[str]:
    """Return who was asked to be a second reader, and empty the tray."""
    asked = [to for message in mail.outbox if "awaits a second reader" in message.subject for to in message.to]
    mail.outbox.clear()
    return asked


def one_service(*people: User) -> None:
    """Let these people have applied from one service."""
    for user in people:
        applied = {"registered_name": "A", "profession": "gmc", "service": "One service"}
        Application.objects.create(user=user, accepted_rules_at=timezone.now(), **applied)


def test_a_moderator_who_may_read_it_is_asked_without_a_word_of_it(
    cast: Cast, as_: As, django_capture_on_commit_callbacks: Commit
) -> None:
    featured = prepared(cast)
    with django_capture_on_commit_callbacks(execute=True):
        featuring.agree(featured, actor=cast.ada, version=1, credit="kept", said=SAID)
    message = mail.outbox[-1]
    assert message.to == [cast.mia.email]
    assert f"{featured.get_absolute_url()}work/" in message.body
    assert not any(words in f"{message.subject}{message.body}" for words in (TEXTS["title"], MARKER, featured.case.reference))
    assert as_(cast.mia).get(f"{featured.get_absolute_url()}work/").status_code == 200


def test_where_no_moderator_may_those_who_reviewed_last_are_asked(cast: Cast, django_capture_on_commit_callbacks: Commit) -> None:
    featured = prepared(cast)
    one_service(cast.ada, cast.mia)
    with django_capture_on_commit_callbacks(execute=True):
        featuring.agree(featured, actor=cast.ada, version=1, credit="kept", said=SAID)
    assert told() == [cast.ben.email], "Ben reviewed the case; not its author, not its editor, nobody from the service"


def test_it_is_asked_at_sending_who_may(cast: Cast, django_capture_on_commit_callbacks: Commit) -> None:
    featured = prepared(cast)
    with django_capture_on_commit_callbacks(execute=True):
        featuring.agree(featured, actor=cast.ada, version=1, credit="kept", said=SAID)
        featured.refresh_from_db()
        assert featuring.read(featured, actor=cast.ben, version=1)
    assert told() == []


def test_a_flag_asks_for_a_second_reader_anew(cast: Cast, django_capture_on_commit_callbacks: Commit) -> None:
    featured = public(cast)
    with django_capture_on_commit_callbacks(execute=True):
        assert featuring.flag(featured)
    assert told() == [cast.mia.email]


def test_one_more_flag_after_it_was_read_again_is_told_once_and_hides_nothing(
    cast: Cast, as_: As, django_capture_on_commit_callbacks: Commit
) -> None:
    featured, visitor = public(cast), as_(None)
    featuring.flag(featured)
    featuring.read(featured, actor=cast.ben, version=2)
    mail.outbox.clear()
    for _ in range(3):
        with django_capture_on_commit_callbacks(execute=True):
            answer = visitor.post(f"{featured.get_absolute_url()}flag/").content.decode()
            assert "are told that you asked" in answer
    assert [message.to for message in mail.outbox] == [[cast.dee.email], [cast.ada.email]]
    assert "flagged again" in mail.outbox[0].subject
    assert AuditEntry.objects.get(verb="flagged public case again").actor is None
    assert visitor.get(featured.get_absolute_url()).status_code == 200
    assert "one more reader thought" in as_(cast.dee).get(f"{featured.get_absolute_url()}work/").content.decode()


def waits(browser: Client) -> tuple[bool, bool, bool]:
    """Say whether the start page, the review queue and the desk tell that a rendering waits."""
    home, queue, desk = (browser.get(page).content.decode() for page in ("/", "/cases/review/", "/cases/featured/"))
    return "1 public version of a case for you" in home, "1 public version of a case waits" in queue, "Waits for you" in desk


def test_each_of_the_three_finds_it_when_it_is_their_turn_and_nobody_else_does(cast: Cast, as_: As) -> None:
    ensure_tree()
    everybody = {name: as_(getattr(cast, name)) for name in ("ada", "ben", "dee", "eve")}

    def those_who_wait() -> list[str]:
        said = {name: waits(browser) for name, browser in everybody.items()}
        assert all(len(set(places)) == 1 for places in said.values()), said
        return [name for name, places in said.items() if all(places)]

    featured = prepared(cast)
    assert those_who_wait() == ["ada"]
    featuring.agree(featured, actor=cast.ada, version=1, credit="kept", said=SAID)
    assert those_who_wait() == ["ben"]
    featured.refresh_from_db()
    featuring.read(featured, actor=cast.ben, version=1, doubts=["family"])
    assert those_who_wait() == ["dee"]
    FeaturedCase.objects.update(state="withdrawn")
    assert those_who_wait() == []


@pytest.mark.parametrize("door", ["feature", "words", "work"])
def test_the_public_words_stand_beside_what_members_read(cast: Cast, as_: As, door: str) -> None:
    case = published(cast)
    if door == "feature":
        page = as_(cast.dee).get(f"/cases/{case.public_id}/feature/").content.decode()
    else:
        featured = featuring.prepare(case, actor=cast.dee, texts=TEXTS)
        page = as_(cast.dee).get(f"{featured.get_absolute_url()}{door}/").content.decode()
    beside = page.split('<div class="cols cols-2">')[1]
    assert "What members read" in beside
    assert case.question in beside


def test_whoever_compares_spends_their_read_budget_and_a_case_of_the_members_alone_is_not_shown(cast: Cast, as_: As) -> None:
    case = published(cast, restricted=True, invited=[cast.dee, cast.ben])
    page = as_(cast.dee).get(f"/cases/{case.public_id}/feature/").content.decode()
    assert case.question not in page, "the page of the case records its readers, this one does not"
    assert not CaseReading.objects.exists()
    featured = agreed(cast)
    spent = ReadBudget.objects.filter(user=cast.ben)
    assert not spent.exists()
    assert case.question in as_(cast.ben).get(f"{featured.get_absolute_url()}work/").content.decode()
    assert spent.get().opened == 1


def test_an_editor_is_offered_what_can_be_done_once(cast: Cast, as_: As) -> None:
    case, never = published(cast), published(cast, restricted=True, invited=[cast.dee, cast.ben])
    editor = as_(cast.dee)
    assert "Feature this case" in editor.get(case.get_absolute_url()).content.decode()
    page = editor.get(never.get_absolute_url()).content.decode()
    assert "Feature this case" not in page
    assert "It cannot be featured. It is for invited colleagues" in page
    assert "cannot be featured" not in as_(cast.ben).get(never.get_absolute_url()).content.decode()
    featured = featuring.prepare(case, actor=cast.dee, texts=TEXTS)
    page = editor.get(case.get_absolute_url()).content.decode()
    assert "Feature this case" not in page
    assert f"{featured.get_absolute_url()}work/" in page
    assert f"{featured.get_absolute_url()}work/" not in as_(cast.ben).get(case.get_absolute_url()).content.decode()
    featuring.withdraw(featured, actor=cast.dee)
    assert "Feature this case" in editor.get(case.get_absolute_url()).content.decode()


def test_the_public_reads_the_substances_as_their_widest_group_and_no_other_topic(cast: Cast, as_: As) -> None:
    ensure_tree()
    group = Term.objects.create(
        slug="wide-group", name="Wide group", kind="drug", broader=Term.objects.create(slug="th", name="Therapy")
    )
    middle = Term.objects.create(slug="middle-one", name="Middle one", kind="drug", broader=group)
    narrow = Term.objects.create(slug="narrow-one", name="Narrow one", kind="drug", broader=middle)
    setting = Term.objects.create(slug="residential", name="Residential rehabilitation")
    featured = public(cast)
    featured.case.topics.set([narrow, middle, setting])
    drain()
    page = as_(None).get(featured.get_absolute_url()).content.decode()
    assert page.count("Wide group") == 1
    for finer in ("Narrow one", "Middle one", "Residential", "Therapy"):
        assert finer not in page
    from cases.search_featured import FeaturedSource  # noqa: PLC0415

    assert FeaturedSource().documents([str(featured.pk)])[str(featured.pk)].topics == ("wide-group",)


def many(cast: Cast, count: int) -> None:
    """Make this many public renderings."""
    taken = FeaturedCase.objects.values("case")
    make(cast, count, State.PUBLISHED)
    FeaturedCase.objects.bulk_create(
        FeaturedCase(
            case=case, editor=cast.dee, reader=cast.ben, state="published", consent_covers="public", title=f"Public {case.pk}",
            author_agreed_at=timezone.now(), published_at=timezone.now(), age="middle", place="community", story="A story.",
        )
        for case in Case.objects.exclude(pk__in=taken)
    )  # fmt: skip


def test_everything_public_is_listed_for_everybody_page_by_page(cast: Cast, as_: As, count_queries: CountQueries) -> None:
    ensure_tree()
    visitor = as_(None)
    many(cast, 10)
    assert "/cases/public/" in visitor.get("/cases/").content.decode()
    ten = count_queries(lambda: visitor.get("/cases/public/"))
    many(cast, 35)
    assert count_queries(lambda: visitor.get("/cases/public/")) == ten <= 4
    pages = [visitor.get(f"/cases/public/?page={n}") for n in (1, 2, 3)]
    assert pages[0].headers["X-Robots-Tag"] == "noindex, noarchive"
    assert pages[0].headers["Cache-Control"] == "no-store"
    listed = "".join(page.content.decode() for page in pages)
    assert all(listed.count(f">Public {case.pk}<") == 1 for case in Case.objects.all())
    assert "Case 00" not in listed
    gone = FeaturedCase.objects.first()
    assert gone is not None
    Case.objects.filter(pk=gone.case_id).update(state="withdrawn")
    assert f">{gone.title}<" not in visitor.get("/cases/public/").content.decode()


def test_a_list_of_none_says_so(as_: As, cast: Cast) -> None:
    prepared(cast)
    page = as_(None).get("/cases/public/").content.decode()
    assert "No case is open to everybody yet" in page
    assert TEXTS["title"] not in page
