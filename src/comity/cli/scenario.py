"""``comity scenario``: what a forecast would be if the world were changed as a file says."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Annotated

import typer

import comity
from comity.cli.options import (
    AsJson,
    Checked,
    Counting,
    Draws,
    Implied,
    LedgerOption,
    ModelFile,
    RecordedBy,
    Seed,
    WithoutDisputed,
    Workers,
)
from comity.cli.output import day_option, json_line, table
from comity.outlook.scenario import HELD_EQUAL, Change, ScenarioResult, StateDifference, scenario
from comity.outlook.specification import read_specification


def register(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    app.command("scenario")(_scenario)


def _scenario(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A TOML file; docs/how-to/write-a-scenario.md.")],
    on: Annotated[str, typer.Option(help="The day from which it looks ahead, instead of the file's.")] = "",
    horizon: Annotated[str, typer.Option(help="How far ahead, instead of the file's: 1y, 6m or 90d.")] = "",
    futures: Annotated[int, typer.Option(help="Futures simulated of each world.", min=100, max=1_000_000)] = 6_000,
    seed: Seed = 1,
    draws: Draws = 3,
    model: ModelFile = "",
    without_disputed: WithoutDisputed = False,
    workers: Workers = 2,
    most: Annotated[int, typer.Option(help="States shown.", min=1)] = 12,
    recorded_by: RecordedBy = "",
    counting: Counting = "documented",
    checked: Checked = False,
    implied: Implied = "relations",
    ledger: LedgerOption = "",
    as_json: AsJson = False,
) -> None:
    """What would change if a state moved first, an act were undone, or a membership or doctrine changed.

    \b
    Examples:
      $ printf '%s\\n' 'case = "PSE"' '[[happens]]' 'who = "JPN"' 'what = "recognise"' 'when = 2026-06-01' > japan.toml
      $ comity scenario japan.toml --on 2026-04-30 --futures 600
    """
    record = comity.open(ledger or None)
    view = record.view(recorded_by=recorded_by or None, counting=counting, checked=checked, implied=implied)
    with ThreadPoolExecutor(workers) as executor:
        found = scenario(
            view, file, on=day_option(on or None), horizon=horizon or None, futures=futures, seed=seed, draws=draws,
            disputed=not without_disputed, spec=read_specification(model or None), executor=executor,
            tell=lambda words: print(words, file=sys.stderr),
        )  # fmt: skip
    if as_json:
        json_line(found.to_dict())
    else:
        _page(found, most)


def _page(found: ScenarioResult, most: int) -> None:
    print(f"{found.name} ({found.case}), {found.on} to {found.until}{f': {found.title}' if found.title else ''}\n")
    for where, words in found.changes:
        print(f"  {where}  {words}")
    if not found.changes:
        print("  the file changes nothing")
    print(f"\nStates that recognise it on {found.until}:")
    print(f"  {_said(found.recognisers)}")
    if any(state.named for state in found.states):
        print(f"  beyond the states that the file itself moves: {_said(found.beyond)}")
    for base, changed in found.counts:
        verb = {"recognise": "New recognisers", "withdraw": "Withdrawals, freezes and lapses"}[base.act]
        print(
            f"{verb}: {base.expected:.1f} without (80 in 100 futures: {base.low} to {base.high}), "
            f"{changed.expected:.1f} with it ({changed.low} to {changed.high})"
        )
    for title, words, change in found.answers:
        print(f"{title} ({words}): called for {_said(change)}")
    print()
    table(
        ("party", "name", "without", "with it", "difference", "80 per cent", "why"),
        (
            (
                row.party, row.name, f"{row.base:.1%}", f"{row.scenario:.1%}", f"{100 * row.difference:+.1f}",
                f"{100 * row.low:+.1f} to {100 * row.high:+.1f}", _why(row),
            )
            for row in found.states[:most]
        ),
        whole=("party", "without", "with it", "difference", "80 per cent"),
    )  # fmt: skip
    print(
        "\nHow likely each recognises it at the end; differences in points of a hundred. Why: what the file "
        "does\nto its rate at once, as factors.\n"
    )
    table(
        ("recognisers on", "without", "80 per cent", "with it", "80 per cent", "difference"),
        (
            (
                point.day, f"{point.recognisers.base:.1f}", f"{point.base_band[0]} to {point.base_band[1]}",
                f"{point.recognisers.scenario:.1f}", f"{point.scenario_band[0]} to {point.scenario_band[1]}",
                f"{point.recognisers.difference:+.2f}",
            )
            for point in found.curve[::3]
        ),
        whole=("recognisers on", "without", "with it", "difference"),
    )  # fmt: skip
    print(f"\n{HELD_EQUAL}")
    print(f"{found.futures} futures of each world, seed {found.seed}, {found.draws} draws of the history")
    for note in found.notes:
        print(f"note: {note}")


def _why(row: StateDifference) -> str:
    if row.named:
        return "the file"
    return "; ".join(f"{effect} ×{factor:.2f}" for effect, factor in row.why)


def _said(change: Change) -> str:
    return (
        f"{change.base:.1f} without, {change.scenario:.1f} with it; difference {change.difference:+.2f} "
        f"(80 per cent: {change.low:+.2f} to {change.high:+.2f})"
    )
