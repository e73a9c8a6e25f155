"""How dates, names and numbers read in a sentence."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from comity.days import Day

__all__ = ["date_words", "listing", "plural", "with_article"]

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip

_ARTICLE = re.compile(
    r"(?:Bahamas|Comoros|Gambia|Holy See|Maldives|Netherlands|Papal States|Philippines|Seychelles|Soviet |United )"
    r"|.* Islands$"
    # A body or a form of state takes one; what is called after its head ("Amanullah's government") does not.
    r"|(?!(?!People's)\S+'s ).*(?i:administration|assembly|authority|coalition|committee|commune|confederation|congress"
    r"|convention|council|directory|emirate|empire|executive|front|government|junta|khanate|kingdom|order|organization"
    r"|opposition|presidency|regency|republic|state|union)\b"
)


def date_words(day: Day | dt.date | str) -> str:
    """A day as a newspaper writes it, to its own precision: ``3 July 2025``, ``July 2025``, ``about 2025``."""
    day = Day.parse(day)
    first = day.earliest
    if day.precision == "day":
        words = f"{first.day} {_MONTHS[first.month - 1]} {first.year}"
    elif day.precision == "month":
        words = f"{_MONTHS[first.month - 1]} {first.year}"
    elif day.precision == "year":
        words = str(first.year)
    else:
        return f"between {date_words(first)} and {date_words(day.latest)}"
    return f"about {words}" if day.uncertain else words


def with_article(name: str) -> str:
    """A party's name inside a sentence: ``the Soviet Union``, ``Kosovo``."""
    return f"the {name}" if _ARTICLE.match(name.partition(" (")[0]) else name


def listing(items: Iterable[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    words = list(items)
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def plural(count: int, one: str, many: str = "") -> str:
    """The number with its noun: ``1 act``, ``2 acts``, ``1,024 acts``."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
