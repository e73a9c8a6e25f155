"""``comity forecast``: which states are likely to recognise a case, or to withdraw, within a time."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
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
    On,
    RecordedBy,
    Seed,
    WithoutDisputed,
    Workers,
)
from comity.cli.output import day_option, json_line, table
from comity.errors import BadInput
from comity.outlook.estimate import Estimate
from comity.outlook.fitted import fitted
from comity.outlook.forecast import Forecast, forecast
from comity.outlook.specification import EFFECTS, read_specification
from comity.record.record import today


def register(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    app.command("forecast")(_forecast)


def _forecast(
    case: Annotated[str, typer.Argument(metavar="CASE", help="A code (XKX, AFG/emirate-2021) or a name.")] = "",
    on: On = "",
    horizon: Annotated[str, typer.Option(help="How far ahead: 1y, 6m or 90d.")] = "1y",
    futures: Annotated[int, typer.Option(help="How many futures are simulated.", min=100, max=1_000_000)] = 10_000,
    seed: Seed = 1,
    draws: Draws = 3,
    model: ModelFile = "",
    without_disputed: WithoutDisputed = False,
    estimates: Annotated[bool, typer.Option("--estimates", help="Print what the model found, in words.")] = False,
    effects: Annotated[bool, typer.Option("--effects", help="List what a model file can hold, and stop.")] = False,
    workers: Workers = 2,
    recorded_by: RecordedBy = "",
    counting: Counting = "documented",
    checked: Checked = False,
    implied: Implied = "relations",
    ledger: LedgerOption = "",
    as_json: AsJson = False,
) -> None:
    """Who is likely to recognise a case, or to withdraw, within a year, how sure that is, and what drives it.

    \b
    Example:
      $ comity forecast PSE --on 2025-01-01
    """
    if effects:
        for name, meaning in EFFECTS.items():
            options = f" [{', '.join(meaning.options)}]" if meaning.options else ""
            print(f"{name}{options}\n    {meaning.summary}")
        return
    if not case:
        raise BadInput("no case is given", where="CASE", hint="`comity cases` lists them")
    record = comity.open(ledger or None)
    day = day_option(on or None) or today()
    view = record.view(recorded_by=recorded_by or None, counting=counting, checked=checked, implied=implied)

    def tell(words: str) -> None:
        print(words, file=sys.stderr)

    if estimates:
        with ThreadPoolExecutor(workers) as executor:
            what = fitted(
                view, float(day.latest.toordinal() + 1), spec=read_specification(model or None), draws=draws, seed=seed,
                disputed=not without_disputed, executor=executor, tell=tell,
            )  # fmt: skip
        for estimate in what.estimates:
            if estimate is not None:
                _estimates(estimate, as_json)
        return
    with ThreadPoolExecutor(workers) as executor:
        found = forecast(
            view, record.case(case, day), day, horizon=horizon, futures=futures, seed=seed, draws=draws,
            disputed=not without_disputed, spec=read_specification(model or None), executor=executor, tell=tell,
        )  # fmt: skip
    if as_json:
        json_line(found.to_dict())
    else:
        _page(found)


def _estimates(estimate: Estimate, as_json: bool) -> None:
    rows = [row.to_dict() for row in estimate.table()]
    if as_json:
        json_line({"process": estimate.process.name, "effects": rows, "variance": estimate.variance})
        return
    print(f"{estimate.process.name}: {estimate.n_events} events, {estimate.draws} draws of the history\n")
    table(
        ("effect", "estimate", "std. error", "rate", "what it means"),
        (
            (row["effect"], f"{row['estimate']:.3f}", f"{row['std_error']:.3f}", f"×{row['factor']:.2g}", row["words"])
            for row in rows
        ),
        whole=("effect", "estimate", "std. error", "rate"),
    )
    said = ", ".join(f"{group.replace('_', ' of ')} {value:.2f}" for group, value in estimate.variance.items())
    print(f"variance of frailties by {said}\n")
    for why in estimate.why:
        print(f"not converged: {why}")


def _page(found: Forecast) -> None:
    print(f"{found.name} ({found.case}), {found.on} to {found.until}: {found.recognisers} recognise it now\n")
    for count in found.counts:
        rows = found.likely(count.act)
        if not rows:
            continue
        verb = {"recognise": "will recognise it", "withdraw": "will withdraw, freeze or let it lapse"}[count.act]
        none = count.shares[0] if count.shares else 1.0
        print(
            f"{count.expected:.1f} states {verb}; 80 in 100 futures have {count.low} to {count.high}, "
            f"{none:.0%} have none"
        )
        table(
            ("party", "name", "probability", "80 per cent", "first", "why"),
            (
                (
                    row.party, row.name, f"{row.probability:.1%}", f"{row.low:.1%} to {row.high:.1%}",
                    f"{row.first:.1%}", "; ".join(f"{effect} ×{factor:.2g}" for effect, factor, _ in row.drivers),
                )
                for row in rows
            ),
            whole=("party", "probability", "80 per cent", "first"),
        )  # fmt: skip
        print()
    if found.case_drivers:
        print("Of all states: " + "; ".join(f"{effect} ×{factor:.2g}" for effect, factor, _ in found.case_drivers))
    print(f"{found.futures} futures, seed {found.seed}, {found.draws} draws of the history")
    for note in found.notes:
        print(f"note: {note}")
