"""Absorption compares a case with others in event time; the answers are known because the cases are made."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from tests.cli.examples import examples, run
from tests.outlook.conftest import ledger_of

import comity
from comity.errors import BadInput
from comity.outlook.absorption import absorption
from comity.polities import registry
from comity.standing import View

# States in being from before 1960 until today, great powers left out.
STATES = [
    "ARG", "AUS", "AUT", "BEL", "BOL", "BRA", "CAN", "CHE", "CHL", "COL", "CRI", "CUB", "DNK", "DOM", "ECU", "ESP",
    "FIN", "GRC", "GTM", "HND", "HTI", "HUN", "IND", "IRL", "IRN", "IRQ", "ISL", "JOR", "KOR", "LBN", "LBR", "LKA",
    "LUX", "MEX", "MMR", "NIC", "NLD", "NOR", "NPL", "NZL", "PAK", "PAN", "PER", "PHL", "POL", "PRT", "PRY", "ROU",
    "SAU", "SLV", "SWE", "THA", "TUR", "URY", "VEN", "ZAF",
]  # fmt: skip
# Cases that began between 1960 and 1985, and were never interrupted.
CASES = [
    "KEN", "UGA", "ZMB", "MWI", "BWA", "LSO", "SWZ", "GMB", "SGP", "MDV", "BRB", "JAM", "TTO", "GUY", "MLT", "MUS",
    "FJI", "GRD",
]  # fmt: skip


def grown(case: str, yearly: int, *, first: str = "ARG", start: int = 1, years: int = 10) -> list[tuple[str, ...]]:
    """Acts of a case that ``start`` states recognise on its first day, the first mover among them, and so many a year.

    Those of a year move 30 days after its beginning, counted from the first day.
    """
    begins = registry().get(case).start.earliest
    order = [first, *(code for code in STATES if code != first)]
    rows = [("recognise", who, case, begins.isoformat()) for who in order[:start]]
    for year in range(years):
        date = begins + dt.timedelta(days=round(365.2425 * year) + 30)
        moving = order[start + year * yearly : start + (year + 1) * yearly]
        rows += [("recognise", who, case, date.isoformat()) for who in moving]
    return rows


def view_of(*cases: list[tuple[str, ...]]) -> View:
    return View(ledger_of(*(row for rows in cases for row in rows)))  # type: ignore[arg-type]


def ten_years_on(case: str) -> str:
    return (registry().get(case).start.earliest + dt.timedelta(days=3653)).isoformat()


OTHERS = [grown(case, 2) for case in ("UGA", "ZMB", "MWI", "JAM", "TTO", "KEN")]


@pytest.mark.parametrize(("yearly", "verdict"), [(5, "faster"), (2, "as others"), (1, "slower"), (0, "stalled")])
def test_growth_is_told_by_what_the_others_did_at_the_same_time(yearly: int, verdict: str) -> None:
    view = view_of(grown("GUY", yearly), *OTHERS)
    found = absorption(view, "GUY", ten_years_on("GUY"))
    assert found.growth.verdict == verdict
    assert found.growth.cases == 6


def test_the_measure_is_read_in_years_since_the_first_recognition() -> None:
    """Guyana: one on the first day, 2 a year: 1 + 2 after a year, of the states in being but itself."""
    view = view_of(grown("GUY", 2), *OTHERS)
    found = absorption(view, "GUY", ten_years_on("GUY"))
    begins = registry().get("GUY").start.earliest
    assert found.first == begins.isoformat()
    after = next(point for point in found.points if point.years == 0.5)
    states = len(registry().in_being(after.day)) - 1
    assert after.value == pytest.approx(3 / states)
    assert [point.years for point in found.points][:4] == [0.0, 0.25, 0.5, 1.0]


def test_a_case_is_compared_with_those_that_had_got_so_far_by_the_day_only() -> None:
    """In August 1967, at five years, Jamaica is the first; at three, Trinidad, Uganda, Kenya and Malawi were there."""
    view = view_of(grown("KEN", 2), *(grown(case, 2) for case in ("UGA", "ZMB", "MWI", "JAM", "TTO", "GUY")))
    found = absorption(view, "JAM", "1967-08-06")
    assert {point.years: point.cases for point in found.points[-2:]} == {3.0: 4, found.years: 0}
    assert found.points[-1].middle is None
    assert found.growth.verdict == "unknown"
    assert "GUY" in found.comparison
    assert "GUY" not in absorption(view, "JAM", "1966-01-01").comparison


def test_what_comes_later_changes_nothing() -> None:
    early = view_of(grown("GUY", 2, years=3), *OTHERS)
    late = view_of(grown("GUY", 2, years=10), *OTHERS)
    assert absorption(early, "GUY", "1969-01-01").to_dict() == absorption(late, "GUY", "1969-01-01").to_dict()


def test_the_median_is_more_certain_with_more_cases() -> None:
    some = [grown(case, k % 4) for k, case in enumerate(CASES[:5])]
    many = [grown(case, k % 4) for k, case in enumerate(CASES[:16])]
    widths = []
    for others in (some, many):
        point = absorption(view_of(grown("GRD", 2), *others), "GRD", "1984-06-04").points[-2]
        assert point.middle_low is not None
        assert point.middle_high is not None
        widths.append(point.middle_high - point.middle_low)
    assert widths[1] < widths[0]


def test_fellows_that_follow_their_first_mover_are_seen() -> None:
    """The Nordic countries follow Denmark, and nobody else does; a Swiss first mover's neighbours do not count."""
    nordic = [("recognise", who, "GUY", "1966-06-30") for who in ("NOR", "SWE", "FIN", "ISL")]
    view = view_of([("recognise", "DNK", "GUY", "1966-05-26"), *nordic], *OTHERS)
    (after, *_) = absorption(view, "GUY", "1976-05-26").following
    assert after.fellows is not None
    assert after.fellows > 5 * after.others
    assert after.usual is not None


def test_a_great_power_that_moves_first_is_told_from_its_allies() -> None:
    """Twenty states follow where a great power moves first, and five where none does, ally of one or not."""
    firsts = {"USA": 20, "GBR": 20, "RUS": 20, "CHE": 5, "BEL": 5, "ARG": 5}
    names = {"RUS": "SUN"}
    made = [
        grown(case, firsts[first], first=names.get(first, first), years=1)
        for case, first in zip(CASES, list(firsts) * 3, strict=True)
    ]
    found = absorption(view_of(*made), "KEN", "2000-01-01")
    after = {row.what: row for row in found.associations if row.years == 1.0}
    assert "government" not in after  # none of them is one
    states = 140  # in being in the seventies: 15 more of about so many
    assert after["great power"].points == pytest.approx(100 * 15 / states, abs=2.0)
    assert after["great power"].low > 5
    assert after["powers aligned"].low < 0 < after["powers aligned"].high


def test_first_movers_are_of_the_days_asked_for() -> None:
    view = view_of(grown("GUY", 2, start=2), *OTHERS)
    assert absorption(view, "GUY", "1976-01-01").first_movers == ("ARG", "AUS")
    assert len(absorption(view, "GUY", "1976-01-01", first_days=40).first_movers) == 4


def test_reach_counts_regions_and_depth_levels_of_representation() -> None:
    view = view_of(grown("GUY", 0), *OTHERS)
    assert 0 < absorption(view, "GUY", "1970-01-01", measure="reach").points[0].value < 0.1
    assert absorption(view, "GUY", "1970-01-01", measure="depth").points[0].value == 0.0


def test_the_seed_decides() -> None:
    view = view_of(grown("GUY", 2), *[grown(case, k) for k, case in enumerate(CASES[:5])])
    one, same, other = (absorption(view, "GUY", "1976-01-01", seed=seed).to_dict() for seed in (1, 1, 2))
    assert one == same
    assert one != other


def test_the_emirate_stood_alone_with_russia() -> None:
    found = comity.open().absorption("AFG/emirate-2021", "2026-04-30")
    assert found.first_movers == ("RUS",)
    assert found.great_power == 1.0
    assert found.growth.verdict == "stalled"


@pytest.mark.parametrize(
    ("case", "on", "more", "said", "hint"),
    [
        ("XKX", "2007-01-01", {}, "nobody had recognised Kosovo", "2008-02-1"),
        ("DDR", "1995-01-01", {}, "ceased to exist", "earlier day"),
        ("PRT", "2020-01-01", {}, "nobody had recognised Portugal", "comity cases"),
        ("XKX", "2020-01-01", {"measure": "love"}, "no measure", "breadth"),
        ("XKX", "2020-01-01", {"window": 0.0}, "window of 0", "above 0"),
        ("XKX", "2020-01-01", {"first_days": 0}, "0 first days", "1 or more"),
    ],
)
def test_what_cannot_be_answered_is_told(
    view: View, case: str, on: str, more: dict[str, object], said: str, hint: str
) -> None:
    with pytest.raises(BadInput) as error:
        absorption(view, case, on, **more)  # type: ignore[arg-type]
    assert said in error.value.message
    assert hint in error.value.hint


def test_the_examples_of_the_help_run(tmp_path: Path) -> None:
    for line in examples("absorption"):
        done = run(line, tmp_path)
        assert done.returncode == 0, done.stderr
        assert "associations, not effects" in done.stdout
