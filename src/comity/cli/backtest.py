"""``comity backtest``: forecasts from origins in the past, scored against what came and against baselines."""

from __future__ import annotations

import re
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated

import typer

import comity
from comity.cli.options import (
    AsJson,
    Checked,
    Counting,
    Implied,
    LedgerOption,
    ModelFile,
    Seed,
    Workers,
)
from comity.cli.output import json_line, table
from comity.errors import BadInput
from comity.outlook.backtest import Backtest, backtest
from comity.outlook.specification import read_specification


def register(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    app.command("backtest")(_backtest)


def _backtest(
    first: Annotated[int, typer.Option("--from", help="Year of the first origin (its first of January).")] = 1960,
    last: Annotated[int, typer.Option("--to", help="Year of the last origin.")] = 2025,
    every: Annotated[str, typer.Option(help="Years between origins: 1y, 5y.")] = "1y",
    futures: Annotated[int, typer.Option(help="Futures simulated for each case and origin.", min=50)] = 500,
    seed: Seed = 1,
    draw: Annotated[int, typer.Option(help="Which draw of the history: 0 is the plain reading.", min=0)] = 0,
    model: ModelFile = "",
    leave_out: Annotated[bool, typer.Option(help="Also forecast each case by a model of the others alone.")] = True,
    workers: Workers = 2,
    counting: Counting = "documented",
    checked: Checked = False,
    implied: Implied = "relations",
    ledger: LedgerOption = "",
    as_json: AsJson = False,
) -> None:
    """Forecast a year from each origin, fitted only on what had happened before it, and score what came.

    \b
    Example:
      $ comity backtest --from 2010 --to 2012 --no-leave-out --futures 100
    """
    years = re.fullmatch(r"(\d+)y?", every.strip())
    if not years or int(years[1]) < 1:
        raise BadInput(f"{every!r} is no number of years", where="--every", hint="write 1y or 5y")
    view = comity.open(ledger or None).view(counting=counting, checked=checked, implied=implied)

    def progress(done: int, total: int) -> None:
        print(f"\r{done} of {total}", end="" if done < total else "\n", file=sys.stderr, flush=True)

    with ThreadPoolExecutor(workers) as executor:
        found = backtest(
            view, first=first, last=last, every=int(years[1]), futures=futures, draw=draw, seed=seed,
            spec=read_specification(model or None), leave_out=leave_out, executor=executor, progress=progress,
        )  # fmt: skip
    if as_json:
        json_line(found.to_dict())
    else:
        _page(found)


def _page(found: Backtest) -> None:
    said = found.to_dict()
    print(f"{len(said['origins'])} origins, {said['pairs']} pairs, {said['events']} recognitions came\n")
    table(
        ("", "log score", "Brier", "ECE", "MRR", "hits at 10", "avg. precision"),
        (
            (
                name.replace("_", " "), f"{s['log_score']:.5f}", f"{s['brier']:.5f}", f"{s['ece']:.4f}",
                f"{s['mrr']:.3f}", f"{s['hits_at_10']:.3f}", f"{s['average_precision']:.3f}",
            )
            for name, s in said["scores"].items()
        ),
        whole=("",),
    )  # fmt: skip
    for name, words in (("all", "of all cases together"), ("case", "case by case")):
        cover = said["coverage"][name]
        print(
            f"80 per cent intervals of yearly counts, {words}: held {cover['inside']:.0%} "
            f"({cover['exact']:.0%} with jumps spread) of {cover['n']}"
        )
    if "left_out" in said:
        model = said["left_out"]["scores"]["model"]
        print(f"cases left out whole: log score {model['log_score']:.5f}, ECE {model['ece']:.4f}")
    for note in said["skipped"]:
        print(f"skipped {note}")
