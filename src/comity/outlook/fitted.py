"""Fitted: the model as estimated on a record by a day, packaged for the bundled record, kept for others."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import os
import sys
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from comity.errors import BadInput
from comity.outlook.draws import RecognitionHistory, draw_history
from comity.outlook.estimate import Estimate, fit_process, pool
from comity.outlook.panel import build_panels
from comity.outlook.specification import Specification, read_specification
from comity.outlook.world import World
from comity.standing import View

__all__ = ["Fitted", "estimates_file", "fit_outlook", "fitted", "packaged_estimates"]

DRAWS = 3
"""Histories drawn for estimates; their spread is the record's own uncertainty."""
_FORM = 3
"""Raised when the form of what is kept, or what estimation means, changes."""


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """What the model found in a record by a day.

    day       : ordinal; only what happened before it was used.
    histories : the draws of the history, whole; forecasts read only what is before their own day.
    estimates : of recognition and of withdrawal, pooled over the draws; the latter None where too few withdrew.
    """

    spec: Specification
    world: World
    day: float
    histories: tuple[RecognitionHistory, ...]
    estimates: tuple[Estimate, Estimate | None]


def fitted(
    view: View,
    day: float,
    *,
    spec: Specification | None = None,
    draws: int = DRAWS,
    seed: int = 1,
    disputed: bool = True,
    executor: Executor | None = None,
    keep: bool = True,
    tell: Callable[[str], None] | None = None,
) -> Fitted:
    """The model on a record by a day: packaged, kept from before, or fitted now (a minute or two) and kept.

    Kept estimates lie in ``$XDG_CACHE_HOME/comity`` (by default ``~/.cache/comity``) under a hash of everything that
    decides them; ``keep=False`` neither reads nor writes there.
    """
    spec = spec or read_specification()
    world = World(spec.networks)
    histories = tuple(
        draw_history(view, world, draw=d, seed=seed, rules=spec.draws, disputed=disputed) for d in _numbers(draws)
    )
    # Beyond the last act the record only adds days without any; the same estimates serve.
    last = max(float(h.time.max()) for h in histories) + 1
    at = min(day, last)
    key = _key(spec, histories, at)
    for data in _found(key, keep):
        estimates = _unpack(data, key, spec)
        if estimates is not None:
            return Fitted(spec, world, at, histories, estimates)
    if tell:
        tell("fitting the model; its estimates are kept for the next time")
    found = fit_outlook(spec, world, histories, at, executor=executor)
    if keep:
        _store(key, found.estimates)
    return found


def fit_outlook(
    spec: Specification,
    world: World,
    histories: tuple[RecognitionHistory, ...],
    day: float,
    *,
    executor: Executor | None = None,
) -> Fitted:
    """Fit each draw on what happened before a day, and pool.

    Raises
    ------
    BadInput : too little had happened.
    """
    jobs = [(spec, world, history, day) for history in histories]
    parts = list(executor.map(_one, *zip(*jobs, strict=True))) if executor else [_one(*job) for job in jobs]
    second = [part[1] for part in parts if part[1] is not None]
    estimates = (pool([part[0] for part in parts]), pool(second) if len(second) == len(parts) else None)
    return Fitted(spec, world, day, histories, estimates)


def _numbers(draws: int) -> range:
    """Draw 0, the plain reading, alone; or draws 1 to so many."""
    return range(1, draws + 1) if draws > 1 else range(1)


def _one(
    spec: Specification, world: World, history: RecognitionHistory, day: float
) -> tuple[Estimate, Estimate | None]:
    past = history.until(day)
    where = dt.date.fromordinal(int(day)).isoformat()
    if not past.n_events:
        raise BadInput("nothing had happened by then", where=where, hint="take a later day")
    own = world.copy()
    panels = build_panels(spec, own, past, until=day)
    n, c = len(history.states), len(history.cases)
    first = fit_process(spec.recognition, panels[0].before(day), n_states=n, n_cases=c, where=where)
    try:
        second = fit_process(spec.withdrawal, panels[1].before(day), n_states=n, n_cases=c, where=where)
    except BadInput:
        second = None
    return first, second


def _key(spec: Specification, histories: tuple[RecognitionHistory, ...], day: float) -> str:
    """A hash of what decides the estimates: the form, the specification, the draws before the day, the tables."""
    from comity.polities import tables

    digest = hashlib.sha256(f"{_FORM}|{spec!r}|{day}".encode())
    for history in histories:
        past = history.until(day)
        digest.update("|".join((*past.states, *past.cases)).encode())
        for array in (past.time, past.state, past.case, past.kind):
            digest.update(np.ascontiguousarray(array).tobytes())
    for name in ("memberships.csv", "contiguity.csv", "powers.csv"):
        digest.update(files(tables.__package__ or "").joinpath("tables", name).read_bytes())
    return digest.hexdigest()[:24]


def _folder() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "comity"


def _found(key: str, keep: bool) -> list[bytes]:
    packaged = files("comity.outlook").joinpath("fitted.npz")
    out = [packaged.read_bytes()] if packaged.is_file() else []
    path = _folder() / f"outlook-{key}.npz"
    if keep and path.is_file():
        out.append(path.read_bytes())
    return out


def _store(key: str, estimates: tuple[Estimate, Estimate | None]) -> None:
    path = _folder() / f"outlook-{key}.npz"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{os.getpid()}.part")
        part.write_bytes(pack(key, estimates))
        part.replace(path)
    except OSError as error:
        print(f"warning: estimates are not kept: {error}", file=sys.stderr)


def pack(key: str, estimates: tuple[Estimate, Estimate | None]) -> bytes:
    """Estimates as bytes: numbers in single precision, of the covariance one triangle."""
    arrays: dict[str, np.ndarray] = {}
    head: dict[str, Any] = {"key": key, "form": _FORM}
    for k, estimate in enumerate(estimates):
        if estimate is None:
            continue
        head[f"{k}"] = {
            name: getattr(estimate, name)
            for name in (
                "labels", "p_steps", "p_effects", "offsets", "variance", "log_likelihood", "n_events", "n_rows",
                "converged", "why", "draws",
            )
        }  # fmt: skip
        arrays[f"mean{k}"] = estimate.mean
        arrays[f"shift{k}"] = estimate.shift.astype(np.float32)
        arrays[f"between{k}"] = estimate.between.astype(np.float32)
        arrays[f"covariance{k}"] = estimate.covariance[np.tril_indices(estimate.mean.size)].astype(np.float32)
    arrays["head"] = np.frombuffer(json.dumps(head).encode(), dtype=np.uint8)
    out = io.BytesIO()
    np.savez_compressed(out, **arrays)  # type: ignore[arg-type]
    return out.getvalue()


def packaged_estimates() -> tuple[Estimate, Estimate | None]:
    """The estimates that come with the package, of the bundled record and the packaged model."""
    found = _unpack(files("comity.outlook").joinpath("fitted.npz").read_bytes(), None, read_specification())
    assert found is not None
    return found


def _unpack(data: bytes, key: str | None, spec: Specification) -> tuple[Estimate, Estimate | None] | None:
    """Estimates from bytes; None where they are of another key than the one given."""
    with np.load(io.BytesIO(data)) as arrays:
        head = json.loads(arrays["head"].tobytes())
        if key is not None and head["key"] != key:
            return None
        out: list[Estimate | None] = []
        for k, process in enumerate(spec.processes):
            if f"{k}" not in head:
                out.append(None)
                continue
            kept = head[f"{k}"]
            mean = arrays[f"mean{k}"]
            V = np.zeros((mean.size, mean.size))
            V[np.tril_indices(mean.size)] = arrays[f"covariance{k}"]
            V = V + np.tril(V, -1).T
            out.append(
                Estimate(
                    process=process, mean=mean, covariance=V,
                    shift=arrays[f"shift{k}"].astype(float), between=arrays[f"between{k}"].astype(float),
                    labels=tuple(kept["labels"]), why=tuple(kept["why"]),
                    offsets={g: tuple(place) for g, place in kept["offsets"].items()},
                    **{n: kept[n] for n in ("p_steps", "p_effects", "variance", "log_likelihood", "n_events", "n_rows",
                                            "converged", "draws")},
                )
            )  # fmt: skip
    assert out[0] is not None
    return out[0], out[1]


def estimates_file(found: Fitted) -> bytes:
    """A fitted model as the bytes that ``fitted`` finds again."""
    return pack(_key(found.spec, found.histories, found.day), found.estimates)
