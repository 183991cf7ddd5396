"""The building blocks of a guidance page. Plain text and Markdown only: the one pipeline makes their HTML."""

from __future__ import annotations

from typing import Any

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

    def get_default(self) -> Any:
        """Return an empty recommendation without a row for a source, which would be compulsory."""
        value = super().get_default()
        value["sources"] = blocks.list_block.ListValue(self.child_blocks["sources"], values=[])
        return value

    def value_from_datadict(self, data: Any, files: Any, prefix: str) -> Any:
        """Read numbers as numbers.

        Wagtail compares what a form posts with what is stored to see whether anything changed. "1" is not 1, so every page
        with sources looked changed by whoever opened it: the second editor became an author of the draft and could not approve.
        """
        value = super().value_from_datadict(data, files, prefix)
        for source in value["sources"].bound_blocks:
            if isinstance(source.value, str) and source.value.isdecimal():
                source.value = int(source.value)
        return value


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
