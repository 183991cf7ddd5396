"""Text to types. What was typed always comes back; nothing is stored here."""

from cases.forms.answers import SendForm
from cases.forms.compose import CaseForm
from cases.forms.outcome import LookForm, OutcomeForm
from cases.forms.picture import CaptionForm, PictureForm, SquaresForm
from cases.forms.remove import RemoveForm
from cases.forms.review import ReviewForm
from cases.forms.substances import SubstanceRows
from cases.forms.withdraw import WithdrawForm

__all__ = [
    "CaptionForm",
    "CaseForm",
    "LookForm",
    "OutcomeForm",
    "PictureForm",
    "RemoveForm",
    "ReviewForm",
    "SendForm",
    "SquaresForm",
    "SubstanceRows",
    "WithdrawForm",
]
