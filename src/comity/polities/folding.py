"""Words as they are compared: without case, accents, points, hyphens, or a leading "the"."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["fold", "without_possessive"]

# Letters that have no decomposition in Unicode, and the marks that stand for one another in print.
_LETTERS = str.maketrans({
    "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "þ": "th", "Þ": "th", "ı": "i",
    "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ħ": "h", "Ħ": "h", "ŧ": "t", "Ŧ": "t", "ə": "a", "Ə": "a",
    "’": "'", "‘": "'", "ʼ": "'", "ʻ": "'", "ʿ": "'", "ʾ": "'", "`": "'", "´": "'", "′": "'",
    "-": " ", "‐": " ", "‑": " ", "‒": " ", "–": " ", "—": " ", "_": " ", "&": " and ",
    ".": None, "\u00ad": None, "\u200b": None, "\ufeff": None,
})  # fmt: skip
_EDGES = "\"“”„«»'()[]{},;:!?*/ \t\r\n"


def fold(words: str) -> str:
    """The form in which names are compared.

    Case, accents, points, hyphens, the shape of apostrophes, spaces, quotation marks around the words, and a leading
    "the" make no difference. The apostrophe of "Cote d'Ivoire" stays.
    """
    if words.isascii():
        text = words.translate(_LETTERS).lower()
    else:
        text = unicodedata.normalize("NFKD", words.translate(_LETTERS))
        text = "".join(letter for letter in text if not unicodedata.combining(letter)).casefold().translate(_LETTERS)
    text = " ".join(text.split()).strip(_EDGES)
    if text.startswith("the ") and len(text) > 4:
        text = text[4:].lstrip(_EDGES)
    return text


def without_possessive(folded: str) -> str:
    """``france's`` -> ``france``; a form that ends in no possessive comes back as it is.

    ``united states'`` has already lost its apostrophe in ``fold``, with the quotation marks.
    """
    return re.sub(r"'s$", "", folded).strip(_EDGES)
