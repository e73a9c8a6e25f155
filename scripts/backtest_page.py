"""docs/reference/backtest.md, from the results of the last backtest of the bundled record.

The results are what ``comity backtest --json`` printed; they are committed as ``src/comity/outlook/accuracy.json``,
because the command takes minutes and a forecast shows its past accuracy beside it.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

_NAMES = {
    "model": "model",
    "constant": "(a) constant rate",
    "age": "(b) rate by age of case",
    "shares": "(c) shares of region and fellows",
    "last_year": "(d) last year's movers",
}


def page() -> str:
    found = json.loads(files("comity.outlook").joinpath("accuracy.json").read_text(encoding="utf-8"))
    cover = found["coverage"]
    lines = [
        "# Backtest",
        "",
        "<!-- Written by scripts/make_docs.py from src/comity/outlook/accuracy.json; do not edit. -->",
        "",
        f"Forecasts of a year from the first of January of {found['origins'][0][:4]} to {found['origins'][-1][:4]},",
        "each fitted only on what the bundled record holds of the time before it:",
        f"{len(found['origins'])} origins, {found['pairs']:,} pairs of a state and a case that it did not recognise,",
        f"{found['events']} of which it then did. Log score (mean of -log of the probability given to what came) and",
        "Brier score are losses: less is better. `comity.outlook.scores` says what each score is.",
        "`comity backtest --json` makes the numbers anew.",
        "",
        *_scores(found["scores"]),
        "",
        *_where(found),
        "",
        "## Calibration",
        "",
        "Ten bins of equally many forecasts.",
        "",
        "| forecast | came | pairs |",
        "|---:|---:|---:|",
        *(f"| {b['forecast']:.3%} | {b['observed']:.3%} | {b['n']:,} |" for b in found["calibration"]),
        "",
        "## Counts of a year",
        "",
        "How often an interval of 80 per cent held the count that came. An interval with whole ends holds more than",
        "its level where counts are few; the last column spreads each count over its jump, and is 80 % for a perfect",
        "forecast.",
        "",
        "| counts | intervals | held | jumps spread |",
        "|---|---:|---:|---:|",
        f"| all cases of a year | {cover['all']['n']} | {cover['all']['inside']:.0%} | {cover['all']['exact']:.0%} |",
        f"| one case in a year | {cover['case']['n']} | {cover['case']['inside']:.0%} | {cover['case']['exact']:.0%} |",
        "",
        "## By era",
        "",
        *_groups(found["by_era"], "origins of"),
        "",
        "## By case",
        "",
        *_groups(found["by_case"], "case"),
        "",
        *_left_out(found),
        *_withdrawal(found),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _scores(scores: dict[str, Any]) -> list[str]:
    out = ["| | log score | Brier | ECE | MRR | hits at 10 | avg. precision |", "|---|---:|---:|---:|---:|---:|---:|"]
    for name, s in scores.items():
        out.append(
            f"| {_NAMES[name]} | {s['log_score']:.5f} | {s['brier']:.5f} | {s['ece']:.4f} | {s['mrr']:.4f} | "
            f"{s['hits_at_10']:.4f} | {s['average_precision']:.4f} |"
        )
    return out


def _where(found: dict[str, Any]) -> list[str]:
    worse, out = [], []
    for score, words in (("log_score", "log score"), ("brier", "Brier score")):
        best = min(found["scores"], key=lambda name: found["scores"][name][score])
        if best != "model":
            out.append(f"Over all origins {_NAMES[best]} has a better {words} than the model.")
    for kind in ("by_era", "by_case"):
        for name, group in found[kind].items():
            best = min(group["log_score"], key=group["log_score"].get)
            if best != "model":
                worse.append(f"{name} ({_NAMES[best]})")
    if worse:
        out.append(f"On the log score the model is not the best of the five for {', '.join(worse)}.")
    return out


def _groups(groups: dict[str, Any], head: str) -> list[str]:
    out = [f"| {head} | pairs | came | {' | '.join(_NAMES.values())} |", "|---|" + "---:|" * (2 + len(_NAMES))]
    for name, group in groups.items():
        scores = " | ".join(f"{group['log_score'][key]:.4f}" for key in _NAMES)
        out.append(f"| {name} | {group['pairs']:,} | {group['events']} | {scores} |")
    return out


def _left_out(found: dict[str, Any]) -> list[str]:
    if "left_out" not in found:
        return []
    return [
        "## Cases left out whole",
        "",
        "Each case forecast from each of its years by a model of the other cases, whenever they were. Of the case",
        "itself only its own years before are known, to its pace and to the last baseline.",
        "",
        *_scores(found["left_out"]["scores"]),
        "",
    ]


def _withdrawal(found: dict[str, Any]) -> list[str]:
    if "withdrawal" not in found:
        return []
    part = found["withdrawal"]
    return [
        "## Withdrawals",
        "",
        f"{part['pairs']:,} pairs of a state and a case that it recognised; {part['events']} withdrew or froze.",
        "",
        *_scores(part["scores"]),
    ]
