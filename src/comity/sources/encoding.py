"""Bytes become text, and what had to be mended on the way is said."""

from __future__ import annotations

import re

from comity.errors import BadInput

__all__ = ["decode", "mend"]

_MOJIBAKE = re.compile("[ÂÃâÅ][\u0080-\u00bf‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œ]|â€")
_WESTERN = re.compile(
    r"[\x00-\x7f\u00a0-\u00ff\u2013\u2014\u2018\u2019\u201a\u201c\u201d\u201e\u2020\u2022\u2026\u20ac\u0152\u0153\u0160\u0161\u0178\u017d\u017e]*"
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_SAMPLE = 1_000_000


def decode(data: bytes, *, where: str = "") -> tuple[str, tuple[str, ...]]:
    """The text of some bytes, and what was mended: a guessed encoding, twice-encoded characters, NULs.

    Without a byte-order mark the bytes are read as UTF-8 where they are UTF-8; else as Windows-1252 where that gives
    Western text, else by what charset-normalizer finds likeliest.

    Raises
    ------
    BadInput : the bytes are no text.
    """
    text, said = _read(data, where)
    if len(_CONTROL.findall(text[:_SAMPLE])) > max(8, len(text[:_SAMPLE]) // 50):
        raise BadInput("this is not text: it is full of control characters", where=where, hint=_NOT_TEXT)
    text, mended = mend(text)
    said += mended
    if _MOJIBAKE.search(text):
        text, repaired = _unmojibake(text)
        said += repaired
    return text, tuple(said)


_NOT_TEXT = "give text, Markdown, HTML, PDF, XML or JSON Lines"


def mend(text: str) -> tuple[str, list[str]]:
    """The text without what no store can hold: NULs and half surrogates, each replaced by U+FFFD in its place."""
    said = []
    if count := text.count("\x00"):
        text = text.replace("\x00", "\ufffd")
        said.append(f"{count} NUL characters replaced")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        count = sum(0xD800 <= ord(c) <= 0xDFFF for c in text)
        text = "".join("\ufffd" if 0xD800 <= ord(c) <= 0xDFFF else c for c in text)
        said.append(f"{count} half surrogates replaced")
    return text, said


def _read(data: bytes, where: str) -> tuple[str, list[str]]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding), []
            except UnicodeDecodeError:
                return data.decode(encoding, "replace"), [f"broken {encoding.removesuffix('-sig')}: bad bytes replaced"]
    head = data[:_SAMPLE]
    if head.count(0) > len(head) // 4:
        wide = "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
        try:
            text = data.decode(wide)
        except UnicodeDecodeError:
            text = ""
        if text and not _CONTROL.search(text[:_SAMPLE]):
            return text, [f"read as {wide}, without a byte-order mark"]
        raise BadInput("this is not text: it is binary", where=where, hint=_NOT_TEXT)
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError as error:
        return _guess(data, error)


def _guess(data: bytes, error: UnicodeDecodeError) -> tuple[str, list[str]]:
    mostly = data.decode("utf-8", "replace")
    bad = mostly.count("\ufffd")
    if bad * 10 < sum(c > "\x7f" for c in mostly):
        return mostly, [f"{bad} bytes that are not UTF-8 replaced, the first at byte {error.start}"]
    try:
        western = data.decode("windows-1252")
    except UnicodeDecodeError:
        western = ""
    if western and _WESTERN.fullmatch(western):
        return western, ["read as windows-1252, not being UTF-8"]
    # Imported here: most texts are UTF-8, and its tables take longer to load than the texts to read.
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE]).best()
    encoding = best.encoding if best else "windows-1252"
    return data.decode(encoding, "replace"), [f"read as {encoding}, the likeliest encoding, not being UTF-8"]


def _unmojibake(text: str) -> tuple[str, list[str]]:
    from ftfy import TextFixerConfig, fix_encoding

    config = TextFixerConfig(unescape_html=False, normalization=None, restore_byte_a0=False)
    fixed = fix_encoding(text, config)
    return (fixed, ["characters that had been encoded twice repaired"]) if fixed != text else (text, [])
