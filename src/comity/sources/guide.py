"""Articles of the U.S. guide to recognition, diplomatic and consular relations, as documents.

Source: Office of the Historian, U.S. Department of State, *A Guide to the United States' History of Recognition,
Diplomatic, and Consular Relations, by Country, since 1776*, data at github.com/HistoryAtState/rdcr: one TEI file an
article, its entries under heads that close with their year.
"""

from __future__ import annotations

import dataclasses
import re

from comity.sources.documents import Document
from comity.sources.intake import from_bytes

__all__ = ["FOLDER", "article"]

FOLDER = "articles"
"""Where a release has the articles."""

PUBLISHER = "Office of the Historian, U.S. Department of State"
SITE = "https://history.state.gov/countries/"


def article(data: bytes, *, name: str) -> Document:
    """The document of one article, its resources left out.

    Raises
    ------
    BadInput : the file is no well-formed XML, declares entities, or has no text.
    """
    document = from_bytes(data, name=name, form="xml")
    slug = re.sub(r"\.xml$", "", name.rpartition("/")[2])
    text = document.text
    end = re.search(r"\n\n(?:Resources|Suggestions for Further Reading|Sources)\n\n", text)
    return dataclasses.replace(
        document,
        name=slug,
        text=text[: end.start()] if end else text,
        publisher=PUBLISHER,
        publisher_is_party="USA",
        address=SITE + slug,
        language="en",
        published=None,
    )
