"""``comity absorption``: how a case was taken in since its first recognition, against the other cases."""

from __future__ import annotations

from typing import Annotated

import typer

import comity
from comity.cli.options import AsJson, Checked, Counting, Implied, LedgerOption, On, RecordedBy
from comity.cli.output import day_option, json_line, table
from comity.outlook.absorption import ASSOCIATION, Absorption, absorption
from comity.record.record import today
from comity.standing.words import date_words, listing, plural


def register(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    app.command("absorption")(_absorption)


def _absorption(
    case: Annotated[str, typer.Argument(metavar="CASE", help="A code (XKX, AFG/emirate-2021) or a name.")],
    on: On = "",
    measure: Annotated[str, typer.Option(help="breadth, reach or depth.")] = "breadth",
    window: Annotated[float, typer.Option(help="Years over which growth is compared.")] = 5.0,
    first_days: Annotated[
        int, typer.Option(help="Days from the first recognition on that count for the first movers.", min=1)
    ] = 1,
    seed: Annotated[int, typer.Option(help="Of the resampling of cases.", min=0)] = 1,
    recorded_by: RecordedBy = "",
    counting: Counting = "documented",
    checked: Checked = False,
    implied: Implied = "relations",
    ledger: LedgerOption = "",
    as_json: AsJson = False,
) -> None:
    """Whether a case is taken in as others were, faster, or stalls; and what went with who moved first.

    \b
    Example:
      $ comity absorption XKX --on 2020-01-01
    """
    record = comity.open(ledger or None)
    day = day_option(on or None) or today()
    view = record.view(recorded_by=recorded_by or None, counting=counting, checked=checked, implied=implied)
    found = absorption(
        view, record.case(case, day), day, measure=measure, window=window, first_days=first_days, seed=seed
    )
    if as_json:
        json_line(found.to_dict())
    else:
        _page(found)


def _page(found: Absorption) -> None:
    print(f"{found.name} ({found.case}) on {found.on}, {found.years:.1f} years after its first recognition")
    power = ", a great power" if found.great_power == 1 else ", great powers among them" if found.great_power else ""
    print(
        f"First recognised on {date_words(found.first)} by {listing(found.first_movers)}{power}; "
        f"{found.powers_aligned:.0%} of the great powers of that day were among them or allied with one of them\n"
    )
    print(growth_words(found))
    print()
    table(
        ("years", "day", found.measure, "others: median", "80 per cent", "10th to 90th", "cases"),
        (
            (
                f"{point.years:.2f}".rstrip("0").rstrip("."), point.day, f"{point.value:.1%}", _share(point.middle),
                _span(point.middle_low, point.middle_high), _span(point.low, point.high), str(point.cases),
            )
            for point in found.points
        ),
        whole=("years", "day", found.measure, "80 per cent", "10th to 90th"),
    )  # fmt: skip
    for row in found.following:
        mine = "its first mover has no fellow members"
        if row.fellows is not None:
            mine = f"{row.fellows:.0%} of the first mover's fellow members, by weight"
        after = plural(int(row.years), "year")
        print(f"\nAfter {after}: {mine}, and {row.others:.0%} of all states recognised it.")
        if row.usual is not None and row.low is not None and row.high is not None:
            print(
                f"In {row.cases} other cases fellows of the first mover were ahead of all by {100 * row.usual:+.0f} "
                f"points (80 per cent: {100 * row.low:+.0f} to {100 * row.high:+.0f})."
            )
    if found.associations:
        print(f"\nWhat went with the first mover, in points of {found.measure}:\n")
        table(
            ("", "after", "points", "80 per cent", "cases"),
            (
                (
                    row.what, plural(int(row.years), "year"), f"{row.points:+.1f}",
                    f"{row.low:+.1f} to {row.high:+.1f}", str(row.cases),
                )
                for row in found.associations
            ),
        )  # fmt: skip
    print(f"\n{ASSOCIATION}")
    for note in found.notes:
        print(f"note: {note}")


def growth_words(found: Absorption) -> str:
    """The verdict on growth as a sentence."""
    row = found.growth
    span = f"From year {row.since:.1f} to {row.until:.1f} its {found.measure} changed by {100 * row.value:+.1f} points"
    if row.rank is None or row.middle is None or row.low is None or row.high is None:
        return f"{span}; too few cases had been recognised as long to compare it ({row.cases})."
    words = {
        "faster": "faster than nine in ten", "slower": "slower than nine in ten", "stalled": "it stalled",
        "as others": "as others did",
    }  # fmt: skip
    return (
        f"{span}: {words[row.verdict]}. Of {row.cases} cases, {row.rank:.0%} grew less over the same years "
        f"(80 per cent: {row.rank_low:.0%} to {row.rank_high:.0%}); their median is {100 * row.middle:+.1f}, "
        f"10th to 90th percentile {100 * row.low:+.1f} to {100 * row.high:+.1f}."
    )


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.1%}"


def _span(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f"{low:.1%} to {high:.1%}"
