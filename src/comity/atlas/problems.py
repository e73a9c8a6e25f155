"""Problem details: how a refusal is said over HTTP (RFC 9457), and as a page."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from comity.errors import AmbiguousName, ComityError, LedgerError, UnknownParty

__all__ = ["KINDS", "MEDIA_TYPE", "Problem", "problem_of"]

MEDIA_TYPE = "application/problem+json"

KINDS: dict[str, tuple[int, str]] = {
    "bad-request": (400, "The request cannot be read"),
    "not-signed-in": (401, "A token is needed"),
    "not-allowed": (403, "The token does not allow this"),
    "not-found": (404, "There is no such thing here"),
    "method-not-allowed": (405, "The address does not take this method"),
    "wrong-host": (421, "This atlas is not called by that name"),
    "too-large": (413, "The request is too large"),
    "bad-input": (422, "Something in the request cannot be used"),
    "too-many-requests": (429, "Too many requests"),
    "fault": (500, "The atlas failed"),
    "ledger-unavailable": (503, "The ledger cannot be read or written now"),
}
"""Every kind of problem: its status and title. ``type`` in the answer is ``urn:comity:problem:<kind>``."""


class Problem(ComityError):
    """A refusal of the atlas: one of ``KINDS``, with what is wrong and what to do next."""

    def __init__(self, kind: str, message: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(message, where=where, hint=hint)
        self.kind = kind
        self.headers: dict[str, str] = {}

    @property
    def status(self) -> int:
        """The HTTP status."""
        return KINDS[self.kind][0]

    def to_dict(self, instance: str) -> dict[str, Any]:
        """As RFC 9457 says it, with ``where`` and ``hint`` beside ``detail``."""
        status, title = KINDS[self.kind]
        row = {
            "type": f"urn:comity:problem:{self.kind}", "title": title, "status": status, "detail": self.message,
            "instance": instance, "where": self.where, "hint": self.hint,
        }  # fmt: skip
        return {key: value for key, value in row.items() if value != ""}


def problem_of(error: Exception) -> Problem:
    """The problem that an exception amounts to; what was not foreseen says nothing of what went wrong inside."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, (UnknownParty, AmbiguousName)):
        return Problem("not-found", error.message, where=error.where, hint=error.hint)
    if isinstance(error, LedgerError):
        # The place of the ledger is for the log, not for whoever asks.
        return Problem("ledger-unavailable", error.message, hint="try again in a moment")
    if isinstance(error, ComityError):
        return Problem("bad-input", error.message, where=error.where, hint=error.hint)
    return Problem("fault", "something went wrong that was not foreseen", hint="whoever runs this atlas has the log")


def problem_for_status(status: int, detail: str) -> Problem:
    """The problem for a status that the web framework itself answers with."""
    kind = next((name for name, (code, _) in KINDS.items() if code == status), "bad-request")
    return Problem(kind, detail or HTTPStatus(status).phrase)
