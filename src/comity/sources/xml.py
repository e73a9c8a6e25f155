"""The text of TEI and other XML: block elements are paragraphs, headings stay apart."""

from __future__ import annotations

import re
from typing import Any
from xml.parsers import expat

from comity.days import Day
from comity.errors import BadDay, BadInput
from comity.sources.encoding import mend

__all__ = ["read_xml"]

_BLOCKS = frozenset((
    "p", "ab", "l", "lg", "list", "item", "head", "div", "div1", "div2", "div3", "text", "body", "front", "back",
    "row", "cell", "table", "title", "titlestmt", "publicationstmt", "quote", "section", "article", "para", "title",
    "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "tr", "td", "th", "blockquote", "br", "lb", "opener",
    "closer", "dateline", "signed", "salute", "trailer", "note", "figdesc", "label", "listitem", "simpara",
    "abstract", "caption",
))  # fmt: skip
_SKIPPED = frozenset(["script", "style", "teiheader", "metadata", "fw", "figure"])
DEPTH = 1000
"""Elements within elements that are followed at most."""


class _Taking:
    """Takes text out of parser events."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.skipping = 0
        self.path: list[str] = []
        self.fields: dict[str, str] = {}
        self.language = ""
        self.titles = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2].lower()
        self.path.append(name)
        if len(self.path) > DEPTH:
            raise BadInput(f"elements stand more than {DEPTH} deep")
        if name in ("tei", "text", "html") and not self.language:
            self.language = attributes.get("xml:lang", attributes.get("lang", ""))
        if name in _SKIPPED:
            self.skipping += 1
        if name == "date" and "published" not in self.fields and "publicationstmt" in self.path:
            self.fields["published"] = attributes.get("when", "")
        if name == "title" and "titlestmt" in self.path:
            self.titles += 1
        if name in _BLOCKS:
            self.pieces.append("\n\n")

    def end(self, tag: str) -> None:
        name = self.path.pop() if self.path else ""
        if name in _SKIPPED:
            self.skipping -= 1
        if name in _BLOCKS:
            self.pieces.append("\n\n")

    def text(self, data: str) -> None:
        if not self.skipping:
            self.pieces.append(data)
            return
        if "teiheader" in self.path:
            last = self.path[-1]
            if last == "title" and "titlestmt" in self.path and self.titles == 1:
                self.fields["title"] = self.fields.get("title", "") + data
            elif last == "publisher" and "publicationstmt" in self.path:
                self.fields["publisher"] = self.fields.get("publisher", "") + data


def read_xml(data: bytes, *, where: str = "") -> tuple[str, list[str], dict[str, Any]]:
    """The text of an XML document with a blank line between blocks, what was mended, and what a TEI header says.

    Entities of the document's own and everything outside it are refused: a document is text to quote, and nothing
    that it says is fetched or unfolded.

    Raises
    ------
    BadInput : not well formed (with line), or it declares entities.
    """
    taking = _Taking()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = taking.start
    parser.EndElementHandler = taking.end
    parser.CharacterDataHandler = taking.text

    def refuse(*_: object) -> None:
        raise BadInput(
            "the XML declares entities, which are not unfolded", where=f"{where}:{parser.CurrentLineNumber}",
            hint="save it with its entities replaced by their text",
        )  # fmt: skip

    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse  # type: ignore[assignment]
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise BadInput(
            f"the XML is broken: {expat.ErrorString(error.code)}",
            where=f"{where}:{error.lineno}",
            hint="mend the file, or save its text",
        ) from None
    except (ValueError, LookupError) as error:
        raise BadInput(f"the XML cannot be read ({error})", where=where, hint="save it as UTF-8") from None
    except BadInput as error:
        error.where = error.where or f"{where}:{parser.CurrentLineNumber}"
        raise
    text, said = mend(_tidy("".join(taking.pieces)))
    fields: dict[str, Any] = {
        key: mend(re.sub(r"\s+", " ", value).strip())[0] for key, value in taking.fields.items() if value.strip()
    }
    if taking.language:
        fields["language"] = taking.language[:2].lower()
    try:
        if "published" in fields:
            fields["published"] = Day.parse(fields["published"])
    except BadDay:
        del fields["published"]
    return text, said, fields


def _tidy(text: str) -> str:
    """Line breaks within a block are the file's layout; blank lines between blocks are kept, one each."""
    blocks = (re.sub(r"\s+", " ", block).strip() for block in re.split(r"\n\n+", text))
    return "\n\n".join(block for block in blocks if block)
