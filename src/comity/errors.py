"""Every exception comity raises: what is wrong, where, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence


class ComityError(Exception):
    """Base of every error comity raises on purpose.

    Parameters
    ----------
    message : what is wrong, with the value that is wrong.
    where   : the place, as ``file:line``, a term, a row or a claim's id. May be empty.
    hint    : what to do next, in the imperative. May be empty.
    """

    def __init__(self, message: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        text = f"{self.where}: {self.message}" if self.where else self.message
        return f"{text}\nhint: {self.hint}" if self.hint else text


class BadDay(ComityError):
    """A date that cannot be read, or that ends before it begins."""


class UnknownParty(ComityError):
    """No polity or government has this code or was called this on that day."""


class AmbiguousName(ComityError):
    """A name that several parties bore on that day.

    ``candidates`` lists their codes, so that a caller can offer them.
    """

    def __init__(self, message: str, *, candidates: Sequence[str] = (), where: str = "", hint: str = "") -> None:
        super().__init__(message, where=where, hint=hint)
        self.candidates = tuple(candidates)


class UnknownKind(ComityError):
    """A kind of act that the codebook does not list."""


class BadInput(ComityError):
    """A row, field or file that is not of the form it must have."""


class LedgerError(ComityError):
    """A ledger that cannot be opened, written or trusted."""


class NotALedger(LedgerError):
    """A file or database that holds no comity ledger."""


class NewerLedger(LedgerError):
    """A ledger written by a newer comity than this one."""


class OlderLedger(LedgerError):
    """A ledger of an earlier version, which has to be migrated first."""


class BrokenChain(LedgerError):
    """A row whose content does not agree with its hash, or with the row before it."""


class BadModel(ComityError):
    """A model, effect or option that cannot be fitted as it is written."""


class NotConverged(ComityError):
    """An estimate asked for from a fit that did not converge."""


class EndpointFailed(ComityError):
    """A language model's endpoint that could not be reached, refused, or gave no answer of the form asked for."""
