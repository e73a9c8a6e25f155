"""Typed events: candidates are dyads by types, and terms are shared by types or about one of them."""

from __future__ import annotations

import numpy as np
import pytest

import comity
from comity.effects.check import history_of
from comity.errors import BadModel
from comity.histories import History
from comity.models.dense import dense_pass
from comity.models.design import Design
from comity.models.fit import likelihood
from comity.models.model import Model
from comity.models.simulate import Process, simulate

TERMS = [
    {"name": "type_intercept", "candidate": "b"},
    {"name": "inertia", "kind": "a"},
    {"name": "inertia", "kind": "a", "candidate": "b"},
    {"name": "indegree", "candidate": "a"},
    {"name": "ego", "attribute": "size", "candidate": "b"},
    {"name": "transitivity"},
]


@pytest.mark.parametrize("timing", ["ordinal", "interval"])
@pytest.mark.parametrize("seed", range(4))
def test_a_typed_model_equals_the_dense_pass(timing, seed):
    history = history_of(np.random.default_rng(seed), actors=6, events=25)
    design = Design.build(Model.of("rem", TERMS, timing=timing, typed=True), history)
    assert design.n2 == 12
    beta = np.random.default_rng(seed).normal(scale=0.4, size=design.p)
    for a, b in zip(likelihood(design, beta), dense_pass(design, beta), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-10, atol=1e-10 * max(1.0, np.abs(b).max()))


def test_a_type_intercept_alone_is_the_log_ratio_of_the_types():
    history = History.from_tables(
        {"time": range(8), "sender": list("ABCABCAB"), "receiver": list("BCABCABC"), "type": list("xxxxxxyy")}
    )
    fit = comity.fit(history, "rem", [{"name": "type_intercept", "candidate": "x"}], typed=True)
    assert fit.estimate[0] == pytest.approx(np.log(6 / 2))


def test_terms_for_each_type_separate_into_models_of_each_type():
    """With every term for its own type, the timed likelihood falls apart into one for each type."""
    history = history_of(np.random.default_rng(6), actors=6, events=40)
    both = comity.fit(
        history,
        "rem",
        [
            {"name": "type_intercept", "candidate": "b"},
            {"name": "inertia", "candidate": "a"},
            {"name": "inertia", "candidate": "b"},
        ],
        timing="interval",
        typed=True,
    )
    one = comity.fit(
        history,
        "rem",
        [{"name": "type_intercept", "candidate": "b"}, {"name": "inertia"}],
        timing="interval",
        typed=True,
    )
    assert both.log_likelihood >= one.log_likelihood
    assert np.linalg.norm(both.covariance[2, 3]) < 1e-3


def test_typed_histories_are_simulated():
    start = history_of(np.random.default_rng(6), actors=6)
    model = Model.of("rem", [{"name": "type_intercept", "candidate": "b"}], timing="interval", typed=True)
    made = simulate(Process(model, np.array([-3.0, 1.0])), start, np.random.default_rng(1), events=200)
    assert 0.6 < made.events.kind.mean() < 0.85  # e / (1 + e) = 0.73


def test_what_a_type_means_is_checked():
    history = history_of(np.random.default_rng(6))
    with pytest.raises(BadModel, match="no types"):
        comity.fit(history, "rem", [{"name": "inertia", "candidate": "a"}])
    with pytest.raises(BadModel, match="no event has the type 'z'"):
        comity.fit(history, "rem", [{"name": "inertia", "candidate": "z"}], typed=True)
    with pytest.raises(BadModel, match="no event of events has the type 'z'"):
        comity.fit(history, "rem", [{"name": "inertia", "kind": "z"}])
