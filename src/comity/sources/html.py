"""The main text of a web page, without its menus."""

from __future__ import annotations

import contextlib
from typing import Any

from comity.days import Day
from comity.errors import BadDay, BadInput
from comity.sources.encoding import decode, mend

__all__ = ["read_html"]

LONGEST = 20_000_000
"""Bytes of HTML that are taken: a page is not a library."""


def read_html(data: bytes, *, where: str = "") -> tuple[str, list[str], dict[str, Any]]:
    """The main text of a page, what was mended, and what its head says: title, publisher, day, language, address.

    Raises
    ------
    BadInput : no main text, or the library that finds it is not installed.
    """
    try:
        import trafilatura
    except ImportError:
        raise BadInput(
            "HTML needs the library trafilatura", where=where, hint="pip install 'comity[reading]'"
        ) from None
    if len(data) > LONGEST:
        raise BadInput(f"the page is larger than {LONGEST:,} bytes", where=where, hint="save its text")
    page, said = decode(data, where=where)
    try:
        found: Any = trafilatura.bare_extraction(page, include_comments=False, include_tables=True, favor_recall=True)
    except Exception as error:  # the parser's own faults on broken pages are of many classes
        raise BadInput(
            f"the page cannot be parsed ({type(error).__name__})", where=where, hint="save its text"
        ) from error
    text = (found.text or "") if found is not None else ""
    if not text.strip():
        raise BadInput("no main text was found in the page", where=where, hint="save its text")
    text, mended = mend(text)
    fields: dict[str, Any] = {}
    for name, value in (
        ("title", found.title),
        ("publisher", found.sitename),
        ("address", found.url),
        ("language", found.language),
    ):
        if value:
            fields[name] = mend(str(value))[0]
    if found.date:
        with contextlib.suppress(BadDay):
            fields["published"] = Day.parse(found.date)
    return text, [*said, *mended], fields
