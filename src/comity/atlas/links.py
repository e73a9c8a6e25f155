"""Links: the address of every page, live and in a static copy."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlencode

__all__ = ["WINDOW", "Links", "act_segment", "slug", "unslug"]

WINDOW = 100_000
"""Characters of a document shown on one page."""

_LONGEST = 180
"""Characters of an act's segment that a file system surely takes with an ending."""

_KEPT = re.compile(r"[A-Za-z0-9.~-]")


def slug(id_: str) -> str:
    """An act's id as one segment of an address that is also a file name on any system.

    ``:`` becomes ``_``; whatever else is no letter, digit, ``.``, ``~`` or ``-`` becomes ``=`` and two hexadecimal
    digits a byte. ``unslug`` gives the id back.
    """
    return "".join(
        letter
        if _KEPT.match(letter)
        else "_"
        if letter == ":"
        else "".join(f"={byte:02X}" for byte in letter.encode("utf-8", "surrogatepass"))
        for letter in id_
    )


def unslug(text: str) -> str:
    """The id that ``slug`` made a segment of; a plain id comes back as it is."""
    if ":" in text:
        return text
    return unquote(text.replace("%", "%25").replace("_", ":").replace("=", "%"), errors="replace")


def act_segment(id_: str) -> str:
    """``slug``, shortened with a hash where it would be too long for the name of a file."""
    text = slug(id_)
    if len(text) <= _LONGEST:
        return text
    return f"{text[:120]}~{hashlib.sha256(id_.encode('utf-8', 'surrogatepass')).hexdigest()[:24]}"


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses as they are written on one page.

    Live they begin at the root of the host; in a static copy they are relative, so that the copy may lie anywhere, and
    end in a file's name, so that it may be opened from a disk.
    """

    here: str = "/"
    static: bool = False
    assets: str = "/static"
    """Where the files of the atlas lie; live, with their version in the path."""
    policy: dict[str, str] = field(default_factory=dict)
    """What of the page's policy is not the default: links to other pages keep it."""

    def to(self, path: str, **query: str) -> str:
        """The address of a path of ours, with a query where there is a server to read it."""
        if not self.static:
            asked = urlencode({key: value for key, value in query.items() if value})
            return quote(path, safe="/:=~") + (f"?{asked}" if asked else "")
        up = "../" * (self.here.count("/") - 1)
        name = "index" if path == "/" else path.removeprefix("/")
        if not re.search(r"\.(json|csv|arrow|css|js|txt|svg|woff2)$", name):
            name += ".html"
        return up + quote(name, safe="/=~")

    def page(self, path: str, **query: str) -> str:
        """As ``to``, keeping the policy of this page."""
        return self.to(path, **{**self.policy, **query})

    def world(self, case: str, on: str = "") -> str:
        """Who recognises a case, on a map."""
        return self.page(f"/world/{case}", on=on)

    def case(self, code: str, on: str = "") -> str:
        """The brief of a case."""
        return self.page(f"/case/{code}", on=on)

    def party(self, code: str, on: str = "") -> str:
        """What a party recognises, and who recognises it."""
        return self.page(f"/party/{code}", on=on)

    def act(self, id_: str) -> str:
        """An act with its evidence."""
        return self.page(f"/act/{act_segment(id_) if self.static else slug(id_)}")

    def claim(self, id_: str) -> str:
        """A claim in its document."""
        return self.page(f"/claim/{id_}")

    def document(self, id_: str, claim: str = "", start: int = 0) -> str:
        """A document with its claims marked; with a claim and the start of its span, at that claim."""
        at = start // WINDOW * WINDOW
        return self.to(f"/document/{id_}", at=str(at) if at else "") + (f"#c-{claim[:12]}" if claim else "")

    def data(self, path: str, **query: str) -> str:
        """What a page's own script reads: of the API, or in a copy the file written from it."""
        return self.to(f"{path}.json") if self.static else self.page(path, **query)

    def asset(self, name: str) -> str:
        """A file of the atlas itself."""
        return self.to(f"/static/{name}") if self.static else f"{self.assets}/{name}"
