"""Readers: what turns a document into claims."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol, runtime_checkable

from comity.claims import Claim
from comity.errors import BadInput
from comity.sources.documents import Document

__all__ = ["READERS", "Reader", "make_reader"]

READERS = ("grammar", "endpoint")
"""Names of the readers that come with comity."""


@runtime_checkable
class Reader(Protocol):
    """Anything with a name, a version, and a way from a document to claims with their spans.

    A reader takes the document for what it is: text to quote. Whatever the text says, to people or to programs, is
    never followed.
    """

    name: str
    version: str

    def read(self, document: Document) -> Iterator[Claim]:
        """The claims of a document, each with the span of ``document.text`` that it was read from."""
        ...


def make_reader(name: str = "grammar", *, phrases: str = "") -> Reader:
    """One of the readers that come with comity.

    Parameters
    ----------
    name : one of ``READERS``.
    phrases : for the grammar, a file of further phrasings that is laid over the bundled tables.

    Raises
    ------
    BadInput : no such reader, tables that cannot be read, or an endpoint that is not configured.
    """
    if name == "grammar":
        from comity.polities import registry
        from comity.reading.grammar import GrammarReader
        from comity.reading.lexicon import lexicon
        from comity.reading.names import names_of

        return GrammarReader(names_of(registry()), lexicon(phrases or None))
    if name == "endpoint":
        from comity.reading.endpoint import EndpointReader

        return EndpointReader.from_environment()
    raise BadInput(f"there is no reader {name!r}", where="--reader", hint=f"one of: {', '.join(READERS)}")
