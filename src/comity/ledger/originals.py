"""Original: the bytes of a document as they came, where its kept text does not give them back."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import Any

from comity.errors import BadInput
from comity.sources.documents import hash_bytes

__all__ = ["LARGEST", "Original"]

LARGEST = 32_000_000
"""Bytes of one original that are taken."""


@dataclass(frozen=True, slots=True)
class Original:
    """The bytes of a document: a PDF, a page in an old encoding. Its id is that of the document."""

    data: bytes = field(repr=False)

    @property
    def id(self) -> str:
        """SHA-256 of the bytes."""
        return hash_bytes(self.data)

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object, the bytes in base64."""
        return {"id": self.id, "base64": base64.b64encode(self.data).decode("ascii")}

    @staticmethod
    def from_dict(row: dict[str, Any], *, where: str = "") -> Original:
        """The original that ``to_dict`` wrote.

        Raises
        ------
        BadInput : a field is missing or unknown, the bytes are no base64, too many, or not those of the id.
        """
        unknown = sorted(set(row) - {"id", "base64"})
        if unknown:
            raise BadInput(f"an original has no field {unknown[0]!r}", where=where, hint="fields: id, base64")
        text = row.get("base64")
        try:
            if not isinstance(text, str):
                raise ValueError("no text")
            original = Original(base64.b64decode(text, validate=True))
        except ValueError:
            raise BadInput("base64 of an original cannot be read", where=where, hint="make the file again") from None
        original.check(where=where)
        if row.get("id") not in (None, "", original.id):
            raise BadInput("the id is not that of the bytes", where=where, hint="leave `id` out")
        return original

    def check(self, *, where: str = "") -> None:
        """Raise BadInput where there are more bytes than a row takes."""
        if len(self.data) > LARGEST:
            raise BadInput(
                f"the document has {len(self.data):,} bytes; at most {LARGEST:,} are kept",
                where=where,
                hint="keep the file elsewhere, and its text here",
            )
