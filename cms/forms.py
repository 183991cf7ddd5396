"""What the editor checks before a guidance page is submitted."""

from __future__ import annotations

from typing import Any

from cms.identifiers import CheckedPageForm


class GuidancePageForm(CheckedPageForm):
    """A change note is compulsory for every later edition that is not silent, a reason for every withdrawal.

    A draft may lack them; nothing that goes to approval may.
    """

    def clean(self) -> dict[str, Any]:
        """Check kind of change, note, reason and replacement."""
        data = super().clean()
        if self.is_deferred_validation:
            return data
        later = bool(self.instance.pk) and self.instance.versions.exists()
        if later and data.get("edit_kind") == "new":
            self.add_error("edit_kind", "Choose what kind of change this is: the page has an earlier edition.")
        if later and data.get("edit_kind") != "minor" and not (data.get("change_note") or "").strip():
            self.add_error("change_note", "Say for readers what changed and why.")
        if data.get("status") == "withdrawn":
            self._check_withdrawal(data)
        return data

    def _check_withdrawal(self, data: dict[str, Any]) -> None:
        if not (data.get("withdrawn_reason") or "").strip():
            self.add_error("withdrawn_reason", "Say for readers why the page is withdrawn.")
        if data.get("edit_kind") == "minor":
            self.add_error("edit_kind", "A withdrawal is never silent. Choose a major change or a correction.")
        if data.get("replacement") is not None and data["replacement"].pk == self.instance.pk:
            self.add_error("replacement", "A page cannot replace itself. Choose another page, or none.")
