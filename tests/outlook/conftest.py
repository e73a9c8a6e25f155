from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

import comity
from comity.claims import Claim
from comity.days import Day
from comity.ledger import Ledger
from comity.outlook.draws import BEGINS, ENDS, RecognitionHistory
from comity.outlook.estimate import Estimate
from comity.outlook.specification import Specification, read_specification
from comity.outlook.world import World
from comity.standing import View


def at(text: str) -> float:
    """A day's ordinal."""
    return float(dt.date.fromisoformat(text).toordinal())


def made(
    world: World,
    events: list[tuple[str, str, str, int]],
    *,
    opened: str = "2012-01-01",
    rivals: tuple[tuple[int, ...], ...] | None = None,
) -> RecognitionHistory:
    """A history of events (day, state, case, kind) towards invented cases, all open from one day on."""
    cases = tuple(sorted({case for _, _, case, _ in events}))
    rows = sorted((at(day), world.find(state), cases.index(case), kind) for day, state, case, kind in events)
    table = np.array(rows)
    return RecognitionHistory(
        states=world.states,
        cases=cases,
        windows=tuple(((at(opened), 1e6),) for _ in cases),
        own=np.full(len(cases), -1, dtype=np.int32),
        rivals=rivals or tuple(() for _ in cases),
        parent=np.full(len(cases), -1, dtype=np.int32),
        government=np.zeros(len(cases)),
        time=table[:, 0],
        state=table[:, 1].astype(np.int32),
        case=table[:, 2].astype(np.int32),
        kind=table[:, 3].astype(np.int8),
        draw=0,
    )


def known(
    spec: Specification, k: int, *, level: float = -2.0, spread: float = 1e-6, frailty: float = 0.0, **effects: float
) -> Estimate:
    """An estimate with effects that are given (``share_of_fellows=2.0``) and others 0; ``spread``: standard errors."""
    process = spec.processes[k]
    s, p = len(process.baseline), len(process.effects)
    names = [effect.label.replace("(", "_").replace(")", "") for effect in process.effects]
    mean = np.concatenate([np.full(s, level), np.zeros(p)])
    for name, value in effects.items():
        mean[s + names.index(name)] = value
    return Estimate(
        process, process.labels, mean, np.zeros(s + p), np.eye(s + p) * spread**2, s, p, {},
        {"case_year": frailty} if frailty else {}, 0.0, 100, 1000, True, (), 1, np.zeros(s + p),
    )  # fmt: skip


def ledger_of(*rows: tuple[str, str, str, str]) -> Ledger:
    """A ledger in memory of acts (kind, sender, receiver, day)."""
    ledger = Ledger.in_memory()
    ledger.append(
        Claim(
            kind=kind, sender=sender, receiver=receiver, happened=Day.parse(day), document="d" * 64, start=n, end=n + 1,
            checked=True,
        )
        for n, (kind, sender, receiver, day) in enumerate(rows)
    )  # fmt: skip
    return ledger


@pytest.fixture(scope="session")
def spec() -> Specification:
    return read_specification()


@pytest.fixture(scope="session")
def world(spec: Specification) -> World:
    return World(spec.networks)


@pytest.fixture(scope="session")
def view() -> View:
    return comity.open().view()


__all__ = ["BEGINS", "ENDS", "at", "known", "ledger_of", "made"]
