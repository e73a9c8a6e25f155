"""Claim: what one span of one document says a party did."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from dataclasses import dataclass
from typing import Any

import orjson

from comity.codebook import LEVELS, MODES, POLARITIES, kind
from comity.days import Day
from comity.errors import BadInput

__all__ = ["LONGEST", "Claim", "canonical", "check_text", "digest"]

LONGEST = 1_000_000
"""Characters that one text field of a claim may have; a field longer than this is a fault of whatever wrote it."""


def canonical(value: Any) -> bytes:
    """JSON with sorted keys and no spaces, as UTF-8: the same value always gives the same bytes.

    They are those of ``json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)`` for objects,
    lists, text, truth values and whole numbers below 2**53; ids and hashes are made of no other.
    """
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def digest(value: Any) -> str:
    """SHA-256 of the canonical bytes, in hexadecimal (64 characters)."""
    return hashlib.sha256(canonical(value)).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What one span of one document says a party did.

    What ``says()`` gives is what the claim says; its ``id`` is a hash of that, so that reading the same text
    twice gives one claim. The others say how it was read, and are no part of its name.
    """

    kind: str
    """A kind of the codebook: ``recognise``."""
    sender: str
    """Code of the party that acted: ``GBR``, ``AFG/emirate-2021``; empty where the name could not be resolved."""
    receiver: str = ""
    """Code of the party acted upon; empty where there is none or it could not be resolved."""
    happened: Day | None = None
    """When, with its precision; None where the document gives no date."""
    document: str = ""
    """SHA-256 of the document's bytes; empty for a claim entered by hand without one."""
    start: int = 0
    """First character of the span in the kept text."""
    end: int = 0
    """One past the last character of the span."""
    mode: str = "declared"
    polarity: str = "asserted"
    attributed_to: str = ""
    """Who says so, where the document quotes or reports somebody: a code, or a name as written. Empty: the document."""
    level: str = ""
    """Level of the mission or envoy, where the act has one: one of ``codebook.LEVELS``."""
    condition: str = ""
    """The condition, in the document's words, of a conditional claim or of ``condition-recognition``."""

    sender_name: str = ""
    """The sender as the document writes it."""
    receiver_name: str = ""
    evidence: str = ""
    """The characters of the span, for reading."""
    cites_title: str = ""
    """What the document itself cites for this, where it is a table made from other sources."""
    cites_url: str = ""
    checked: bool = True
    """False where the date is recalled and was not seen for this party in the source named."""
    reader: str = ""
    """Name and version of what read it: ``grammar 1``, ``record 1``, ``hand``."""
    confidence: float | None = None
    """The reader's own estimate, 0 to 1, that the claim says what the text says; None where it gives none."""
    why: str = ""
    """What the confidence rests on, in the reader's words."""
    document_name: str = ""
    """What the document came in under, for reading: a path, or the ``id`` of a JSON Lines record."""
    note: str = ""

    @property
    def id(self) -> str:
        """The same statement read twice has one id; when we recorded it is no part of what it says."""
        return digest(self.says())

    def says(self) -> dict[str, Any]:
        """What is hashed: the fields down to ``condition``, a name where there is no code, ``checked`` where false."""
        # Written out: an append of a million claims asks for this a million times.
        said: dict[str, Any] = {
            "kind": self.kind, "sender": self.sender or self.sender_name,
            "receiver": self.receiver or self.receiver_name, "happened": self.happened.text if self.happened else "",
            "document": self.document, "start": self.start, "end": self.end, "mode": self.mode,
            "polarity": self.polarity, "attributed_to": self.attributed_to, "level": self.level,
            "condition": self.condition,
        }  # fmt: skip
        if not self.checked:  # a day recalled is another statement than the same day seen: neither hides the other
            said["checked"] = False
        return said

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object: every field, with ``happened`` as EDTF text and the ``id`` first."""
        row: dict[str, Any] = {"id": self.id}
        for field in dataclasses.fields(self):
            row[field.name] = getattr(self, field.name)
        row["happened"] = self.happened.text if self.happened else ""
        return row

    @staticmethod
    def from_dict(row: dict[str, Any], *, where: str = "") -> Claim:
        """The claim that ``to_dict`` wrote, or that another program wrote in its form.

        Raises
        ------
        BadInput : a field is missing, unknown or of the wrong type, or ``id`` does not agree with what it says.
        BadDay, UnknownKind : from the fields themselves.
        """
        given = {key: value for key, value in row.items() if key != "id" and value is not None}
        if not given.keys() <= _FIELDS.keys():
            unknown = sorted(given.keys() - _FIELDS.keys())
            raise BadInput(f"a claim has no field {unknown[0]!r}", where=where, hint=f"fields: {', '.join(_FIELDS)}")
        for name in ("kind", "sender"):
            if name not in given:
                raise BadInput(
                    f"a claim needs the field {name!r}", where=where, hint="see `comity ledger append --help`"
                )
        for name, value in given.items():
            expected = _FIELDS[name]
            if not isinstance(value, expected) or (expected is int and isinstance(value, bool)):
                raise BadInput(f"{name} must be {_WORDS[expected]}, not {value!r:.60}", where=where)
        try:
            given["happened"] = Day.parse(given["happened"]) if given.get("happened") else None
        except Exception as error:
            if hasattr(error, "where") and not error.where:
                error.where = where
            raise
        if not given.get("document"):
            given.setdefault("checked", False)  # what names no source was not seen in one
        claim = Claim(**given)
        claim.check(where=where)
        if row.get("id") and row["id"] != claim.id:
            raise BadInput(
                f"the id {row['id']!r:.20} is not that of what the claim says ({claim.id[:12]}…)",
                where=where,
                hint="leave `id` out and it is computed",
            )
        return claim

    def check(self, *, where: str = "") -> None:
        """Raise BadInput or UnknownKind unless every field holds a value that the codebook knows."""
        kind(self.kind, where=where)
        for name, values in (("mode", MODES), ("polarity", POLARITIES), ("level", ("", *LEVELS))):
            if getattr(self, name) not in values:
                raise BadInput(
                    f"{name} cannot be {getattr(self, name)!r}",
                    where=where,
                    hint=f"one of: {', '.join(v for v in values if v)}",
                )
        if not (self.sender or self.sender_name):
            raise BadInput("a claim needs a sender, as a code or a name", where=where)
        for name in _TEXTS:
            text = getattr(self, name)
            if text:
                check_text(name, text, where=where)
        if not 0 <= self.start <= self.end:
            raise BadInput(f"the span {self.start:.6g}–{self.end:.6g} ends before it starts", where=where)
        if self.end >= 2**53:  # beyond it, readers of JSON disagree on what a whole number is
            raise BadInput(f"no text has the character {self.end:.6g} at which the span from start ends", where=where)
        if self.confidence is not None and not 0 <= self.confidence <= 1:
            raise BadInput(f"confidence must be between 0 and 1, not {self.confidence!r}", where=where)


def check_text(name: str, text: str, *, where: str = "") -> None:
    """Raise BadInput where a field holds what no ledger can keep: too much, a NUL, or what is no character."""
    if len(text) > LONGEST:
        raise BadInput(
            f"{name} has {len(text):,} characters; at most {LONGEST:,} are taken",
            where=where,
            hint="keep the text in a document, and give the span",
        )
    if "\0" in text:  # PostgreSQL has no text with a NUL in it
        raise BadInput(f"{name} holds a NUL character", where=where, hint="remove it, or replace it by U+FFFD")
    if not text.isascii() and _SURROGATE.search(text):
        raise BadInput(
            f"{name} holds half a surrogate pair, which is no character",
            where=where,
            hint="read the text again as UTF-8",
        )


_SURROGATE = re.compile("[\ud800-\udfff]")

_TEXTS = tuple(name for name, field in Claim.__dataclass_fields__.items() if field.type == "str")

_TYPES: dict[str, Any] = {"start": int, "end": int, "checked": bool, "confidence": (int, float)}
_FIELDS = {name: _TYPES.get(name, str) for name in Claim.__dataclass_fields__}
_WORDS: dict[Any, str] = {str: "text", int: "a whole number", bool: "true or false", (int, float): "a number"}
