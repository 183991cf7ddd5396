"""The pages a person meets on the way in: the house's frame and words, on every one of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from network.membership.models import User
from tests.cast import PASSWORD, Cast

As = Callable[[User | None], Client]
ROOT = Path(__file__).resolve().parents[2]
# allauth's own words, none of which a person should meet here
FOREIGN = (
    "Sign Up",
    "Sign In",
    "Two-Factor",
    "Authenticator secret",
    "Forgot",
    "Reauthenticate",
    "Hello from",
    'placeholder="Email',
)


def looks_like_ours(html: str) -> list[str]:
    """Return what is wrong with a page, nothing where it stands in the house's frame."""
    wrong = [f"foreign words: {word}" for word in FOREIGN if word in html]
    if len(re.findall(r"<h1[ >]", html)) != 1:
        wrong.append("not exactly one h1")
    if "caseround.css" not in html or "Independent network" not in html:
        wrong.append("not in the frame")
    if re.search(r"\sstyle=|<script(?![^>]*(src=|application/json))", html):
        wrong.append("inline style or script")
    title = re.search(r"<title>(.*?)</title>", html, re.S)
    if not title or unescape(title[1]).split(" – ")[0].strip() in ("", "Caseround", "Your account"):
        wrong.append("no title of its own")
    return wrong


def sign_in(user: User) -> Client:
    """Sign in by the form, so that the session counts as freshly proved."""
    EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    browser = Client()
    assert browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD}).status_code == 302
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return browser


@pytest.mark.parametrize(
    "address",
    ["login/", "signup/", "password/reset/", "password/reset/done/", "confirm-email/", "confirm-email/nonsense/", "inactive/",
     "password/reset/key/1-nonsense/", "password/reset/key/done/"],
)  # fmt: skip
def test_a_visitor_meets_the_house_on_every_page(cast: Cast, address: str) -> None:
    answer = Client().get(f"/accounts/{address}", follow=True)
    assert answer.status_code == 200
    assert looks_like_ours(answer.content.decode()) == []


@pytest.mark.parametrize(
    "address",
    ["logout/", "email/", "password/change/", "reauthenticate/", "sessions/", "2fa/", "2fa/totp/activate/", "2fa/webauthn/",
     "2fa/webauthn/add/"],
)  # fmt: skip
def test_a_member_meets_the_house_on_every_page_of_the_account(cast: Cast, address: str) -> None:
    answer = sign_in(cast.ada).get(f"/accounts/{address}")
    assert answer.status_code == 200
    assert looks_like_ours(answer.content.decode()) == []


def test_an_authenticator_app_is_set_up_from_a_picture_or_a_typed_key_and_recovery_codes_follow(cast: Cast) -> None:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time  # noqa: PLC0415

    browser = sign_in(cast.ada)
    page = browser.get("/accounts/2fa/totp/activate/")
    html = page.content.decode()
    picture = re.search(r'<img class="qr" src="(data:image/svg\+xml[^"]+)"', html)
    assert picture, "the picture is data, which the content policy allows"
    assert "img-src 'self' data:" in page.headers["Content-Security-Policy"]
    key = re.search(r'<code class="key">([^<]+)</code>', html)
    assert key
    wrong = browser.post("/accounts/2fa/totp/activate/", {"code": "000000"}).content.decode()
    assert "This code is not right" in wrong
    assert looks_like_ours(wrong) == []
    code = format_hotp_value(hotp_value(key[1].replace(" ", ""), next(iter(yield_hotp_counters_from_time()))))
    done = browser.post("/accounts/2fa/totp/activate/", {"code": code}, follow=True)
    assert Authenticator.objects.filter(user=cast.ada, type="totp").exists()
    codes = browser.get("/accounts/2fa/recovery-codes/")
    for answer in (done, codes, browser.get("/accounts/2fa/recovery-codes/generate/"), browser.get("/accounts/2fa/totp/deactivate/"),
                   browser.get("/accounts/2fa/reauthenticate/")):  # fmt: skip
        assert answer.status_code == 200
        assert looks_like_ours(answer.content.decode()) == []
    assert codes.content.decode().count("<li><code>") == 10


def test_the_second_step_stands_in_the_house_and_a_wrong_code_is_told_beside_the_field(cast: Cast, as_: As) -> None:
    as_(cast.stew)  # enrols
    EmailAddress.objects.create(user=cast.stew, email=cast.stew.email, verified=True, primary=True)
    browser = Client()
    step = browser.post("/accounts/login/", {"login": cast.stew.email, "password": PASSWORD}, follow=True)
    assert step.redirect_chain[-1][0] == "/accounts/2fa/authenticate/"
    assert looks_like_ours(step.content.decode()) == []
    wrong = browser.post("/accounts/2fa/authenticate/", {"code": "123"}).content.decode()
    assert 'id="id_code_error"' in wrong
    assert "_auth_user_id" not in browser.session


def test_an_empty_form_is_answered_field_by_field_in_the_order_of_the_page(cast: Cast) -> None:
    html = Client().post("/accounts/signup/", {}).content.decode()
    assert looks_like_ours(html) == []
    summary = re.search(r'class="errors .*?</div>', html, re.S)
    assert summary
    linked = re.findall(r'href="#id_(\w+?)(?:_0)?"', summary[0])
    on_page = [name for name in re.findall(r'<(?:input|textarea|fieldset)[^>]*? id="id_(\w+?)(?:_\d)?"', html) if name in linked]
    assert linked == list(dict.fromkeys(on_page))
    assert "This field is required" not in html


def test_a_confirmation_page_names_whose_account_it_is_and_a_get_confirms_nothing(cast: Cast) -> None:
    address = EmailAddress.objects.create(user=cast.cy, email=cast.cy.email, primary=True)
    url = reverse("account_confirm_email", args=[EmailConfirmationHMAC(address).key])
    html = Client().get(url).content.decode()
    assert looks_like_ours(html) == []
    assert cast.cy.display_name in html
    address.refresh_from_db()
    assert not address.verified
    assert Client().post(url).status_code == 302
    address.refresh_from_db()
    assert address.verified


def test_no_page_of_allauth_is_left_in_its_own_dress() -> None:
    import allauth  # noqa: PLC0415

    theirs = Path(allauth.__file__).parent / "templates"
    ours = ROOT / "network" / "templates"
    unused = re.compile(
        r"phone|code\.html$|base_|signup_by_passkey|signup_form|trust|account/email\.html|snippets/(warn|already|login_script)|email/|download"
    )
    pages = [p.relative_to(theirs) for app in ("account", "mfa", "usersessions") for p in (theirs / app).rglob("*.html")]
    bare = [str(p) for p in pages if not unused.search(str(p)) and not (ours / p).exists() and p.name != "base.html"]
    assert bare == []
