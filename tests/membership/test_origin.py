"""The audit log says from where: a network and a kind of browser, never a whole address."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client, RequestFactory

from network.membership import audit, origin
from network.membership.models import AuditEntry, User
from tests.cast import Cast

As = Callable[[User | None], Client]
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0"


@pytest.mark.parametrize(
    ("address", "agent", "told"),
    [
        ("192.0.2.77", FIREFOX, "192.0.2.0/24, Firefox"),
        ("2001:db8:12:34::9", EDGE, "2001:db8:12::/48, Edge"),
        ("192.0.2.77", "", "192.0.2.0/24, another browser"),
        ("192.0.2.77", "<script>alert(1)</script>" * 50, "192.0.2.0/24, another browser"),
        ("not an address", FIREFOX, "unknown network, Firefox"),
        ("", FIREFOX, "unknown network, Firefox"),
    ],
)
def test_an_origin_is_a_network_and_a_family_of_browsers(address: str, agent: str, told: str) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR=address, headers={"User-Agent": agent})
    seen: list[str] = []

    def page(_: object) -> object:
        seen.append(origin.here())
        return None

    origin.remember_request(page)(request)  # type: ignore[arg-type]
    assert seen == [told]
    assert origin.here() == "command"


def test_a_request_that_failed_is_forgotten() -> None:
    def page(_: object) -> object:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        origin.remember_request(page)(RequestFactory().get("/"))  # type: ignore[arg-type]
    assert origin.here() == "command"


def test_stewards_read_from_where_something_was_done(cast: Cast, as_: As) -> None:
    audit.record(cast.ada, "counted", cast.ada)
    browser = as_(cast.stew)
    browser.get("/desk/audit/", REMOTE_ADDR="192.0.2.77", headers={"User-Agent": FIREFOX})
    assert set(AuditEntry.objects.values_list("verb", "origin")) == {
        ("counted", "command"),
        ("read the audit log", "192.0.2.0/24, Firefox"),
    }
    html = browser.get("/desk/audit/").content.decode()
    assert "192.0.2.0/24, Firefox" in html
    assert "192.0.2.77" not in html


def test_where_the_log_names_nobody_it_does_not_say_from_where(cast: Cast, as_: As) -> None:
    browser = as_(cast.ada)
    address = f"/discussions/{cast.open_board.public_id}/new/"
    for signed in ("pseudonym", "name"):
        typed = {"title": f"A taper, {signed}", "text": "Words.", "basis": "opinion", "signed": signed}
        browser.post(address, typed, REMOTE_ADDR="192.0.2.77", headers={"User-Agent": FIREFOX})
    wrote = AuditEntry.objects.filter(subject_type="forum.thread").order_by("pk").values_list("actor", "origin")
    assert list(wrote) == [(None, ""), (cast.ada.pk, "192.0.2.0/24, Firefox")]
