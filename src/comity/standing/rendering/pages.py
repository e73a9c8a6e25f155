"""The brief as HTML and as Markdown."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from comity.days import Day
from comity.standing.brief import Brief
from comity.standing.forecasts import Forecast
from comity.standing.precedents import AFTER
from comity.standing.rendering import sentences
from comity.standing.rendering.svg import band_svg, curve_svg, likely_svg
from comity.standing.words import date_words, plural

__all__ = ["forecast_fragment", "fragment", "html", "likely_chart", "markdown"]


def html(brief: Brief) -> str:
    """One page that stands alone: styles and pictures inside, no script, nothing from the network."""
    return _templates().get_template("brief.html.j2").render(_context(brief), whole_page=True)


def fragment(brief: Brief) -> str:
    """The same inside one element, for a notebook or another page."""
    return _templates().get_template("brief.html.j2").render(_context(brief), whole_page=False)


def forecast_fragment(found: Forecast) -> str:
    """A forecast alone, as the brief shows it."""
    return _templates().get_template("forecast.html.j2").render(found=found)


def likely_chart(found: Forecast, act: str = "recognise") -> Markup:
    """Who may act next, as a picture; empty where nobody can."""
    rows = found.likely(act)
    verb = {"recognise": "recognise", "withdraw": "withdraw from"}[act]
    title = f"The states likeliest to {verb} {found.name} by {date_words(found.until)}"
    words = "; ".join(f"{row.name} {sentences.percent(row.probability)}" for row in rows)
    return Markup(likely_svg(rows, title=title, description=words, name=f"likely-{act}") if rows else "")


def markdown(brief: Brief) -> str:
    """CommonMark with tables; no HTML in it."""
    text = _templates().get_template("brief.md.j2").render(_context(brief))
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


@lru_cache(maxsize=1)
def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader("comity.standing.rendering"),
        autoescape=lambda name: bool(name and name.endswith(".html.j2")),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    made.filters.update(
        md=_md, address=_address, md_address=_md_address, words=date_words, number="{:,}".format,
        percent=sentences.percent, act=sentences.act_words, outcome=sentences.outcome_words, least=sentences.least,
        powers=sentences.powers_words, drivers=sentences.driver_words, chart=likely_chart,
        accuracy=sentences.accuracy_words,
    )  # fmt: skip
    made.globals.update(
        plural=plural, after=AFTER, count_words=sentences.count_words, probabilities=sentences.PROBABILITIES
    )
    return made


def _context(brief: Brief) -> dict[str, Any]:
    points = [(dt.date.fromisoformat(point.on), point.recognisers) for point in brief.curve]
    marks = [
        (Day.parse(mark.on).latest, mark.what, f"{mark.name}, {date_words(mark.on)}: {mark.what}")
        for mark in brief.marks
    ]
    said = sentences.summary_of_curve(brief)
    curve = band = ""
    if points:
        curve = curve_svg(
            points,
            min(brief.begins, points[0][0]),
            brief.curve_ends,
            title=f"States that recognised {brief.name}, over time",
            description=said,
            marks=marks,
        )
    if len(brief.band) > 1:
        band = band_svg(
            brief.band,
            title=f"Share of states that recognise {brief.name}, by its age in years, and the band of other cases",
            description=sentences.band_words(brief) or "Too few other cases had reached this age for a band.",
        )
    return {
        "brief": brief,
        "standing": brief.standing,
        "curve": Markup(curve),
        "curve_words": said,
        "band": Markup(band),
        "band_words": sentences.band_words(brief),
        "counting": sentences.counting_words(brief),
        "conditions": sentences.conditions(brief),
        "measures": sentences.measure_words(brief),
        "coverage": sentences.coverage_words(brief),
        "age": sentences.age_words(brief.portrait.age),
        "likeness": sentences.LIKENESS,
        "contested_names": sentences.CONTESTED_NAMES,
        "kind": "government" if "/" in brief.case else "polity",
        "how": {"withdrawn": "withdrawn", "frozen": "frozen", "rival": "recognised a rival"},
    }


def _address(url: str) -> str:
    """The address if it is one of the web; empty for anything else, which is then no link."""
    return url if re.match(r"https?://", url, re.IGNORECASE) else ""


def _md(text: str) -> str:
    """Text that Markdown shows as it is, also in a table."""
    return re.sub(r"([\\`*_\[\]<>|#~])", r"\\\1", " ".join(str(text).split()))


def _md_address(url: str) -> str:
    """An address that ends neither the link nor the table cell."""
    return re.sub(r"[\s<>|()\\]", lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), _address(url))
