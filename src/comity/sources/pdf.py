"""The text layer of a PDF."""

from __future__ import annotations

import io
import logging
from typing import Any

from comity.errors import BadInput
from comity.sources.encoding import mend

__all__ = ["read_pdf"]

PAGES = 5000
"""Pages that are read at most."""


def read_pdf(data: bytes, *, where: str = "") -> tuple[str, list[str], dict[str, Any]]:
    """The text of a PDF, its pages apart by a blank line, what was mended, and the title that it gives.

    Raises
    ------
    BadInput : broken, encrypted, without a text layer, or the library that reads it is not installed.
    """
    try:
        import pypdf
    except ImportError:
        raise BadInput("PDF needs the library pypdf", where=where, hint="pip install 'comity[reading]'") from None
    # Its warnings about slightly broken files go to a log that nobody reads; what matters is raised below.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    if not data.lstrip()[:5] == b"%PDF-":
        raise BadInput("this is not a PDF", where=where, hint="its first bytes must be %PDF-")
    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise BadInput("the PDF is encrypted", where=where, hint="save it without a password")
        count = len(reader.pages)
        pages = [reader.pages[number].extract_text() or "" for number in range(min(count, PAGES))]
        title = str((reader.metadata.title if reader.metadata else "") or "")
    except BadInput:
        raise
    except Exception as error:  # a broken PDF can fail anywhere in the library
        raise BadInput(
            f"the PDF cannot be read ({type(error).__name__}: {str(error)[:80]})",
            where=where,
            hint="open it and save it again",
        ) from error
    text, said = mend("\n\n".join(page.strip() for page in pages if page.strip()))
    if not text:
        raise BadInput("the PDF has no text layer", where=where, hint="run OCR over it first")
    if count > PAGES:
        said.append(f"only the first {PAGES} of {count} pages were read")
    fields = {"title": mend(title)[0].strip()} if title.strip() and " " in title.strip() else {}
    return text, said, fields
