"""What the editor checks before a guidance page is submitted."""

from __future__ import annotations

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm

from cases.deidentification import blocking, check


class GuidancePageForm(WagtailAdminPageForm):
    """A change note is compulsory for every later edition that is not silent; identifiers are refused, in drafts too."""

    def clean(self) -> dict[str, Any]:
        """Check note and texts. A draft may lack the note; nothing that goes to approval may."""
        data: dict[str, Any] = super().clean()
        for name in ("title", "summary", "not_covered", "change_note", "withdrawn_reason", "authors_note"):
            if data.get(name) and blocking(check(str(data[name]))):
                self.add_error(name, "This looks as if it identifies someone. Guidance never does: take it out.")
        if self.is_deferred_validation:
            return data
        later = bool(self.instance.pk) and self.instance.versions.exists()
        if later and data.get("edit_kind") == "new":
            self.add_error("edit_kind", "Choose what kind of change this is: the page has an earlier edition.")
        if later and data.get("edit_kind") != "minor" and not (data.get("change_note") or "").strip():
            self.add_error("change_note", "Say for readers what changed and why.")
        return data
