"""Terms and case rules: editions that stay, changes in plain words, and posting that waits for an acceptance."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from network.forum import posting
from network.forum.models import Post, Thread
from network.membership import actions, rules
from network.membership.forms import IDENTIFIES, RULES_CHANGED
from network.membership.models import AuditEntry, RuleAcceptance, RuleEdition, User
from network.membership.rules_forms import NOTHING_NEW, OVERTAKEN
from tests.cast import Cast
from tests.journeys.test_walking_line import APPLICATION

As = Callable[[User | None], Client]
Count = Callable[[Callable[[], object]], int]
HERE = {"origin": "http://testserver"}
NOTE = "Pictures are allowed now, and only of things."
TEXT = "1. Nobody can be recognised.\n\n2. Pictures show things, never people."


def publish(cast: Cast, text: str = TEXT, *, document: str = "case-rules", material: bool = True, base: int = 0) -> RuleEdition:
    """Publish the next edition of a document."""
    base = base or rules.in_force()[document].number
    edition = rules.publish_edition(document, actor=cast.stew, text=text, change_note=NOTE, material=material, base=base)
    assert edition
    return edition


def again(user: User) -> User:
    """Return the person as the next request meets them."""
    return User.objects.get(pk=user.pk)


@pytest.fixture
def thread(cast: Cast) -> Thread:
    return posting.start_thread(cast.open_board, actor=cast.ada, title="A taper", text="Opening words.")


def test_everybody_reads_every_edition_and_what_it_changed(cast: Cast, as_: As) -> None:
    first = rules.in_force()["case-rules"]
    publish(cast)
    visitor = as_(None)
    page = visitor.get("/rules/case-rules/").content.decode()
    assert "Pictures show things, never people." in page
    assert NOTE in page
    old = visitor.get("/rules/case-rules/1/").content.decode()
    assert "An earlier edition." in old
    assert first.paragraphs[0] in old
    changed = visitor.get("/rules/case-rules/2/changes/").content.decode()
    assert "<ins>" in changed
    assert "<del>" in changed
    for absent in ("case-rules/9/", "case-rules/0/", "case-rules/1/changes/", "nonsense/"):
        assert visitor.get(f"/rules/{absent}").status_code == 404, absent
    for moved in ("/about/terms/", "/about/house-rules/"):
        assert visitor.get(moved).headers["Location"] == "/rules/terms/"


def test_an_edition_is_never_changed(cast: Cast) -> None:
    edition = publish(cast)
    edition.text = "Something else."
    with pytest.raises(TypeError):
        edition.save()
    assert RuleEdition.objects.get(pk=edition.pk).text == TEXT


def test_sign_up_keeps_which_editions_were_accepted(cast: Cast) -> None:
    publish(cast)
    Client().post("/accounts/signup/", APPLICATION)
    user = User.objects.get(email=APPLICATION["email"])
    accepted = {(a.edition.document, a.edition.number) for a in user.accepted_rules.select_related("edition")}
    assert accepted == {("terms", 1), ("case-rules", 2)}
    assert user.rules_due_at is None


def test_rules_that_change_while_somebody_applies_are_asked_for_again_and_nothing_typed_is_lost(cast: Cast) -> None:
    shown = Client().get("/accounts/signup/").context["form"].shown_editions
    publish(cast)
    answer = Client().post("/accounts/signup/", {**APPLICATION, "editions": shown})
    assert answer.context["form"].errors == {name: [RULES_CHANGED] for name in ("accept_terms", "accept_rules")}
    assert answer.context["form"]["reason"].value() == APPLICATION["reason"]
    fresh = answer.context["form"].shown_editions
    assert f'value="{fresh}"' in answer.content.decode()
    assert Client().post("/accounts/signup/", {**APPLICATION, "editions": fresh}).status_code == 302


def test_a_material_edition_closes_posting_until_it_is_accepted_and_reading_goes_on(cast: Cast, as_: As, thread: Thread) -> None:
    rules.accept(cast.ben, actor=cast.ben, editions=rules.in_force().values())
    edition, reply = publish(cast), f"{thread.get_absolute_url()}reply/"
    browser = as_(again(cast.ben))
    page = browser.get(thread.get_absolute_url())
    assert page.status_code == 200
    assert "Opening words." in page.content.decode()
    assert 'href="/rules/accept/"' in page.content.decode()
    with pytest.raises(PermissionDenied):
        posting.reply(thread, actor=again(cast.ben), text="Words.")
    asked = browser.get("/rules/accept/").content.decode()
    for told in (NOTE, "<ins>", "<del>"):
        assert told in asked
    assert browser.post("/rules/accept/", {}).status_code == 422
    assert browser.post(reply, {"text": "Too early.", "basis": "opinion"}).status_code == 403
    assert browser.post("/rules/accept/?next=//evil.example", {f"edition-{edition.pk}": "on"}).headers["Location"] == "/"
    assert browser.post(reply, {"text": "Now.", "basis": "opinion"}).status_code == 302
    assert RuleAcceptance.objects.filter(user=cast.ben, edition=edition).exists()
    assert AuditEntry.objects.filter(verb="accepted rules", actor=cast.ben).count() == 2
    assert "Nothing to accept" in browser.get("/rules/accept/").content.decode()
    assert again(cast.eve).rules_due_at is not None, "one acceptance opens posting to one person"


def test_a_text_that_arrives_meanwhile_is_given_back_and_goes_in_after_the_acceptance(
    cast: Cast, as_: As, thread: Thread
) -> None:
    browser, reply = as_(cast.ben), f"{thread.get_absolute_url()}reply/"
    data = {"text": "Half an hour of <careful> words.\nAnd more.", "basis": "experience", "form_key": str(uuid.uuid4())}
    edition = publish(cast)
    answer = browser.post(reply, data, headers=HERE)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (403, "private, no-store")
    assert [(text.name, text.value) for text in answer.context["held"].texts] == [("text", data["text"])]
    assert "Half an hour of &lt;careful&gt; words." in answer.content.decode()
    assert not Post.objects.filter(author=cast.ben).exists()
    part = browser.post(reply, data, headers={**HERE, "HX-Request": "true"})
    assert (part.status_code, part.headers["HX-Retarget"]) == (200, "#main")
    browser.post("/rules/accept/", {f"edition-{edition.pk}": "on"})
    again_sent = dict(answer.context["held"].hidden) | {"text": data["text"]}
    assert browser.post(answer.context["held"].action, again_sent).status_code == 302
    assert Post.objects.get(author=cast.ben).source == data["text"]


def test_the_pages_that_write_lead_to_what_changed(cast: Cast, as_: As) -> None:
    publish(cast)
    browser, new = as_(again(cast.ben)), f"/discussions/{cast.open_board.public_id}/new/"
    assert browser.get("/cases/new/").headers["Location"] == "/rules/accept/"
    assert browser.get(new).headers["Location"] == f"/rules/accept/?next={new.replace('/', '%2F')}"
    edition = rules.in_force()["case-rules"]
    accepted = browser.post(f"/rules/accept/?next={new}", {f"edition-{edition.pk}": "on"})
    assert accepted.headers["Location"] == new
    assert browser.get(new).status_code == 200
    assert as_(again(cast.eve)).get(new).status_code == 404, "who never saw the board learns no more than before"


def test_a_small_correction_asks_nobody(cast: Cast, as_: As) -> None:
    publish(cast, material=False)
    assert again(cast.ben).rules_due_at is None
    assert "accept" not in as_(again(cast.ben)).get("/discussions/").content.decode()
    assert rules.owed_by(cast.ben) == []


def test_who_skipped_two_editions_sees_both_notes_and_accepts_the_one_in_force(cast: Cast, as_: As) -> None:
    rules.accept(cast.ben, actor=cast.ben, editions=rules.in_force().values())
    publish(cast)
    newest = publish(cast, TEXT + "\n\n3. One more.", material=False)
    owed = rules.owed_by(cast.ben)
    assert [(item.edition, item.since and item.since.number) for item in owed] == [(newest, 1)]
    assert [note.number for note in owed[0].notes] == [3, 2]
    terms = publish(cast, "New terms.", document="terms")
    browser = as_(again(cast.ben))
    assert browser.post("/rules/accept/", {f"edition-{newest.pk}": "on"}).status_code == 422, "one of two"
    assert again(cast.ben).rules_due_at
    assert browser.post("/rules/accept/", {f"edition-{e.pk}": "on" for e in (newest, terms)}).status_code == 302
    assert again(cast.ben).rules_due_at is None


def test_only_what_was_on_the_page_is_accepted(cast: Cast, as_: As) -> None:
    first = publish(cast)
    browser = as_(again(cast.ben))
    second = publish(cast, TEXT + "\n\n3. One more.")
    answer = browser.post("/rules/accept/", {f"edition-{first.pk}": "on"})
    assert answer.status_code == 422
    assert "3. One more." in answer.content.decode()
    assert not RuleAcceptance.objects.filter(user=cast.ben).exists()
    rules.accept(cast.ben, actor=cast.ben, editions=[first])
    assert again(cast.ben).rules_due_at == second.published_at, "an older edition opens nothing"


def test_nobody_accepts_for_another(cast: Cast) -> None:
    edition = publish(cast)
    with pytest.raises(PermissionDenied):
        rules.accept(cast.ben, actor=cast.ada, editions=[edition])
    assert rules.accept(cast.ben, actor=cast.ben, editions=[edition]) == 1
    assert rules.accept(cast.ben, actor=cast.ben, editions=[edition]) == 0
    assert AuditEntry.objects.filter(verb="accepted rules").count() == 1


def test_the_briefing_asks_who_applied_before_the_change(cast: Cast) -> None:
    publish(cast)
    User.objects.filter(pk=cast.eve.pk).update(rules_due_at=None, briefed_at=None)
    actions.complete_briefing(cast.eve, actor=cast.eve)
    assert again(cast.eve).rules_due_at is not None
    assert not again(cast.eve).may_post


def test_signing_in_leads_to_what_changed(cast: Cast) -> None:
    from django.test import RequestFactory  # noqa: PLC0415

    from network.membership.adapter import AccountAdapter  # noqa: PLC0415

    request = RequestFactory().get("/")
    request.user = again(cast.ben)
    assert AccountAdapter(request).get_login_redirect_url(request) == "/"
    publish(cast)
    for user, where in ((cast.ben, "/rules/accept/"), (cast.cy, "/application/")):
        request.user = again(user)
        assert AccountAdapter(request).get_login_redirect_url(request) == where


def test_a_steward_compares_publishes_and_sees_who_still_has_to_accept(cast: Cast, as_: As) -> None:
    url, browser = "/desk/rules/case-rules/", as_(cast.stew)
    data = {"text": TEXT, "change_note": NOTE, "material": "on", "base": "1"}
    looked = browser.post(url, {**data, "do": "look"}).content.decode()
    assert "Publish edition 2" in looked
    assert "<del>" in looked
    assert RuleEdition.objects.filter(document="case-rules").count() == 1, "looking publishes nothing"
    assert "is in force" in browser.post(url, {**data, "do": "publish"}, follow=True).content.decode()
    edition = rules.in_force()["case-rules"]
    assert (edition.number, edition.published_by, edition.material) == (2, cast.stew, True)
    assert AuditEntry.objects.get(verb="published rules").counts["edition"] == 2
    members = User.objects.verified().count()
    assert f"{members} of {members} members" in browser.get("/desk/rules/").content.decode()
    twice = browser.post(url, {**data, "do": "publish"})
    assert (twice.status_code, RuleEdition.objects.filter(document="case-rules").count()) == (422, 2)


@pytest.mark.parametrize("who", ["ada", "dee", "cy"])
def test_nobody_else_publishes_rules_or_learns_of_the_desk(cast: Cast, as_: As, who: str) -> None:
    browser = as_(getattr(cast, who))
    assert browser.get("/desk/rules/").status_code == browser.get("/desk/rules/terms/").status_code == 404
    data = {"text": TEXT, "change_note": NOTE, "base": "1", "do": "publish"}
    assert browser.post("/desk/rules/terms/", data).status_code == 404
    with pytest.raises(PermissionDenied):
        rules.publish_edition("terms", actor=getattr(cast, who), text=TEXT, change_note=NOTE, material=False, base=1)
    assert rules.in_force()["terms"].number == 1


def test_who_never_accepted_any_reads_the_whole_text(cast: Cast, as_: As) -> None:
    publish(cast)
    asked = as_(again(cast.ben)).get("/rules/accept/").content.decode()
    assert "The whole text" in asked
    assert "<p>2. Pictures show things, never people.</p>" in asked


def test_two_stewards_at_once_one_wins_and_the_other_is_told(cast: Cast, as_: As) -> None:
    publish(cast)
    data = {"text": "Mine.", "change_note": NOTE, "base": "1", "do": "publish"}
    answer = as_(cast.stew).post("/desk/rules/case-rules/", data)
    assert answer.status_code == 422
    assert OVERTAKEN in answer.context["form"].non_field_errors()
    assert answer.context["form"]["text"].value() == "Mine."
    assert 'name="base" value="2"' in answer.content.decode()
    looked = as_(cast.stew).post("/desk/rules/case-rules/", {**data, "do": "look"})
    assert OVERTAKEN in looked.context["form"].non_field_errors(), "else the next click would publish over theirs"
    with pytest.raises(rules.Overtaken):
        rules.publish_edition("case-rules", actor=cast.stew, text="Mine.", change_note=NOTE, material=False, base=1)
    assert rules.in_force()["case-rules"].text == TEXT


@pytest.mark.parametrize(
    ("field", "text", "message"),
    [
        ("text", "Ring 07700 900123 about your patient.", IDENTIFIES),
        ("change_note", "Ring 07700 900123.", IDENTIFIES),
        ("change_note", " ", "Say what changes: every member reads it"),
        ("text", "", "Write the text"),
        ("text", "SAME", NOTHING_NEW),
    ],
)
def test_an_edition_that_identifies_says_nothing_or_is_not_new_is_refused(
    cast: Cast, as_: As, field: str, text: str, message: str
) -> None:
    data = {"text": TEXT, "change_note": NOTE, "base": "1", "do": "publish"}
    data[field] = rules.in_force()["terms"].text if text == "SAME" else text
    answer = as_(cast.stew).post("/desk/rules/terms/", data)
    assert (answer.status_code, answer.context["form"].errors[field]) == (422, [message])
    assert rules.in_force()["terms"].number == 1


def test_the_first_editions_pass_their_own_check(cast: Cast, as_: As) -> None:
    for document in ("terms", "case-rules"):
        text = rules.in_force()[document].text + "\n\nOne more."
        publish_it = {"text": text, "change_note": NOTE, "base": "1", "do": "publish"}
        assert as_(cast.stew).post(f"/desk/rules/{document}/", publish_it).status_code == 302


def test_a_page_costs_no_query_more_for_the_rules(cast: Cast, as_: As, count_queries: Count) -> None:
    browser = as_(cast.ben)
    browser.get("/discussions/")
    before = count_queries(lambda: browser.get("/discussions/"))
    publish(cast)
    assert count_queries(lambda: browser.get("/discussions/")) == before


def test_the_account_says_which_editions_were_accepted(cast: Cast, as_: As) -> None:
    rules.accept(cast.ben, actor=cast.ben, editions=rules.in_force().values())
    page = as_(cast.ben).get("/account/").content.decode()
    assert "Case rules" in page
    assert 'href="/rules/case-rules/1/"' in page
