"""Text to types: the application, the steward's decision, the briefing."""

from __future__ import annotations

import copy
import unicodedata
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from cases.deidentification import Level, check
from network.membership import actions, invitations, rules
from network.membership.deciding import lacks_proof
from network.membership.lifecycle import TRANSITIONS, Verb
from network.membership.models import Application, User
from network.membership.names import LOOKS_LIKE_ANOTHER, plain_name, plain_service, reject_invisible
from network.membership.querysets import passes_for_anothers
from network.membership.registers import normalise, problem_with
from network.membership.routes import Profession
from network.shell.forms import HouseForm, dress, reject_nul

NOT_PROVEN = "The evidence does not carry this decision yet. Under “Evidence” stands what is missing."
RULES_CHANGED = "This changed while the form stood open. Read it again, and send the form once more"
IDENTIFIES = "This looks as if it identifies a patient or gives a private number. Please leave that out."


def no_identifiers(value: str) -> None:
    """Raise ValidationError where a free text holds a direct identifier; nothing of it is stored or logged."""
    if any(finding.level == Level.BLOCK for finding in check(value)):
        raise ValidationError(IDENTIFIES, code="identifier")


def check_number(form: forms.Form) -> dict[str, Any]:
    """Check the number against the register that the profession names (the `clean` of each form that asks for both)."""
    data = form.cleaned_data
    number = normalise(data.get("register_number") or "")
    if data.get("profession") and "register_number" not in form.errors:
        message = problem_with(data["profession"], number)
        if message:
            form.add_error("register_number", message)
    data["register_number"] = number
    return data


class ApplicationSignupForm(forms.Form):
    """What sign-up asks besides e-mail address and password (allauth adds those)."""

    field_order = (
        "registered_name",
        "display_name",
        "profession",
        "register_number",
        "service",
        "reason",
        "email",
        "password1",
        "accept_terms",
        "accept_rules",
    )
    registered_name = forms.CharField(
        label="Name as registered",
        help_text="As it stands on your professional register, or in your employer’s records.",
        max_length=120,
        validators=[reject_nul, plain_name],
        error_messages={"required": "Enter your name as registered"},
    )
    display_name = forms.CharField(
        label="Name colleagues see",
        help_text="For example Dr A Whitlock.",
        max_length=80,
        validators=[reject_nul, plain_name],
        error_messages={"required": "Enter the name that colleagues will see"},
    )
    profession = forms.ChoiceField(
        label="Which describes you?",
        choices=Profession.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose which describes you", "invalid_choice": "Choose one of the list"},
    )
    register_number = forms.CharField(
        label="Registration number",
        required=False,
        max_length=20,
        validators=[reject_nul],
        help_text="For example GMC 7654321, NMC 12A3456E, GPhC 2012345, HCPC PY12345, Social Work England SW12345. Retired: your former number, if you know it. No number in your role: leave it empty.",
    )
    service = forms.CharField(
        label="Service you work in, or worked in",
        max_length=160,
        validators=[reject_nul, plain_service],
        help_text="Its name is enough, for example: Northgate shared care practice.",
        error_messages={"required": "Enter your service"},
    )
    reason = forms.CharField(
        label="Why do you want to join?",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
        validators=[reject_nul, reject_invisible, no_identifiers],
        help_text="A sentence or two. Do not describe a patient.",
        error_messages={"required": "Say why you want to join"},
    )
    accept_terms = forms.BooleanField(
        label="I accept the terms, the house rules and the privacy notice",
        error_messages={"required": "Accept the terms to apply"},
    )
    accept_rules = forms.BooleanField(
        label="I accept the case rules: no patient is ever identifiable",
        error_messages={"required": "Accept the case rules to apply"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Dress the fields; allauth adds its own afterwards and dresses none."""
        super().__init__(*args, **kwargs)
        self.editions = list(rules.in_force().values())
        dress(self)

    @property
    def shown_editions(self) -> str:
        """Return the editions on the page, for the form to carry: "3-7"."""
        return "-".join(str(edition.pk) for edition in self.editions)

    def clean_display_name(self) -> str:
        """Return the name in one normal form of its letters; refuse one that passes for another member's."""
        name = " ".join(unicodedata.normalize("NFC", self.cleaned_data["display_name"]).split())
        if passes_for_anothers(name):
            raise ValidationError(LOOKS_LIKE_ANOTHER, code="taken")
        return name

    def clean(self) -> dict[str, Any]:
        """Check the number; where the rules changed while the form stood open, ask for the ticks again."""
        data = check_number(self)
        if self.data.get("editions", self.shown_editions) != self.shown_editions:
            for name in ("accept_terms", "accept_rules"):
                self.add_error(name, RULES_CHANGED)
        return data

    def signup(self, request: HttpRequest, user: User) -> None:
        """Record the application (allauth calls this once the person exists), and use up the invitation that led to it."""
        names = ("registered_name", "profession", "register_number", "service", "reason")
        words = {name: self.cleaned_data[name] for name in names}
        application = actions.apply(user, actor=user, **words, accepted=self.editions)
        invitations.redeem(application, *request.session.pop(invitations.SESSION_KEY, ("", "")))


class CorrectionForm(HouseForm):
    """What an applicant may still change while nobody has decided. The fields are those of the application itself."""

    field_order = ("registered_name", "profession", "register_number", "service", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask again what was asked, with the same hints and checks."""
        super().__init__(*args, **kwargs)
        for name in self.field_order:
            self.fields[name] = copy.deepcopy(ApplicationSignupForm.base_fields[name])
        dress(self)

    clean = check_number


class NameChangeForm(HouseForm):
    """A member's request for another name or number."""

    field_order = ("registered_name", "display_name", "register_number")

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        """Ask what sign-up asked, with the same hints and checks."""
        super().__init__(*args, **kwargs)
        self.application = application
        for name in self.field_order:
            self.fields[name] = copy.deepcopy(ApplicationSignupForm.base_fields[name])
        dress(self)

    def clean_display_name(self) -> str:
        """Return the name in one normal form; refuse one that passes for another member's."""
        name = " ".join(unicodedata.normalize("NFC", self.cleaned_data["display_name"]).split())
        if passes_for_anothers(name, self.application.user_id):
            raise ValidationError(LOOKS_LIKE_ANOTHER, code="taken")
        return name

    def clean(self) -> dict[str, Any]:
        """Check the number against the register of the route that the member came in by."""
        self.cleaned_data["profession"] = self.application.profession
        return check_number(self)


class OwnWordsForm(HouseForm):
    """An applicant's answer or appeal."""

    text = forms.CharField(
        label="Your answer",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
        validators=[reject_nul, reject_invisible, no_identifiers],
        help_text="Stewards alone read this. Do not describe a patient.",
        error_messages={"required": "Write your answer"},
    )


class NoteForm(HouseForm):
    """A line that stewards alone read."""

    text = forms.CharField(
        label="Note",
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1000,
        validators=[reject_nul, reject_invisible, no_identifiers],
        help_text="Stewards alone read this: what the register or the service said, and when.",
        error_messages={"required": "Write the note first"},
    )


class DecisionForm(HouseForm):
    """A steward's decision: one of the verbs that the life cycle allows from here."""

    reason = forms.CharField(
        label="Words to them",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
        validators=[reject_nul, reject_invisible, no_identifiers],
        help_text="Needed for everything but an approval: they read it. To approve, write what you checked.",
    )
    decision = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, application: Application, verbs: Sequence[Verb], **kwargs: Any) -> None:
        """Accept the `verbs` alone, and of these what the evidence for `application` carries."""
        super().__init__(*args, **kwargs)
        self.application, self.verbs = application, verbs

    def clean(self) -> dict[str, Any]:
        """Ask for a reason where the person will read one."""
        data = super().clean() or self.cleaned_data
        name = data.get("decision", "").upper()
        verb = Verb[name] if name in Verb.__members__ else None
        if verb is None:
            self.add_error(None, "Choose what to do")
        elif verb not in self.verbs:
            self.add_error(None, "Somebody else decided this application a moment ago. Nothing of yours was recorded.")
        elif TRANSITIONS[verb].reason and not data.get("reason", "").strip() and "reason" not in self.errors:
            self.add_error("reason", "Give the reason: they will read it")
        elif lacks_proof(self.application, verb):
            self.add_error(None, NOT_PROVEN)
        data["verb"] = verb
        return data


BRIEFING = (
    (
        "age",
        "A case says “a 94-year-old retired lighthouse keeper”. The name is left out. Is it anonymous?",
        "no",
        "No. Age over 89 and a rare occupation are enough for a neighbour. Write “over 89” and leave the occupation out.",
    ),
    (
        "date",
        "Which is safer to write?",
        "interval",
        "“On day 4” keeps what matters clinically. Dates are matched with news, rotas and memories.",
    ),
    (
        "initials",
        "A colleague replies with the patient’s initials, “so that we can follow”. What do you do?",
        "report",
        "Report it at once. Initials identify; the post is hidden while a moderator looks, and the author never learns who reported.",
    ),
    (
        "family",
        "Your own sister was treated for this, and her story would help the thread. What do you do?",
        "leave",
        "Leave it out. Family and friends are patients too: they did not agree, and whoever knows you knows them.",
    ),
    (
        "clear",
        "The check finds nothing in your text. Is it anonymous now?",
        "read",
        "Not yet. The check knows patterns. Read it once more as the patient’s sister would, and a second clinician reads it too.",
    ),
)
_CHOICES = {
    "age": [("yes", "Yes, there is no name"), ("no", "No")],
    "date": [("date", "“Admitted 3 August, seizure on 7 August”"), ("interval", "“Seizure on day 4”")],
    "initials": [("reply", "Reply as usual"), ("report", "Report the post")],
    "family": [("tell", "Tell it without her name"), ("leave", "Leave it out")],
    "clear": [("done", "Yes, software checked it"), ("read", "Not yet: I read it again first")],
}


class BriefingForm(HouseForm):
    """Five scenes about case privacy; each wrong answer explains itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make one question per scene."""
        super().__init__(*args, **kwargs)
        for name, question, _, _ in BRIEFING:
            self.fields[name] = forms.ChoiceField(
                label=question, choices=_CHOICES[name], widget=forms.RadioSelect, error_messages={"required": "Choose an answer"}
            )

    def clean(self) -> dict[str, Any]:
        """Explain each answer that would put a patient at risk."""
        data = super().clean() or self.cleaned_data
        for name, _, right, why in BRIEFING:
            if data.get(name) and data[name] != right:
                self.add_error(name, why)
        return data
