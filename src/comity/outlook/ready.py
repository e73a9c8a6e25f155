"""Ready: forecasts of the bundled record's cases from the last day that it covers, computed beforehand.

A page is read in a second and a forecast takes several; so these come with the package, beside how past forecasts did.
Nothing here needs the simulator. They carry a fingerprint of everything that they come from, and where it does not fit
they are as good as not there.
"""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

from comity.ledger import Head
from comity.outlook.specification import words_of
from comity.polities import registry
from comity.standing.forecasts import Accuracy, Count, Driver, Forecast, StateForecast

__all__ = ["BASELINE_NAMES", "accuracy", "fingerprint", "pack_forecasts", "ready_forecast"]

FILE = "forecasts.json.gz"

BASELINE_NAMES = {
    "constant": "a constant rate",
    "age": "a rate by age of the case",
    "shares": "shares of region and fellow members",
    "last_year": "last year's movers",
}
"""The baselines of a backtest in words."""


_FOR_READING = ("government_names.csv", "former_rulers.csv")
"""Tables that decide what is read from a text, and nothing about the acts of a ledger."""


def fingerprint(head: Head) -> str:
    """A hash of what forecasts come from: every row of a ledger, the estimates, the model, the tables of polities."""
    digest = hashlib.sha256(head.id.encode())
    for name in ("fitted.npz", "recognition.toml", "parents.toml"):
        digest.update(files("comity.outlook").joinpath(name).read_bytes())
    for path in sorted(files("comity.polities").joinpath("tables").iterdir(), key=lambda path: path.name):
        if path.name.endswith(".csv") and path.name not in _FOR_READING:
            digest.update(path.read_bytes())
    return digest.hexdigest()


def ready_forecast(head: Head, case: str, on: dt.date) -> Forecast | None:
    """The forecast of a case for a year from a day, if it was computed beforehand from this very record."""
    kept = _kept()
    if on.isoformat() != kept.get("on") or case not in kept["cases"] or fingerprint(head) != kept["from"]:
        return None
    return _unpacked(case, kept["cases"][case], kept)


@lru_cache(maxsize=1)
def _kept() -> dict[str, Any]:
    path = files("comity.outlook").joinpath(FILE)
    return dict(json.loads(gzip.decompress(path.read_bytes()))) if path.is_file() else {}


def pack_forecasts(head: Head, found: Sequence[Forecast]) -> bytes:
    """Forecasts from one day as bytes, the same for the same forecasts."""
    one = found[0]
    said = {
        "from": fingerprint(head), "on": one.on, "until": one.until, "futures": one.futures, "seed": one.seed,
        "draws": one.draws, "cases": {each.case: _packed(each) for each in found},
    }  # fmt: skip
    return gzip.compress(json.dumps(said, separators=(",", ":")).encode(), mtime=0)


def _packed(found: Forecast) -> dict[str, Any]:
    return {
        "recognisers": found.recognisers,
        "counts": [count.to_dict() for count in found.counts],
        "states": [
            [s.party, s.act, *(round(p, 5) for p in (s.probability, s.low, s.high, s.first)), _rows(s.drivers)]
            for s in found.states
        ],
        "case_drivers": _rows(found.case_drivers),
        "notes": list(found.notes),
    }


def _rows(drivers: Sequence[Driver]) -> list[list[Any]]:
    return [[effect, round(factor, 3)] for effect, factor, _ in drivers]


def _unpacked(case: str, row: Mapping[str, Any], kept: Mapping[str, Any]) -> Forecast:
    who = registry()
    return Forecast(
        case, who.label(case), kept["on"], kept["until"], row["recognisers"],
        tuple(
            StateForecast(party, who.label(party), act, probability, low, high, first, _drivers(drivers))
            for party, act, probability, low, high, first, drivers in row["states"]
        ),
        tuple(Count(**{**count, "shares": tuple(count["shares"])}) for count in row["counts"]),
        _drivers(row["case_drivers"]), kept["futures"], kept["seed"], kept["draws"], tuple(row["notes"]),
    )  # fmt: skip


def _drivers(rows: Sequence[Sequence[Any]]) -> tuple[Driver, ...]:
    return tuple((effect, factor, words_of(effect)) for effect, factor in rows)


def accuracy(case: str) -> Accuracy:
    """How forecasts of the bundled record did in the packaged backtest, of all cases and of one."""
    found = _backtest()
    own = found["by_case"].get(case, {"pairs": 0, "events": 0, "log_score": {}})
    return Accuracy(
        first=dt.date.fromisoformat(found["origins"][0]),
        last=dt.date.fromisoformat(found["origins"][-1]),
        pairs=found["pairs"],
        events=found["events"],
        log_score=_named({name: each["log_score"] for name, each in found["scores"].items()}),
        ece=found["scores"]["model"]["ece"],
        held=found["coverage"]["all"]["exact"],
        case_pairs=own["pairs"],
        case_events=own["events"],
        case_log_score=_named(own["log_score"]),
    )


@lru_cache(maxsize=1)
def _backtest() -> dict[str, Any]:
    return dict(json.loads(files("comity.outlook").joinpath("accuracy.json").read_text(encoding="utf-8")))


def _named(scores: Mapping[str, float]) -> dict[str, float]:
    return {BASELINE_NAMES.get(name, name): score for name, score in scores.items()}
