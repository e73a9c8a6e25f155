from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from tests.outlook.conftest import BEGINS, ENDS, at, made

from comity.outlook.draws import RecognitionHistory
from comity.outlook.estimate import Estimate
from comity.outlook.simulate import LAPSED, RECOGNISED, WITHDREW, Start, simulate, start
from comity.outlook.specification import Specification
from comity.outlook.statistics import Moment, Tracker, columns
from comity.outlook.world import World

DAY = "2013-01-01"


@pytest.fixture(scope="module")
def history(world: World) -> RecognitionHistory:
    events = [
        ("2012-03-01", "FRA", "A", BEGINS), ("2012-03-01", "BEL", "A", BEGINS), ("2012-06-01", "BEL", "A", ENDS),
        ("2012-12-30", "DEU", "A", BEGINS), ("2012-05-01", "ESP", "B", BEGINS), ("2012-05-01", "ITA", "B", BEGINS),
    ]  # fmt: skip
    return made(world, events, rivals=((1,), (0,)))


def known(spec: Specification, world: World, k: int, *, level: float = -2.0, bursts: float = 0.0) -> Estimate:
    """An estimate with invented effects and no spread."""
    process = spec.processes[k]
    rng = np.random.default_rng(k)
    s, p = len(process.baseline), len(process.effects)
    mean = np.concatenate([np.full(s, level), rng.normal(0, 0.5, p)])
    variance = {"case_year": bursts} if bursts else {}
    return Estimate(
        process, process.labels, mean, np.zeros(s + p), np.eye(s + p) * 1e-12, s, p, {}, variance, 0.0, 100, 1000,
        True, (), 1, np.zeros(s + p),
    )  # fmt: skip


def begin(spec: Specification, world: World, history: RecognitionHistory, horizon: float = 365.0) -> Start:
    return start(spec, world, history, 0, at(DAY), horizon)


def test_rates_after_an_act_are_those_of_the_plain_definitions(
    spec: Specification, world: World, history: RecognitionHistory
) -> None:
    """Over a minute a clock runs as far as its rate says: so the kernel's statistics show, act by act."""
    minute = 0.0005
    pair = (known(spec, world, 0), known(spec, world, 1))
    acts = [("ITA", 0, 0), ("FRA", 0, 1), ("BEL", 0, 0), ("NLD", 1, 0)]
    tracker = Tracker.of(history, at(DAY))
    moment = Moment.at(spec, world.snapshot(at(DAY)), tracker)
    first = begin(spec, world, history, minute)
    for count in range(len(acts) + 1):
        done = acts[:count]
        forced = np.array([[0.0, g, world.find(s), k] for s, g, k in done]).reshape(-1, 4)
        local = Tracker.of(history, at(DAY))
        for state, case, kind in done:
            i = world.find(state)
            local.apply(at(DAY), i, case, kind)
            if kind == BEGINS and local.recognises[1 - case, i]:
                local.apply(at(DAY), i, 1 - case, 2)
        run = simulate(replace(first, forced=forced), pair, futures=50, spread=False)
        quiet = ~(run.when < np.inf).any(axis=(0, 3))
        for g in range(2):
            for k, process in enumerate(spec.processes):
                x = columns(process, history, local, moment, g, at(DAY))
                step = int(np.searchsorted(process.baseline, at(DAY) - at("2012-01-01"), side="right")) - 1
                rate = np.exp(pair[k].mean[step] + x @ pair[k].mean[pair[k].effects]) / 365.25
                risk = first.open[g] & (local.recognises[g] == (k == 1)) & quiet[g]
                got = run.probability[k, g, risk]
                assert got == pytest.approx(rate[risk] * minute, rel=1e-4)


def test_the_number_of_workers_changes_nothing(spec: Specification, world: World, history: RecognitionHistory) -> None:
    pair = (known(spec, world, 0, level=-5.0, bursts=0.5), known(spec, world, 1))
    alone = simulate(begin(spec, world, history), pair, futures=600, seed=5)
    with ThreadPoolExecutor(2) as executor:
        together = simulate(begin(spec, world, history), pair, futures=600, seed=5, executor=executor)
    assert (alone.when == together.when).all()
    assert (alone.probability == together.probability).all()
    other = simulate(begin(spec, world, history), pair, futures=600, seed=6)
    assert (alone.when != other.when).any()


def test_probabilities_agree_with_counted_futures(
    spec: Specification, world: World, history: RecognitionHistory
) -> None:
    run = simulate(begin(spec, world, history), (known(spec, world, 0, level=-4.0), None), futures=1000)
    p, counted = run.probability[0, 0], run.acted(RECOGNISED).mean(axis=0)
    at_risk = run.start.risk(0)[0]
    # What counts exceed the compensator by is a martingale: its variance is the compensator.
    error = (counted - p)[at_risk] / np.sqrt(np.maximum(p, 1e-3)[at_risk] / 1000)
    # The largest of 190 normal errors is beyond 4.5 once in a thousand.
    assert np.abs(error).max() < 4.5
    assert (run.when[:, :, :, WITHDREW] == np.inf).all()


def test_whoever_recognises_a_rival_lets_the_other_lapse(
    spec: Specification, world: World, history: RecognitionHistory
) -> None:
    run = simulate(begin(spec, world, history), (known(spec, world, 0, level=-2.0), None), futures=100)
    spain = world.find("ESP")
    switched = run.when[:, 0, spain, RECOGNISED]
    lapsed = run.when[:, 1, spain, LAPSED]
    assert (switched < np.inf).any()
    assert (switched == lapsed).all()


def test_two_scenarios_with_one_seed_share_their_luck(
    spec: Specification, world: World, history: RecognitionHistory
) -> None:
    """Forbidding Norway to act leaves each state's own luck: their differences scatter far less than two seeds'."""
    pair = (known(spec, world, 0, level=-4.0), None)
    plain = begin(spec, world, history)
    allowed = plain.allowed.copy()
    allowed[:, :, world.find("NOR")] = 0.0
    base = simulate(plain, pair, futures=300, seed=1)
    same = simulate(replace(plain, allowed=allowed), pair, futures=300, seed=1)
    other = simulate(replace(plain, allowed=allowed), pair, futures=300, seed=2)
    counts = [run.acted(RECOGNISED).sum(axis=1) for run in (base, same, other)]
    assert same.acted(RECOGNISED)[:, world.find("NOR")].sum() == 0
    assert (counts[1] - counts[0]).std() < 0.5 * (counts[2] - counts[0]).std()


def test_a_burst_is_common_to_the_states_of_a_year_and_keeps_the_mean(
    spec: Specification, world: World, history: RecognitionHistory
) -> None:
    quiet = replace(known(spec, world, 0, level=-5.0))
    quiet.mean[quiet.effects] = 0.0
    bursts = replace(quiet, variance={"case_year": 1.0})
    runs = [simulate(begin(spec, world, history), (e, None), futures=3000) for e in (quiet, bursts)]
    counts = [run.acted(RECOGNISED).sum(axis=1) for run in runs]
    assert counts[1].var() > 2 * counts[0].var()
    assert counts[1].mean() == pytest.approx(counts[0].mean(), rel=0.1)


def test_each_year_of_a_long_horizon_has_a_burst_of_its_own(
    spec: Specification, world: World, history: RecognitionHistory
) -> None:
    """With bursts that last, counts of two years would vary together; each drawn anew, hardly at all."""
    begin = start(spec, world, history, 0, at("2012-06-01"), 730.5)
    still = tuple(known(spec, world, k, level=-6.0, bursts=1.5) for k in range(2))
    flat = tuple(replace(e, mean=np.where(np.arange(e.mean.size) < e.p_steps, e.mean, 0.0)) for e in still)
    run = simulate(begin, flat, futures=3000)
    when = run.when[:, 0, :, RECOGNISED]
    first, second = (when <= 365.25).sum(axis=1), ((when > 365.25) & np.isfinite(when)).sum(axis=1)
    assert first.mean() == pytest.approx(second.mean(), rel=0.15)
    assert first.var() > 1.1 * first.mean()
    assert abs(np.corrcoef(first, second)[0, 1]) < 0.06
