"""The building blocks of a guidance page. Plain text and Markdown only: the one pipeline makes their HTML."""

from __future__ import annotations

from wagtail import blocks


class RecommendationBlock(blocks.StructBlock):
    """One recommendation, with how strong it is and how certain its evidence: two different things."""

    ref = blocks.CharBlock(max_length=8, label="Number", help_text="Like 2.1: it becomes the address of the recommendation.")
    text = blocks.TextBlock(max_length=600)
    rationale = blocks.TextBlock(required=False, max_length=800)
    strength = blocks.ChoiceBlock([("strong", "Strong"), ("conditional", "Conditional")])
    certainty = blocks.ChoiceBlock([("high", "High"), ("moderate", "Moderate"), ("low", "Low"), ("very_low", "Very low")])
    reviewed = blocks.CharBlock(max_length=4, label="Evidence reviewed in (year)")
    change = blocks.ChoiceBlock([("new", "New in this edition"), ("amended", "Amended in this edition")], required=False)
    sources = blocks.ListBlock(blocks.IntegerBlock(min_value=1), required=False, label="Numbers of its sources")


class SectionBlock(blocks.StructBlock):
    """A section: heading, introduction, recommendations."""

    heading = blocks.CharBlock(max_length=120)
    intro = blocks.TextBlock(required=False, label="Introduction (Markdown)")
    recommendations = blocks.ListBlock(RecommendationBlock(), required=False)


class ReferenceBlock(blocks.StructBlock):
    """A source."""

    text = blocks.TextBlock(max_length=500)
    kind = blocks.ChoiceBlock(
        [("guideline", "Guideline"), ("review", "Review"), ("report", "Report"), ("alert", "Alert"), ("book", "Book")]
    )
    url = blocks.URLBlock(required=False)
