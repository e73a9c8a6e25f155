"""Simulated histories tell a model that fits from one that does not; false events are told from true ones."""

from __future__ import annotations

import numpy as np
import pytest
from tests.models.bench.simulator import EFFECTS, simulated

from comity import History, fit
from comity.errors import BadModel
from comity.models.bench.gof import AUXILIARY, goodness_of_fit, monte_carlo
from comity.models.bench.spurious import spurious


def test_statistics_of_a_small_history_by_hand():
    history = History.from_tables(
        {"time": [1, 2, 3, 4], "sender": ["A", "B", "A", "A"], "receiver": ["B", "C", "C", "B"]},
        nodes={"label": ["A", "B", "C"]},
    )
    assert dict(zip(*AUXILIARY["dyads"](history), strict=True)) == {"distinct": 3, "largest": 2, "mutual": 0}
    assert dict(zip(*AUXILIARY["triads"](history), strict=True)) == {"transitive": 1, "cyclic": 0}
    assert AUXILIARY["outdegree"](history)[1][:4].tolist() == pytest.approx([1 / 3, 2 / 3, 2 / 3, 1])
    assert AUXILIARY["movers"](history)[1].tolist() == [1, 2, 2, 2, 2]


def test_every_place_is_as_likely_where_all_come_from_one_law():
    rng = np.random.default_rng(1)
    p = np.array([monte_carlo(rng.normal(size=(39, 3)), rng.normal(size=3)) for _ in range(4000)])
    for level in (0.05, 0.1, 0.5):
        assert (p <= level).mean() == pytest.approx(level, abs=0.015)


def test_a_model_without_what_drives_the_events_does_not_fit():
    history = simulated(np.random.default_rng(41), n=6, m=100, sender_sd=1.3)
    poor = goodness_of_fit(fit(history, "rem", [EFFECTS[2]]), ["outdegree", "movers"], draws=40)
    assert min(poor.p_value.values()) < 0.05
    good = simulated(np.random.default_rng(42), n=6, m=100)
    fine = goodness_of_fit(fit(good, "rem", EFFECTS, timing="interval"), draws=40)
    assert fine.names == tuple(AUXILIARY)
    assert min(fine.table()["p_value_holm"]) > 0.05
    assert "svg" in fine.plot("outdegree").svg


def test_the_seed_decides_what_is_simulated():
    made = fit(simulated(np.random.default_rng(43), n=5, m=30), "rem", EFFECTS)
    one, two = (goodness_of_fit(made, ["dyads"], draws=20, seed=5) for _ in range(2))
    np.testing.assert_array_equal(one.simulated["dyads"], two.simulated["dyads"])


def test_what_cannot_be_simulated_is_refused():
    made = fit(simulated(np.random.default_rng(43), n=5, m=30), "rem", EFFECTS)
    with pytest.raises(BadModel, match="no statistic") as error:
        goodness_of_fit(made, ["beauty"])
    assert "triads" in error.value.hint
    senders = fit(made.design.history, "rate", [{"name": "ego", "attribute": "power"}])
    with pytest.raises(BadModel, match="alone makes no events"):
        goodness_of_fit(senders, ["dyads"], draws=20)


def test_false_events_are_told_from_true_ones():
    """120 events that repeat, and 12 thrown in at random: those look false, and inertia is larger without them."""
    rng = np.random.default_rng(44)
    base = simulated(rng, (3.5, 0.0, 0.0), n=10, m=120)
    e = base.events
    t = np.append(e.time, rng.uniform(0, e.time[-1], 12))
    i = np.append(e.sender, rng.integers(0, 10, 12))
    j = np.append(e.receiver, 0)[:120]
    j = np.append(j, (i[120:] + rng.integers(1, 10, 12)) % 10)
    order = np.argsort(t)
    false = (np.arange(132) >= 120)[order]
    table = {"time": t[order], "sender": [f"P{k}" for k in i[order]], "receiver": [f"P{k}" for k in j[order]]}
    history = History.from_tables(table, nodes={"label": list(base.senders)}, start=0.0)
    plain = fit(history, "rem", [EFFECTS[0]], timing="interval")
    found = spurious(plain, draws=10, burn_in=10)
    assert found.probability[false].mean() < found.probability[~false].mean() - 0.2
    assert found.pooled.estimate[1] > plain.estimate[1]
    assert 0.02 < found.share < 0.4
    told = spurious(plain, draws=5, burn_in=5, prior=np.where(false, 0.02, 0.98))
    assert told.probability[~false].mean() > 0.95


def test_false_events_are_for_models_of_time():
    made = fit(simulated(np.random.default_rng(43), n=5, m=30), "rem", EFFECTS)
    with pytest.raises(BadModel, match="false events"):
        spurious(made)


def test_a_choice_model_alone_draws_receivers_for_those_who_acted():
    history = simulated(np.random.default_rng(43), (0.8, 0.0, 0.9), n=6, m=100)
    chosen = fit(history, "choice", EFFECTS)
    drawn = chosen.simulate(np.random.default_rng(1))
    for name in ("time", "sender"):
        np.testing.assert_array_equal(getattr(drawn.events, name), getattr(history.events, name))
    assert (drawn.events.receiver != history.events.receiver).any()
    good = goodness_of_fit(chosen, draws=40)
    assert good.names == ("indegree", "dyads", "triads")
    assert min(good.table()["p_value_holm"]) > 0.05
    poor = goodness_of_fit(fit(history, "choice", [EFFECTS[1]]), ["indegree", "dyads"], draws=40)
    assert min(poor.p_value.values()) < 0.05
