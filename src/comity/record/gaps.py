"""What is known to be missing from the bundled record."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files

__all__ = ["gaps", "gaps_by_case", "incomplete"]


@lru_cache(maxsize=1)
def _table() -> dict[str, object]:
    return tomllib.loads(files("comity.record").joinpath("gaps.toml").read_text(encoding="utf-8"))


def gaps_by_case() -> dict[str, tuple[str, ...]]:
    """Case -> what is missing about it; those about every case stand under ``all``."""
    table = _table()
    cases: dict[str, list[str]] = table["cases"]  # type: ignore[assignment]
    return {"all": tuple(table["all"]), **{case: tuple(lines) for case, lines in cases.items()}}  # type: ignore[arg-type]


def gaps(case: str) -> tuple[str, ...]:
    """What is missing about a case, its own lines first."""
    known = gaps_by_case()
    return (*known.get(case, ()), *known["all"])


def incomplete() -> frozenset[str]:
    """Cases whose numbers are known to be too low for some time of their lives."""
    return frozenset(_table()["incomplete"])  # type: ignore[call-overload]
