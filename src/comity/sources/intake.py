"""Documents come in: from files, folders and streams, in every form that is read, one after the other."""

from __future__ import annotations

import dataclasses
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from comity.days import Day
from comity.errors import BadInput, ComityError
from comity.sources.documents import Document, hash_bytes
from comity.sources.encoding import decode, mend
from comity.sources.headers import with_header

__all__ = ["FORMS", "Given", "Refused", "documents", "from_bytes", "from_file", "from_record"]

FORMS = {
    ".txt": "text", ".text": "text", ".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html",
    ".xhtml": "html", ".pdf": "pdf", ".xml": "xml", ".tei": "xml", ".jsonl": "jsonl", ".ndjson": "jsonl",
    ".json": "jsonl",
}  # fmt: skip
"""Form by the end of a file's name; anything else is told by its first bytes."""

LONGEST = 256_000_000
"""Bytes of one file, or of one line of JSON Lines, that are taken."""

_MEDIA = {
    "text": "text/plain",
    "markdown": "text/markdown",
    "html": "text/html",
    "pdf": "application/pdf",
    "xml": "application/xml",
}

_KNOWN_FIELDS = (
    "id",
    "text",
    "title",
    "published",
    "publisher",
    "language",
    "translated",
    "address",
    "url",
    "publisher_is_party",
)


@dataclass(frozen=True, slots=True)
class Given:
    """What is said about documents from outside, for those that do not say it themselves."""

    published: Day | None = None
    publisher: str = ""
    publisher_is_party: str = ""
    language: str = ""
    title: str = ""

    def to(self, document: Document) -> Document:
        """The document with these fields where it has none."""
        said = {
            field.name: getattr(self, field.name)
            for field in dataclasses.fields(self)
            if getattr(self, field.name) and not getattr(document, field.name)
        }
        return dataclasses.replace(document, **said) if said else document


@dataclass(frozen=True, slots=True)
class Refused:
    """A document that could not be taken in, and why. It stops nothing."""

    place: str
    error: ComityError


def documents(
    sources: Iterable[str | Path], *, given: Given = Given(), stdin: BinaryIO | None = None
) -> Iterator[tuple[str, Document | Refused]]:
    """Every document of some files and folders, each with its place (``file`` or ``file:line``).

    A folder gives its files in the order of their names, those within folders too, hidden ones left out. ``-`` is
    ``stdin``. JSON Lines are read line by line: memory does not grow with the file.
    """
    for source in sources:
        if str(source) == "-":
            yield from _stream(stdin or sys.stdin.buffer, "-", "", given)
            continue
        for path in _files(Path(source)):
            if isinstance(path, Refused):
                yield path.place, path
                continue
            try:
                with path.open("rb") as stream:
                    yield from _stream(stream, str(path), FORMS.get(path.suffix.lower(), ""), given)
            except OSError as error:
                yield str(path), Refused(str(path), BadInput(f"cannot be opened: {error.strerror}", where=str(path)))


def _files(path: Path) -> Iterator[Path | Refused]:
    if not path.exists():
        yield Refused(str(path), BadInput("there is no such file or folder", where=str(path), hint="check the path"))
    elif path.is_dir():
        for folder, folders, names in os.walk(path):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                if not name.startswith("."):
                    yield Path(folder) / name
    else:
        yield path


def _stream(stream: BinaryIO, place: str, form: str, given: Given) -> Iterator[tuple[str, Document | Refused]]:
    if not form:
        head = stream.peek(4096)[:4096] if hasattr(stream, "peek") else b""
        form = sniff(head)
    if form == "jsonl":
        yield from _lines(stream, place, given)
        return
    data = stream.read(LONGEST + 1)
    try:
        yield place, from_bytes(data, name=place, form=form, given=given)
    except ComityError as error:
        yield place, Refused(place, error)


def sniff(head: bytes) -> str:
    """The form that the first bytes of a document show."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    low = start[:200].lower()
    if head.startswith(b"%PDF-"):
        return "pdf"
    if low.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        return "html"
    if low.startswith(b"<?xml") or low.startswith(b"<tei"):
        return "html" if b"<html" in start[:1000].lower() else "xml"
    if start.startswith(b"{") and b'"text"' in head:
        return "jsonl"
    return "text"


def from_bytes(data: bytes, *, name: str, form: str = "", given: Given = Given()) -> Document:
    """The document of a file's bytes.

    Parameters
    ----------
    data : the bytes as they came.
    name : what to call it: its path.
    form : text, markdown, html, pdf or xml; by the name's end or the first bytes where not given.

    Raises
    ------
    BadInput : empty, binary, too large, of a broken or hostile form, or without any text; says which.
    """
    form = form or FORMS.get(Path(name).suffix.lower(), "") or sniff(data[:4096])
    if not data.strip():
        raise BadInput("the document is empty", where=name)
    if len(data) > LONGEST:
        raise BadInput(f"the document is larger than {LONGEST:,} bytes", where=name, hint="split it")
    text, said, fields = _READERS[form](data, name)
    if not text.strip():
        raise BadInput("the document has no text", where=name, hint="a scanned page needs a text layer first (OCR)")
    document = Document(
        id=hash_bytes(data), name=name, media_type=_MEDIA[form], text=text, repairs=tuple(said), **fields
    )
    return with_header(given.to(document))


def from_file(path: str | Path, *, form: str = "") -> Document:
    """The document of one file; see ``from_bytes``.

    Raises
    ------
    BadInput : it cannot be opened, and as ``from_bytes``.
    """
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise BadInput(f"cannot be opened: {error.strerror}", where=str(path), hint="check the path") from None
    return from_bytes(data, name=str(path), form=form)


def _lines(stream: BinaryIO, place: str, given: Given) -> Iterator[tuple[str, Document | Refused]]:
    number = 0
    while line := stream.readline(LONGEST + 1):
        number += 1
        where = f"{place}:{number}"
        if len(line) > LONGEST:
            while line and not line.endswith(b"\n"):
                line = stream.readline(LONGEST)
            yield (
                where,
                Refused(where, BadInput(f"the line is longer than {LONGEST:,} bytes", where=where, hint="split it")),
            )
            continue
        if not line.strip():
            continue
        try:
            yield where, from_record(_record(line, where), where=where, given=given)
        except ComityError as error:
            yield where, Refused(where, error)


def _record(line: bytes, where: str) -> dict[str, Any]:
    try:
        said = json.loads(line.removeprefix(b"\xef\xbb\xbf"))
    except UnicodeDecodeError as error:
        raise BadInput(
            f"byte {error.start} of the line is not UTF-8", where=where, hint="save the file as UTF-8"
        ) from None
    except (ValueError, RecursionError) as error:
        cut = not line.endswith(b"\n")
        raise BadInput(
            f"the line is no JSON object ({str(error)[:120]})" + (": it seems to be cut short" if cut else ""),
            where=where,
            hint='one object a line: {"id": ..., "text": ...}',
        ) from None
    if not isinstance(said, dict):
        raise BadInput("the line is no JSON object", where=where, hint='one object a line: {"id": ..., "text": ...}')
    return said


def from_record(said: dict[str, Any], *, where: str = "", given: Given = Given()) -> Document:
    """The document of one JSON Lines record: ``text``, and where it has them ``id``, ``title``, ``published``,
    ``publisher``, ``language``, ``translated``, ``address``; other fields are left alone.

    Raises
    ------
    BadInput : no text, or a field of the wrong type. BadDay : ``published`` is no date.
    """
    fields = {key: value for key, value in said.items() if key in _KNOWN_FIELDS and value is not None}
    text = fields.pop("text", None)
    if not isinstance(text, str):
        raise BadInput("the record has no text", where=where, hint='give it as a string: {"text": "..."}')
    if not text.strip():
        raise BadInput("the record's text is empty", where=where)
    translated = fields.pop("translated", False)
    if not isinstance(translated, bool):
        raise BadInput(f"translated must be true or false, not {translated!r:.40}", where=where)
    if "url" in fields:
        fields.setdefault("address", fields.pop("url"))
        fields.pop("url", None)
    name = fields.pop("id", "")
    name = str(name) if isinstance(name, (str, int)) else where
    for key, value in fields.items():
        if not isinstance(value, str):
            raise BadInput(f"{key} must be text, not {value!r:.40}", where=where)
    published = fields.pop("published", "")
    text, mended = mend(text)
    try:
        day = Day.parse(published[:10] if "T" in published else published) if published else None
    except ComityError as error:
        error.where = where
        raise
    fields = {key: mend(value)[0] for key, value in fields.items()}
    document = Document(
        id=hash_bytes(text.encode("utf-8")),
        name=mend(name)[0] or where,
        text=text,
        published=day,
        translated=translated,
        repairs=tuple(mended),
        media_type="application/json",
        **fields,
    )
    return with_header(given.to(document))


_Read = tuple[str, list[str], dict[str, Any]]


def _text(data: bytes, name: str) -> _Read:
    text, said = decode(data, where=name)
    return text, list(said), {}


def _html(data: bytes, name: str) -> _Read:
    from comity.sources.html import read_html

    return read_html(data, where=name)


def _pdf(data: bytes, name: str) -> _Read:
    from comity.sources.pdf import read_pdf

    return read_pdf(data, where=name)


def _xml(data: bytes, name: str) -> _Read:
    from comity.sources.xml import read_xml

    return read_xml(data, where=name)


_READERS: dict[str, Callable[[bytes, str], _Read]] = {
    "text": _text, "markdown": _text, "html": _html, "pdf": _pdf, "xml": _xml,
}  # fmt: skip
