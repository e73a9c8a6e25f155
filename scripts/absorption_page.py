"""The page on absorption: its method, and every case of the bundled record against the others, with pictures."""

from __future__ import annotations

from functools import lru_cache

import comity
from comity.cli.absorption import growth_words
from comity.days import Day
from comity.errors import BadInput
from comity.outlook.absorption import Absorption, absorption
from comity.record.bundled import COVERED_TO
from comity.standing.brief import BandPoint
from comity.standing.rendering.svg import band_svg
from comity.standing.words import date_words, plural

ON = Day.parse(COVERED_TO.latest)

# Name of the picture -> the case it shows.
SHOWN = {"kosovo": "XKX", "palestine": "PSE", "emirate": "AFG/emirate-2021"}


@lru_cache(maxsize=1)
def _found() -> dict[str, Absorption]:
    """Every case that is still open, by code."""
    view = comity.open().view()
    found = {}
    for case in view.cases:
        try:
            found[case] = absorption(view, case, ON)
        except BadInput:
            continue
    return found


def picture(name: str) -> str:
    """One case over the band of the others, by years since first recognition."""
    one = _found()[SHOWN[name]]
    points = [BandPoint(p.years, p.value, p.low, p.middle, p.high, p.cases) for p in one.points]
    return band_svg(
        points, title=f"{one.name}: share of states that recognise it, by years since first recognition",
        description=f"The line is the case, the dashed line the median of the others, the band their 10th to 90th "
        f"percentile. {growth_words(one)}", name=f"absorption-{name}", height=220,
    ) + "\n"  # fmt: skip


def page() -> str:
    found = _found()
    rows = "\n".join(
        f"| {one.name} | {one.first} | {', '.join(one.first_movers[:3])}"
        f"{f' and {len(one.first_movers) - 3} more' if len(one.first_movers) > 3 else ''} | {one.years:.1f} "
        f"| {one.points[-1].value:.1%} | {_share(one.points[-1].middle)} | {100 * one.growth.value:+.1f} "
        f"| {'' if one.growth.middle is None else f'{100 * one.growth.middle:+.1f}'} | {one.growth.verdict} |"
        for one in sorted(found.values(), key=lambda one: one.first)
    )
    last = found["XKX"]
    associations = "\n".join(
        f"| {row.what} | {row.years:.0f} | {row.points:+.1f} | {row.low:+.1f} to {row.high:+.1f} | {row.cases} |"
        for row in last.associations
    )
    following = "\n".join(
        f"- after {plural(int(row.years), 'year')}: {100 * row.usual:+.0f} points "
        f"({100 * row.low:+.0f} to {100 * row.high:+.0f}), {row.cases} cases."
        for row in last.following
        if row.usual is not None and row.low is not None and row.high is not None
    )
    pictures = "\n\n".join(
        f"![{found[case].name}](../images/absorption-{name}.svg)\n\n{found[case].name}. {growth_words(found[case])}"
        for name, case in SHOWN.items()
    )
    return _PAGE.format(on=date_words(ON.latest), rows=rows, associations=associations, following=following,
                        pictures=pictures)  # fmt: skip


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.1%}"


_PAGE = """\
# Absorption

<!-- Written by scripts/absorption_page.py; `make docs` writes it again. -->

Once recognition has begun, is a government taken in as others were, faster, or does it stall? And what had the weight
and the alignment of the first mover to do with it? `comity absorption CASE --on DAY` answers from the record;
`--json` and `Record.absorption` give the numbers.

## How it is measured

- Time is counted in years since the first recognition (event time), so that cases of different times lie over each
  other.
- What is compared is one of the three measures of integration (see [Standings and measures](standing.md)): `breadth`,
  the share of states in being that recognise the case, unless `--measure` asks for `reach` or `depth`.
- The comparison cases are the other cases of the record that had been recognised as long by the day asked about,
  still existed then, and whose beginning the record holds (first recognised within ten years of their start). What
  happened later does not count. Shown are their median, with an 80 per cent interval over 2,000 resamples of whole
  cases, and their 10th to 90th percentile.
- Growth is compared over the last five years (`--window`), or the time since the first recognition where that is
  shorter: *faster* and *slower* are beyond nine in ten of the others over the same years of their lives, *stalled* is
  no growth where more than half of the others grew.
- First movers are those who recognised the case on its first day, or within `--first-days`. Their **weight** is the
  share of them that are great powers; their **alignment** is the share of the great powers of the day that are among
  them or allied with one of them. A linear regression of the measure one and five years on takes both, and whether
  the case is a government, over all cases; intervals are again over resampled cases.
- **Following**: whether the fellow members of the first movers, weighted so that a tie in a small organisation counts
  more, recognise the case more often than all states do.

## Three cases

The line is the case, the dashed line the median of the others, the band their 10th to 90th percentile.

{pictures}

## Every open case on {on}

| case | first recognised | by | years | breadth | others | growth | others | verdict |
| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | --- |
{rows}

Breadth and growth (in points, over five years) beside the median of the others at the same time since recognition.

## What went with the first mover

Change of breadth in points, 80 per cent intervals over resampled cases:

| what | years on | points | 80 per cent | cases |
| --- | ---: | ---: | --- | ---: |
{associations}

How far the first mover's fellow members were ahead of all states, over the cases but Kosovo:

{following}

## What it does not say

A few dozen cases differ in much else than their first mover, and who moves first is no accident: a great power may
move where it expects to be followed. These are associations, not effects. The cases are those of the record, chosen
because they were contested. The record's numbers are too low for several of them (the command names them), and dates
known only to the month or year count from their last day. The first *day* can mislead: Costa Rica recognised Kosovo a
day before the United States, France and the United Kingdom did; `--first-days 7` counts them together.
"""
