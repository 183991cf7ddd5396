"""Evidence: what counts, what is refused, who may see it, when it goes, and which decision it allows, row by row."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from network.membership import deciding, proving
from network.membership.housekeeping import purge_evidence
from network.membership.mailboxes import is_passing, is_shared, is_workplace
from network.membership.models import Application, AuditEntry, ClinicalDomain, Evidence, EvidenceFile, User
from network.membership.proof import TABLE, May, Need, Proof, standing
from network.membership.roles import CLINICIANS, STEWARDS, Role
from tests.cast import Cast, person
from tests.membership.test_desk import apply
from tests.membership.upload_files import PDF, upload
from tests.pages import without_token

As = Callable[[User | None], Client]
Commit = Callable[..., object]
URL = "/application/evidence/"
ROWS = [(need, kinds, may) for need, rows in TABLE.items() for kinds, may in rows.items()]
ROUTE = {Need.REGISTERED: "doctor", Need.RETIRED: "retired", Need.SERVICE: "key_worker"}


def bare(number: int = 1, **fields: object) -> Application:
    """Make an applicant who has shown nothing."""
    found = apply(number, **fields)
    found.notes.all().delete()
    found.evidence.all().delete()
    return found


def show(found: Application, kind: Proof, sponsor: User) -> None:
    """Put one kind of evidence in."""
    if kind == Proof.REGISTER:
        found.notes.create(kind="found", text="It is there.")
    else:
        found.evidence.create(kind=kind, shown_at=timezone.now(), sponsor=sponsor if kind == Proof.SPONSOR else None)


def code_in(letter: str) -> str:
    """Return the six digits of the mail."""
    found = re.search(r"^\d{6}$", letter, re.M)
    assert found, letter
    return found[0]


def test_the_table_has_a_row_for_every_combination_and_more_evidence_never_allows_less() -> None:
    for rows in TABLE.values():
        assert len(rows) == 16
        assert rows[frozenset()] == May.NOT_YET
        for kinds, may in rows.items():
            assert all(wider >= may for more, wider in rows.items() if more > kinds), kinds
    retired = TABLE[Need.RETIRED].items()
    assert all(may == May.NOT_YET for kinds, may in retired if Proof.SPONSOR not in kinds)
    registered = TABLE[Need.REGISTERED].items()
    assert all(may < May.APPROVED for kinds, may in registered if Proof.REGISTER not in kinds or len(kinds) < 2)


@pytest.mark.parametrize(("need", "kinds", "may"), ROWS)
def test_each_row_of_the_table_is_what_a_steward_may_decide(cast: Cast, need: Need, kinds: frozenset[Proof], may: May) -> None:
    found = bare(profession=ROUTE[need], register_number="")
    for kind in kinds:
        show(found, kind, cast.ada)
    assert standing(found).may == may
    assert bool(standing(found).missing) == (may < May.APPROVED)
    for action, least in ((deciding.approve_application, May.APPROVED), (deciding.limit_application, May.LIMITED)):
        if may < least:
            with pytest.raises(deciding.NotProven):
                action(found, actor=cast.stew, reason="Because.")
            assert Application.objects.get(pk=found.pk).state == "waiting"
        else:
            assert action(found, actor=cast.stew, reason="Because.")
            assert not Evidence.objects.exists()
            assert set(found.proof.split(",")) == set(kinds)
            assert (found.decided_by, found.decided_at is not None) == (cast.stew, True)
            break
    else:
        assert deciding.decline_application(found, actor=cast.stew, reason="Nothing shown."), "a decline needs no evidence"


def test_the_desk_says_what_is_missing_and_refuses_with_the_words_kept(cast: Cast, as_: As) -> None:
    found = bare()
    url, steward = f"/desk/applications/{found.public_id}/", as_(cast.stew)
    assert "Still wanted: a steward’s look at the register" in steward.get(url).content.decode()
    for decision in ("approve", "limit"):
        answer = steward.post(url, {"decision": decision, "reason": "Looks fine to me"})
        assert answer.status_code == 422
        assert "does not carry this decision yet" in answer.content.decode()
        assert "Looks fine to me" in answer.content.decode()
    show(found, Proof.DOCUMENT, cast.ada)
    assert steward.post(url, {"decision": "limit", "reason": "Until the register shows it"}).status_code == 302
    found.refresh_from_db()
    assert (found.state, found.proof) == ("limited", "document")
    steward.post(f"{url}work/", {"do": "found", "text": "There now, no conditions."})
    assert steward.post(url, {"decision": "approve", "reason": "x"}).status_code == 302, "what was checked before still counts"


def test_a_work_mailbox_is_shown_by_a_code_that_works_once(
    cast: Cast, as_: As, django_capture_on_commit_callbacks: Commit
) -> None:
    found = bare()
    mine = as_(found.user)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        assert mine.post(URL, {"do": "mailbox", "mailbox-address": "A.Waiting@Northgate.nhs.uk"}).status_code == 302
    assert mail.outbox[-1].to == ["a.waiting@northgate.nhs.uk"]
    assert found.registered_name not in mail.outbox[-1].body
    code = code_in(mail.outbox[-1].body)
    piece = Evidence.objects.get()
    assert code not in str(Evidence.objects.values().get()), "the table does not hold the code"
    assert "/" not in mail.outbox[-1].body.split("Somebody who")[1].split("Was it")[0], "there is no link for a scanner to follow"
    mine.get(f"{URL}?code-code={code}&do=code")
    assert Evidence.objects.get().shown_at is None, "a GET consumes nothing"
    assert mine.post(URL, {"do": "code", "code-code": f"{(int(code) + 1) % 10**6:06d}"}).status_code == 422
    assert as_(apply(2).user).post(URL, {"do": "code", "code-code": code}).status_code == 422, "another applicant's code"
    assert mine.post(URL, {"do": "code", "code-code": f"{code[:3]} {code[3:]}"}).status_code == 302
    piece.refresh_from_db()
    assert piece.shown_at is not None
    assert mine.post(URL, {"do": "code", "code-code": code}).status_code == 422, "used"
    assert "is confirmed" in mine.get(URL).content.decode()
    assert "Work mailbox: in" in mine.get("/application/").content.decode()
    assert "by code" in as_(cast.stew).get(f"/desk/applications/{found.public_id}/").content.decode()


def test_a_code_expires_and_five_tries_and_five_codes_are_all(cast: Cast, django_capture_on_commit_callbacks: Commit) -> None:
    found = bare()
    me = found.user
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        sent = [proving.send_code(found, actor=me, address="a@b.nhs.uk") for _ in range(6)]
    assert (sent, len(mail.outbox)) == ([True] * 5 + [False], 5)
    code = proving.code_of(Evidence.objects.get())
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    assert not any(proving.enter_code(found, actor=me, code=wrong) for _ in range(5))
    assert not proving.enter_code(found, actor=me, code=code), "the sixth try is refused, right or wrong"
    Evidence.objects.update(tries=0, sent_at=timezone.now() - timedelta(minutes=31))
    assert not proving.enter_code(found, actor=me, code=code), "expired"
    Evidence.objects.update(sent_at=timezone.now())
    assert proving.enter_code(found, actor=me, code=code)
    proving.take_back(found, actor=me, kind="mailbox")
    Evidence.objects.update(sent_at=timezone.now())
    assert not proving.send_code(found, actor=me, address="a@b.nhs.uk"), "taking it back buys no more codes"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("info@northgate.nhs.uk", "several people read"),
        ("reception+me@northgate.nhs.uk", "several people read"),
        ("Reception@northgate.nhs.uk", "several people read"),
        ("someone@mailinator.com", "lasts for minutes"),
        ("someone@eu.yopmail.com", "lasts for minutes"),
        ("someone@gmail.com", "do not know this as an address"),
        ("someone@evilnhs.uk", "do not know this as an address"),
        ("someone@nhs.uk.evil.example", "do not know this as an address"),
        ("not an address", "like name@trust.nhs.uk"),
        ("<script>alert(1)</script>@nhs.uk", "like name@trust.nhs.uk"),
        ("", "Enter your work address"),
    ],
)
def test_a_mailbox_that_shows_no_workplace_is_refused_beside_the_field(cast: Cast, as_: As, address: str, words: str) -> None:
    answer = as_(bare().user).post(URL, {"do": "mailbox", "mailbox-address": address})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "<script>alert" not in answer.content.decode()
    assert mail.outbox == []
    assert not Evidence.objects.exists()


def test_sign_up_refuses_shared_and_passing_addresses_and_takes_private_ones(cast: Cast) -> None:
    from tests.journeys.test_walking_line import APPLICATION  # noqa: PLC0415

    for address, words in (("info@northgate.nhs.uk", "several people read"), ("me@mailinator.com", "lasts for minutes")):
        answer = Client().post("/accounts/signup/", {**APPLICATION, "email": address})
        assert words in answer.content.decode()
        assert not User.objects.filter(email=address).exists()
    assert Client().post("/accounts/signup/", {**APPLICATION, "email": "amara@gmail.com"}).status_code == 302


def test_domains_below_one_on_the_list_count_and_others_do_not(db: None) -> None:
    assert is_workplace("a@nhs.net")
    assert is_workplace("a@mail.northgate.nhs.uk")
    assert not is_workplace("a@uk")
    assert not is_workplace("a@net")
    assert not is_shared("information.officer@nhs.net")
    assert not is_passing("a@notmailinator.com")


def test_the_account_s_own_confirmed_address_counts_where_an_employer_gave_it_out(cast: Cast) -> None:
    found = bare()
    assert Proof.MAILBOX not in standing(found).shown
    ClinicalDomain.objects.create(name="practice.example")
    assert Proof.MAILBOX in standing(found).shown
    User.objects.filter(pk=found.user_id).update(email="reception@practice.example")
    assert Proof.MAILBOX not in standing(Application.objects.get(pk=found.pk)).shown


def test_stewards_keep_the_list_on_a_screen_and_nobody_else_sees_it(cast: Cast, as_: As) -> None:
    for name in ("ada", "mia", "dee", "cy"):
        assert as_(getattr(cast, name)).get("/desk/domains/").status_code == 404
        assert as_(getattr(cast, name)).post("/desk/domains/", {"do": "add", "name": "x.example"}).status_code == 404
    steward = as_(cast.stew)
    for bad in ("gmail.com", "nhs", "co.uk", "<b>x</b>.example", "a b.example", "x.mailinator.com", ""):
        assert steward.post("/desk/domains/", {"do": "add", "name": bad}).status_code == 422, bad
    for name in ("@Northgate-Care.example", "northgate-care.example", "sub.northgate-care.example"):
        assert steward.post("/desk/domains/", {"do": "add", "name": name}).status_code == 302
    assert ClinicalDomain.objects.filter(name__endswith="northgate-care.example").get().added_by == cast.stew
    found = bare()
    found.evidence.create(kind="mailbox", address="a@ward.northgate-care.example", shown_at=timezone.now())
    assert Proof.MAILBOX in standing(found).shown
    steward.post("/desk/domains/", {"do": "drop", "name": "northgate-care.example"})
    steward.post("/desk/domains/", {"do": "drop", "name": "northgate-care.example"})
    assert Proof.MAILBOX not in standing(found).shown
    assert AuditEntry.objects.filter(verb__contains="clinical domain").count() == 2


def test_a_document_is_read_by_the_steward_who_is_on_it_alone_as_a_download_and_recorded(cast: Cast, as_: As) -> None:
    found = bare()
    assert as_(found.user).post(URL, {"do": "document", "document-file": upload(PDF, "My Name.pdf")}).status_code == 302
    url = f"/desk/applications/{found.public_id}/document/"
    other = person("Otto", Role.MEMBER, CLINICIANS, STEWARDS)
    everybody = (cast.ada, cast.mia, cast.dee, cast.cy, cast.stew, other, found.user)
    assert [as_(who).get(url).status_code for who in everybody] == [404] * 7, "nobody has claimed it"
    assert Client().get(url).status_code == 302
    deciding.claim_application(found, actor=cast.stew)
    assert not AuditEntry.objects.filter(verb="read evidence").exists()
    answer = as_(cast.stew).get(url)
    assert answer.content == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert "My Name" not in answer.headers["Content-Disposition"]
    assert (answer.headers["X-Content-Type-Options"], answer.headers["Content-Type"]) == ("nosniff", "application/pdf")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert as_(other).get(url).status_code == 404
    assert AuditEntry.objects.filter(verb="read evidence", actor=cast.stew).count() == 1
    deciding.stand_aside(found, actor=cast.stew)
    assert as_(cast.stew).get(url).status_code == 404


@pytest.mark.parametrize("end", ["approve", "limit", "decline", "withdraw", "age", "replace", "take back"])
def test_files_are_gone_when_it_is_decided_and_after_thirty_days_anyway(cast: Cast, as_: As, end: str) -> None:
    from network.membership import actions  # noqa: PLC0415

    found = apply()
    piece = proving.add_document(found, actor=found.user, content=PDF, ending="pdf")
    kept = 0
    if end == "age":
        Evidence.objects.update(at=timezone.now() - timedelta(days=29))
        assert purge_evidence() == 0
        Evidence.objects.update(at=timezone.now() - timedelta(days=31))
        assert [purge_evidence(), purge_evidence()] == [2, 0]
    elif end == "withdraw":
        actions.withdraw_application(found, actor=found.user)
    elif end == "replace":
        proving.add_document(found, actor=found.user, content=PDF, ending="pdf")
        kept = 1
    elif end == "take back":
        as_(found.user).post(URL, {"do": "take-back", "kind": "document"})
    else:
        action = {"approve": deciding.approve_application, "limit": deciding.limit_application}
        action.get(end, deciding.decline_application)(found, actor=cast.stew, reason="Seen.")  # type: ignore[operator]
        found.refresh_from_db()
        assert found.proof == "document,mailbox,register"
    assert EvidenceFile.objects.count() == kept
    assert not Evidence.objects.filter(pk=piece.pk).exists()


def test_an_appeal_shows_its_evidence_anew(cast: Cast) -> None:
    from network.membership import actions  # noqa: PLC0415

    found = apply()
    deciding.decline_application(found, actor=cast.stew, reason="No.")
    actions.appeal(found, actor=found.user, text="Look again.")
    assert standing(found).shown == {Proof.REGISTER}


def test_a_sponsor_is_asked_confirms_by_post_and_cannot_decide(
    cast: Cast, as_: As, django_capture_on_commit_callbacks: Commit
) -> None:
    found = bare(profession="retired", register_number="")
    mine = as_(found.user)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        mine.post(URL, {"do": "sponsor", "sponsor-address": cast.ada.email.upper()})
    assert [letter.to for letter in mail.outbox] == [[cast.ada.email]]
    assert found.registered_name not in mail.outbox[0].body
    link = re.search(r"/sponsor/\w+/", mail.outbox[0].body)
    assert link
    for outsider in (cast.ben, cast.stew, cast.sam, cast.cy, found.user):
        assert as_(outsider).post(link[0], {"answer": "yes"}).status_code == 404
    ada = as_(cast.ada)
    assert found.registered_name in ada.get(link[0]).content.decode()
    assert Proof.SPONSOR not in standing(found).shown, "a GET answers nothing"
    ada.post(link[0], {"answer": "yes"})
    assert standing(found).shown == {Proof.SPONSOR}
    assert "had answered before" in ada.post(link[0], {"answer": "no"}, follow=True).content.decode()
    assert standing(found).shown == {Proof.SPONSOR}
    cast.ada.groups.add(*cast.stew.groups.all())
    with pytest.raises(PermissionDenied):
        deciding.decline_application(found, actor=User.objects.get(pk=cast.ada.pk), reason="x")
    User.objects.filter(pk=cast.ada.pk).update(role="registrant")
    assert standing(found).shown == set(), "a sponsor who is suspended sponsors nobody"


def test_a_sponsor_who_says_no_is_told_to_nobody(cast: Cast, as_: As) -> None:
    found = bare(profession="retired", register_number="")
    piece = proving.name_sponsor(found, actor=found.user, address=cast.ada.email)
    as_(cast.ada).post(f"/sponsor/{piece.public_id}/", {"answer": "no"})
    assert not Evidence.objects.exists()
    assert cast.ada.display_name not in as_(found.user).get(URL).content.decode()


def test_naming_a_sponsor_tells_nobody_who_is_a_member(cast: Cast, as_: As, django_capture_on_commit_callbacks: Commit) -> None:
    pages, mine = [], as_(bare().user)
    for address in (cast.ada.email, cast.cy.email, cast.sam.email, "nobody@nowhere.example"):
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
            answer = mine.post(URL, {"do": "sponsor", "sponsor-address": address}, follow=True)
        pages.append((answer.status_code, re.sub(rb'nonce="[^"]+"', b"", without_token(answer.content))))
    assert len(set(pages)) == 1
    assert [letter.to for letter in mail.outbox] == [[cast.ada.email]], "associates and applicants cannot vouch"
    own = as_(bare(9).user).post(URL, {"do": "sponsor", "sponsor-address": "applicant9@practice.example"})
    assert "Name somebody else" in own.content.decode()


def test_nobody_shows_evidence_for_another_or_once_it_is_decided(cast: Cast, as_: As) -> None:
    found, other = bare(1), bare(2)
    with pytest.raises(PermissionDenied):
        proving.add_document(found, actor=other.user, content=PDF, ending="pdf")
    deciding.decline_application(found, actor=cast.stew, reason="No.")
    assert as_(found.user).post(URL, {"do": "document", "document-file": upload(PDF)}).status_code == 302
    assert not Evidence.objects.exists()
    assert as_(cast.ada).get(URL).status_code == 302
    assert Client().get(URL).status_code == 302
