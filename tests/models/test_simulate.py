"""Histories that a model makes are of that model."""

from __future__ import annotations

import math

import numpy as np
import pytest

import comity
from comity.errors import BadModel
from comity.histories import History
from comity.models.fit import fit_model
from comity.models.model import Model
from comity.models.simulate import Process, simulate


def actors(n: int, directed: bool = True, **more) -> History:
    """Actors with an attribute, and one event to be left out."""
    z = np.random.default_rng(0).normal(size=n).round(2)
    return History.from_tables(
        {"time": [0], "sender": [0], "receiver": [1]},
        nodes={"label": range(n), "z": z},
        directed=directed,
        **more,
    )


TIMED = Model.of("rem", ["inertia", {"name": "alter", "attribute": "z"}], timing="interval")


def test_waiting_times_are_exponential_with_the_sum_of_the_hazards():
    """A baseline alone: 20 dyads at e^-2, 2.7 events a unit of time."""
    model = Model.of("rem", [], timing="interval")
    made = simulate(Process(model, np.array([-2.0])), actors(5), np.random.default_rng(3), events=400)
    waits = np.diff(np.append(0.0, made.events.time))
    assert waits.mean() == pytest.approx(1 / (20 * math.exp(-2)), rel=0.15)
    assert made.start == 0


def test_the_same_seed_makes_the_same_history():
    made = [simulate(Process(TIMED, np.array([-3, 0.2, 0.3])), actors(6), np.random.default_rng(9), events=20)] * 2
    assert made[0].events.time.tolist() == made[1].events.time.tolist()


def test_simulation_stops_at_its_end_which_the_history_then_states():
    made = simulate(Process(TIMED, np.array([-3, 0.0, 0.0])), actors(6), np.random.default_rng(9), events=999, until=20)
    assert made.end == 20
    assert made.events.time.max() <= 20


def test_a_window_lets_go_between_events():
    """Only a tie of the last unit of time can be followed by anything quick; the clock stops where windows close."""
    model = Model.of("rem", [{"name": "inertia", "window": 1.0}], timing="interval")
    made = simulate(Process(model, np.array([-4.0, 6.0])), actors(4), np.random.default_rng(2), events=60)
    fit = fit_model(model, made)
    assert fit.converged
    assert fit.estimate == pytest.approx([-4.0, 6.0], abs=4 * fit.std_error.max())


def test_absent_actors_take_no_part():
    history = actors(5, attributes={"present": {"changes": {"time": [10], "node": [4], "replace": [0]}}})
    made = simulate(Process(TIMED, np.array([-3.0, 0.0, 0.0])), history, np.random.default_rng(2), events=60)
    late = made.events.time > 10
    assert late.sum() > 5
    assert 4 not in set(made.events.sender[late]) | set(made.events.receiver[late])


def test_a_fit_simulates_and_a_rate_fit_needs_receivers():
    rng = np.random.default_rng(5)
    rate = Model.of("rate", [{"name": "indegree"}], timing="interval")
    choice = Model.of("choice", ["inertia"])
    made = simulate(
        Process(rate, np.array([-2.0, 0.05])),
        actors(6),
        rng,
        events=50,
        receivers=Process(choice, np.array([0.3])),
    )
    senders, receivers = fit_model(rate, made), fit_model(choice, made)
    again = senders.simulate(rng, events=10, receivers=receivers)
    assert again.n_events == 10
    with pytest.raises(BadModel, match="alone makes no events"):
        senders.simulate(rng)


# Logarithms, so that no process explodes: from a plain count the bias of 100 events is half a standard deviation.
INERTIA, RECIPROCITY = ({"name": name, "transform": "log1p"} for name in ("inertia", "reciprocity"))
KINDS = {
    "rem-interval": ([INERTIA, {"name": "alter", "attribute": "z"}], [-4.0, 0.3, 0.4]),
    "rem-ordinal": ([INERTIA, RECIPROCITY, {"name": "difference", "attribute": "z"}], [0.3, 0.4, -0.5]),
    "rate-interval": ([{"name": "indegree", "transform": "log1p"}, {"name": "ego", "attribute": "z"}], [-3, 0.4, 0.4]),
    "choice-ordinal": ([INERTIA, RECIPROCITY, {"name": "alter", "attribute": "z"}], [0.4, 0.3, 0.5]),
    "coordination-ordinal": ([INERTIA, {"name": "alter", "attribute": "z"}], [0.4, 0.4]),
}


# Choices that remember are biased for longest, since a choice is among the seven others of one sender.
EVENTS = {"choice-ordinal": 200}


def replicate(kind: str, beta: np.ndarray, rng: np.random.Generator) -> comity.Fit:
    """One simulated history of a kind of model, fitted."""
    events = EVENTS.get(kind, 100)
    process, timing = kind.split("-")
    model = Model.of(process, KINDS[kind][0], timing=timing)
    history = actors(8, directed=process != "coordination")
    if process == "rate":
        choice = Process(Model.of("choice", ["inertia"]), np.array([0.2]))
        return fit_model(model, simulate(Process(model, beta), history, rng, events=events, receivers=choice))
    if process == "choice":
        rate = Process(Model.of("rate", [], timing="interval"), np.array([0.0]))
        return fit_model(model, simulate(rate, history, rng, events=events, receivers=Process(model, beta)))
    return fit_model(model, simulate(Process(model, beta), history, rng, events=events))


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_parameters_come_back_and_intervals_cover(kind: str):
    """500 histories: 95 per cent intervals cover in 95 per cent, within four standard deviations of that share.

    The information of the coordination model is the expected one, so the same holds for it. Estimates from 100 events
    are biased by a part of their spread (self-exciting processes more than others), which vanishes with more events.
    """
    truth = np.array(KINDS[kind][1], dtype=float)
    n, covered, estimates = 500, np.zeros(truth.size), []
    for seed in range(n):
        fit = replicate(kind, truth, np.random.default_rng([17, seed]))
        assert fit.converged
        low, high = fit.interval().T
        covered += (low <= truth) & (truth <= high)
        estimates.append(fit.estimate)
    assert np.abs(covered / n - 0.95).max() < 4 * math.sqrt(0.95 * 0.05 / n)
    spread = np.std(estimates, axis=0)
    assert (np.abs(np.mean(estimates, axis=0) - truth) < 0.35 * spread).all()


@pytest.mark.slow
def test_calibration_by_simulation():
    """Parameters drawn afresh for each history: their place under the fitted normal is uniform (Kolmogorov, 0.1 %)."""
    n, places = 400, []
    for seed in range(n):
        rng = np.random.default_rng([23, seed])
        truth = np.array([-4.0, 0.0, 0.0]) + rng.normal(scale=[0.5, 0.2, 0.4])
        fit = replicate("rem-interval", truth, rng)
        z = (truth - fit.estimate) / fit.std_error
        places.append([0.5 * math.erfc(-v / math.sqrt(2)) for v in z])
    for column in np.sort(np.array(places), axis=0).T:
        grid = np.arange(1, n + 1) / n
        distance = max(np.abs(column - grid).max(), np.abs(column - grid + 1 / n).max())
        assert distance < 1.95 / math.sqrt(n)
