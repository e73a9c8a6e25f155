"""Document: a text that came in, named by its bytes."""

from __future__ import annotations

import dataclasses
import hashlib
from dataclasses import dataclass
from typing import Any

from comity.days import Day
from comity.errors import BadInput

__all__ = ["Document", "hash_bytes"]


def hash_bytes(data: bytes) -> str:
    """SHA-256 in hexadecimal (64 characters): the name of the document with these bytes."""
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A text that came in, kept as it came.

    Spans of claims point into ``text``: characters, end exclusive. ``text`` is what was taken from the bytes; for
    plain text and JSON Lines it has the characters of the original, with line ends as they were.
    """

    id: str
    """SHA-256 of the bytes as they came; of a JSON Lines record, the UTF-8 bytes of its ``text``."""
    name: str = ""
    """What it came in under: a path, or the ``id`` of a JSON Lines record. No part of what the document is."""
    title: str = ""
    publisher: str = ""
    """Who put it out, as written."""
    publisher_is_party: str = ""
    """Code of the party that published it, where the publisher is itself a party to such acts; else empty."""
    address: str = ""
    """Where it was published: a URL, or empty."""
    language: str = ""
    """ISO 639-1 code, or empty where not known."""
    published: Day | None = None
    translated: bool = False
    """Whether the text says, or somebody said, that it is a translation."""
    media_type: str = "text/plain"
    text: str = ""
    """The kept text."""
    repairs: tuple[str, ...] = ()
    """What was mended on the way in, in words: ``read as windows-1252``, ``2 NUL characters replaced``."""

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object: every field, with ``published`` as EDTF text."""
        row = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        row["published"] = self.published.text if self.published else ""
        row["repairs"] = list(self.repairs)
        return row

    @staticmethod
    def from_dict(row: dict[str, Any], *, where: str = "") -> Document:
        """The document that ``to_dict`` wrote.

        Raises
        ------
        BadInput : a field is missing, unknown or of the wrong type.
        BadDay : ``published`` is no date.
        """
        names = [field.name for field in dataclasses.fields(Document)]
        given = {key: value for key, value in row.items() if value is not None}
        unknown = sorted(set(given) - set(names))
        if unknown:
            raise BadInput(f"a document has no field {unknown[0]!r}", where=where, hint=f"fields: {', '.join(names)}")
        if not isinstance(given.get("id"), str) or len(given["id"]) != 64:
            raise BadInput("a document needs an id: the SHA-256 of its bytes, 64 characters", where=where)
        for name, value in given.items():
            expected = _TYPES.get(name, str)
            if not isinstance(value, expected) and not (name == "published" and isinstance(value, Day)):
                raise BadInput(f"{name} of a document cannot be {value!r:.60}", where=where)
        try:
            given["published"] = Day.parse(given["published"]) if given.get("published") else None
        except Exception as error:
            if hasattr(error, "where") and not error.where:
                error.where = where
            raise
        given["repairs"] = tuple(given.get("repairs", ()))
        return Document(**given)


_TYPES: dict[str, Any] = {"translated": bool, "repairs": (list, tuple)}
