"""Names that colleagues trust: what is refused is told beside the field, and what was typed is given back."""

from __future__ import annotations

import pytest
from django.test import Client

from network.membership.models import User
from network.membership.names import (
    INVISIBLE,
    LOOKS_LIKE_ANOTHER,
    NO_CONTACTS,
    NO_NUMBERS,
    ONE_ALPHABET,
    ONLY_LETTERS,
    SERVICE_NO_CONTACTS,
    skeleton,
)
from tests.cast import Cast
from tests.journeys.test_walking_line import APPLICATION


def errors(**changes: str) -> dict[str, list[str]]:
    answer = Client().post("/accounts/signup/", {**APPLICATION, **changes})
    return dict(answer.context["form"].errors) if answer.status_code == 200 else {}


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Dr Whitlock 07700 900123", NO_NUMBERS),
        ("Dr Whitlock ٣", NO_NUMBERS),
        ("whitlock@practice.example", NO_CONTACTS),
        ("https://evil.example", NO_CONTACTS),
        ("Visit evil.example now", NO_CONTACTS),
        ("Dr \u202eWhitlock", INVISIBLE),
        ("Dr Whit\u200block", INVISIBLE),
        ("Dr \u0410mara Whitlock", ONE_ALPHABET),
        ("Dr Whitlock \U0001f600", ONLY_LETTERS),
        ("<b>Dr Whitlock</b>", NO_CONTACTS),
        ("...", ONLY_LETTERS),
    ],
)
@pytest.mark.parametrize("field", ["display_name", "registered_name"])
def test_a_name_that_is_no_name_is_refused_beside_its_field_and_kept(cast: Cast, field: str, name: str, message: str) -> None:
    answer = Client().post("/accounts/signup/", {**APPLICATION, field: name})
    assert answer.context["form"].errors == {field: [message]}
    assert answer.context["form"][field].value() == name
    assert not User.objects.filter(email=APPLICATION["email"]).exists()


@pytest.mark.parametrize(
    "name",
    ["Dr Maeve O’Neill-Smith", "Søren Kierkegård", "山田 太郎", "Ямада Таро", "Dr.Whitlock", "Ann (Leeds)", "Nguyễn Thị Ánh"],
)
def test_names_of_the_world_are_welcome(cast: Cast, name: str) -> None:
    assert errors(display_name=name, registered_name=name) == {}


@pytest.mark.parametrize(
    "name",
    ["\u0410\u0441\u0435 Peep".replace("Peep", "\u0420\u0435\u0435\u0440"), "ace peep", "Dr Ace Peep", "Àce Peep", "Ace-Peep",
     "ᎪᏟᎬ ᏢᎬᎬᏢ", "ꓮꓚꓰ ꓑꓰꓰꓑ", "ᴀᴄᴇ ᴘᴇᴇᴘ", "ɑce peep"],
)  # fmt: skip
def test_a_name_that_passes_for_a_members_is_refused(cast: Cast, name: str) -> None:
    cast.ada.display_name = "Ace Peep"
    cast.ada.save(update_fields=["display_name"])
    assert errors(display_name=name) == {"display_name": [LOOKS_LIKE_ANOTHER]}
    assert errors(display_name="Ace Peep (Leeds)") == {}


def test_an_applicants_name_holds_nobody_up(cast: Cast) -> None:
    cast.cy.display_name = "Ace Peep"
    cast.cy.save()
    assert errors(display_name="Ace Peep") == {}


def test_a_skeleton_follows_its_name(cast: Cast) -> None:
    cast.ada.display_name = "Somebody Else"
    cast.ada.save(update_fields=["display_name"])
    cast.ada.refresh_from_db()
    assert cast.ada.name_skeleton == skeleton("somebody else")


@pytest.mark.parametrize("service", ["Ring 07700 900123", "team@practice.example", "see evil.example", "Team 123456"])
def test_a_service_holds_no_contacts_or_numbers(cast: Cast, service: str) -> None:
    assert errors(service=service) == {"service": [SERVICE_NO_CONTACTS]}
    assert errors(service="Ward 12, St Mary’s, 2nd floor") == {}


def test_a_reason_may_have_lines_but_no_hidden_direction(cast: Cast) -> None:
    assert errors(reason="One.\nTwo.") == {}
    assert errors(reason="One \u202e Two", email="b@practice.example") == {"reason": [INVISIBLE]}
