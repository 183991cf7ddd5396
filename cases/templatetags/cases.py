"""Tags of the composer."""

from __future__ import annotations

from typing import Any

from django import template
from django.forms import BoundField

from cases.composer import Checked
from cases.models import CaseDecision
from cases.promise import words

register = template.Library()


register.filter("promise", words)


@register.inclusion_tag("cases/_checked_field.html")
def checked_field(bound: BoundField, checked: Checked) -> dict[str, Any]:
    """Render a text field; where the check found something, the marks stand in its text and the ways out beside it."""
    marks = checked.marks_in(bound.name)
    return {
        "field": bound,
        "pieces": checked.pieces.get(bound.name, []),
        "marks": marks,
        "firm": [mark for mark in marks if not mark.advises],
        "reasons": CaseDecision.Reason.choices,
        "at": checked.at,
    }


@register.inclusion_tag("cases/_findings.html")
def findings_in(checked: Checked, *names: str) -> dict[str, Any]:
    """List the findings of the fields `names`, each with its ways out."""
    return {"marks": checked.marks_in(*names), "reasons": CaseDecision.Reason.choices}


@register.inclusion_tag("cases/_refused_field.html")
def refused_field(bound: BoundField, checked: Checked) -> dict[str, Any]:
    """Render a text field in which nothing that is marked can stay: the marks in its text, and what to say instead."""
    return {"field": bound, "pieces": checked.pieces.get(bound.name, []), "marks": checked.marks_in(bound.name)}
