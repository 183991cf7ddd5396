"""Text to types. What was typed always comes back; nothing is stored here."""

from cases.forms.compose import CaseForm, SendForm, SubstanceRows
from cases.forms.outcome import OutcomeForm
from cases.forms.review import ReviewForm
from cases.forms.withdraw import WithdrawForm

__all__ = ["CaseForm", "OutcomeForm", "ReviewForm", "SendForm", "SubstanceRows", "WithdrawForm"]
