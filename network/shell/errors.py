"""Error reports that carry kinds, never contents: no form field, local variable or cookie leaves the process (design 5.7)."""

from __future__ import annotations

import copy
import logging
import traceback
from typing import Any

from django.http import HttpRequest
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter


class SilentFilter(SafeExceptionReporterFilter):
    """Treat every request and every variable as sensitive."""

    def is_active(self, request: HttpRequest | None) -> bool:
        """Return True in every mode: Django's own filter switches itself off when DEBUG is on."""
        return True

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, str]:
        """Return the names of the posted fields without their values."""
        return {} if request is None else dict.fromkeys(request.POST, "[kept out of reports]")

    def get_traceback_frame_variables(self, request: HttpRequest | None, tb_frame: Any) -> Any:
        """Return no local variable at all."""
        return []


class SilentReporter(ExceptionReporter):
    """A report of where an error happened, without the message, which may quote what a person typed."""

    def get_traceback_data(self) -> dict[str, Any]:
        """Return Django's data with the exception's message and the request's contents taken out."""
        data = super().get_traceback_data()
        data["exception_value"] = "[kept out of reports]"
        data["request_GET_items"] = data["request_COOKIES_items"] = []
        return data


class SilentFormatter(logging.Formatter):
    """A log line that says where an error happened and of what class it is, never its message.

    A database driver's message quotes the row, a parser's the text: both are what a person typed.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, with frames and class of an exception in place of its text."""
        silent = copy.copy(record)
        silent.exc_text = None  # another handler may have left its own, with the message
        return super().format(silent)

    def formatException(self, ei: Any) -> str:  # noqa: N802  (the name is logging's)
        """Return the frames of the exception and its class."""
        kind, _, frames = ei
        return "".join([*traceback.format_tb(frames), f"{kind.__name__ if kind else 'Error'}: [kept out of reports]"])
