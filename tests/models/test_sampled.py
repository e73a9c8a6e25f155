"""Sampled risk sets: all candidates drawn is the full likelihood, and fewer come near it."""

from __future__ import annotations

import numpy as np
import pytest

import comity
from comity.effects.check import history_of
from comity.errors import BadModel
from comity.models import design as design_module
from comity.models.design import Design
from comity.models.fit import likelihood
from comity.models.model import Model
from comity.models.sampled import draw, sampled_pass
from comity.models.simulate import Process, simulate

EFFECTS = {
    "rem": ["inertia", {"name": "indegree"}, "transitivity"],
    "choice": ["inertia", {"name": "indegree"}],
    "rate": [{"name": "indegree"}],
}


def one_at_a_time(seed: int):
    """A history whose events have different times."""
    history = history_of(np.random.default_rng(seed), actors=5, events=12)
    history.events.time[:] = np.arange(history.events.time.size)
    return history


@pytest.mark.parametrize(
    ("process", "timing"),
    [("rem", "ordinal"), ("rem", "interval"), ("choice", "ordinal"), ("rate", "ordinal"), ("rate", "interval")],
)
def test_with_every_candidate_drawn_it_is_the_full_likelihood(process, timing):
    design = Design.build(Model.of(process, EFFECTS[process], timing=timing), one_at_a_time(3))
    sample = draw(design, 1000, np.random.default_rng(1))
    beta = np.linspace(-0.3, 0.3, design.p)
    for a, b in zip(sampled_pass(design, sample, beta)[0], likelihood(design, beta), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-10, atol=1e-10)


def test_no_control_is_a_case_or_drawn_twice():
    design = Design.build(Model.of("rem", EFFECTS["rem"]), history_of(np.random.default_rng(4), actors=6, events=20))
    sample = draw(design, 4, np.random.default_rng(1))
    for group in np.unique(sample.group):
        mine = sample.group == group
        assert sample.case[mine].sum() == 1
        assert mine.sum() == 5


def test_untouched_dyads_are_drawn_too(monkeypatch):
    monkeypatch.setattr(design_module, "_WHOLE", 0)
    design = Design.build(Model.of("rem", EFFECTS["rem"]), history_of(np.random.default_rng(4), actors=9, events=20))
    assert design.table.rest
    sample = draw(design, 10, np.random.default_rng(1))
    assert (np.bincount(sample.group) == 11).all()


@pytest.mark.parametrize("timing", ["ordinal", "interval"])
def test_repeated_draws_come_near_the_full_fit(timing):
    nodes = {"label": range(12)}
    first = comity.History.from_tables({"time": [0], "sender": [0], "receiver": [1]}, nodes=nodes)
    process = Process(Model.of("rem", ["inertia", "reciprocity"], timing="interval"), np.array([-5, 0.3, 0.4]))
    history = simulate(process, first, np.random.default_rng(2), events=250)
    full = comity.fit(history, "rem", ["inertia", "reciprocity"], timing=timing)
    some = comity.fit(history, "rem", ["inertia", "reciprocity"], timing=timing, controls=30, draws=6, rng=5)
    assert some.converged
    assert "30 controls" in some.notes[-1]
    assert (np.abs(some.estimate - full.estimate) < 2 * some.std_error).all()
    again = comity.fit(history, "rem", ["inertia", "reciprocity"], timing=timing, controls=30, draws=6, rng=5)
    assert again.estimate.tolist() == some.estimate.tolist()


def test_a_coordination_model_is_not_sampled():
    history = history_of(np.random.default_rng(4), directed=False)
    with pytest.raises(BadModel, match="needs all pairs"):
        comity.fit(history, "coordination", ["inertia"], controls=3)
