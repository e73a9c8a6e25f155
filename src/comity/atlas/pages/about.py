"""About: what this is and how it is read; signing in; and what is shown where something went wrong."""

from __future__ import annotations

from dataclasses import dataclass

import comity
from comity.atlas.site import Site
from comity.codebook import codebook

__all__ = ["AboutPage", "EnterPage", "ProblemPage", "about_page"]


@dataclass(frozen=True, slots=True)
class AboutPage:
    """What this atlas shows, from which rows, and by which rules."""

    version: str
    head: str
    """One hash that stands for all rows."""
    tables: tuple[tuple[str, int, str], ...]
    """Each table of the ledger, its rows, and the hash of the last."""
    is_bundled: bool
    kinds: tuple[tuple[str, str, str, str], ...]
    """Kind of act, how it reads, the tie it is about, and what it does to it."""


def about_page(site: Site) -> AboutPage:
    """The page about the atlas."""
    head = site.head()
    return AboutPage(
        version=comity.__version__,
        head=head.id,
        tables=tuple((name, *getattr(head, name)) for name in head.counts),
        is_bundled=site.record.is_bundled,
        kinds=tuple((kind.name, kind.words, kind.tie, kind.effect) for kind in codebook().values()),
    )


@dataclass(frozen=True, slots=True)
class EnterPage:
    """Signing in with a token."""

    message: str
    """Why the last try failed; empty at first."""
    back: str
    """Path to return to."""
    takes_tokens: bool
    """Whether this atlas has a file of tokens at all."""


@dataclass(frozen=True, slots=True)
class ProblemPage:
    """What could not be done."""

    status: int
    title: str
    detail: str
    where: str
    hint: str
