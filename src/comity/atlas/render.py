"""Render: a page's dataclass and its template become HTML."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlparse

import jinja2

from comity.atlas.pages.frame import Frame
from comity.atlas.pages.rows import act_words, day_words, party_name
from comity.polities import registry

__all__ = ["TEMPLATES", "assets_version", "environment", "render"]

TEMPLATES: dict[str, str] = {
    "world": "comity.atlas.pages.world.WorldPage",
    "cases": "comity.atlas.pages.case.CasesPage",
    "case": "comity.atlas.pages.case.CasePage",
    "parties": "comity.atlas.pages.party.PartiesPage",
    "party": "comity.atlas.pages.party.PartyPage",
    "act": "comity.atlas.pages.act.ActPage",
    "claim": "comity.atlas.pages.act.ClaimPage",
    "documents": "comity.atlas.pages.act.DocumentsPage",
    "document": "comity.atlas.pages.act.DocumentPage",
    "compare": "comity.atlas.pages.compare.ComparePage",
    "compare_copy": "comity.atlas.pages.compare.CompareCopyPage",
    "search": "comity.atlas.pages.search.SearchPage",
    "review": "comity.atlas.pages.review.ReviewPage",
    "about": "comity.atlas.pages.about.AboutPage",
    "enter": "comity.atlas.pages.about.EnterPage",
    "problem": "comity.atlas.pages.about.ProblemPage",
}
"""Template -> the dataclass that holds all that it shows."""


@lru_cache(maxsize=1)
def environment() -> jinja2.Environment:
    """The templates; what a template asks for and its page does not have is an error."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("comity.atlas"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters.update(
        day=day_words, party=party_name, act=act_words, percent=_percent, number=_number, web=_web, instant=_instant
    )
    made.tests["a_party"] = lambda code: code in registry()
    return made


def render(template: str, frame: Frame, page: Any) -> str:
    """The HTML of a page."""
    return environment().get_template(f"{template}.html").render(frame=frame, links=frame.links, page=page)


@lru_cache(maxsize=1)
def assets_version() -> str:
    """A hash of every file under ``static``: the address of a file changes when any of them does."""
    total = hashlib.sha256()
    folder = files("comity.atlas").joinpath("static")
    for name in sorted(_walk(folder, "")):
        total.update(name.encode() + folder.joinpath(name).read_bytes())
    return total.hexdigest()[:12]


def _walk(folder: Any, prefix: str) -> list[str]:
    found = []
    for path in folder.iterdir():
        found += _walk(path, f"{prefix}{path.name}/") if path.is_dir() else [f"{prefix}{path.name}"]
    return found


def asset_names() -> list[str]:
    """Every file under ``static``, as a path from there."""
    return sorted(_walk(files("comity.atlas").joinpath("static"), ""))


def _percent(value: float | None, digits: int = 0) -> str:
    return "" if value is None else f"{value:.{digits}%}"


def _number(value: float, digits: int = 0) -> str:
    return f"{value:,.{digits}f}"


def _web(address: str) -> str:
    """The address, where it leads to the web; empty for anything that a browser might run."""
    return address if urlparse(address).scheme in ("http", "https") else ""


def _instant(text: str) -> str:
    """An instant of the ledger to the minute: ``2026-11-23 00:00 UTC``."""
    return f"{text[:10]} {text[11:16]} UTC" if len(text) > 16 else text
