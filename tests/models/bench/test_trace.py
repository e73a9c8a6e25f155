"""One pass keeps what each step and each dyad added: held to the whole table of statistics, summed plainly."""

from __future__ import annotations

import numpy as np
import pytest
from tests.models.bench.histories import DIRECTED, UNDIRECTED, tied_days

from comity.effects.check import history_of
from comity.models.bench.trace import Trace, trace
from comity.models.dense import statistics
from comity.models.design import Design
from comity.models.fit import likelihood
from comity.models.model import Model
from comity.models.sampled import Sampling

RATE = [{"name": "outdegree"}, {"name": "ego", "attribute": "power"}]
CASES = [
    ("rem", "ordinal", "efron"),
    ("rem", "ordinal", "breslow"),
    ("rem", "ordinal", "point"),
    ("rem", "interval", "efron"),
    ("rate", "ordinal", "efron"),
    ("rate", "interval", "efron"),
    ("choice", "ordinal", "efron"),
    ("coordination", "ordinal", "efron"),
]


def design_of(process: str, timing: str = "ordinal", ties: str = "efron", seed: int = 1) -> Design:
    effects = RATE if process == "rate" else UNDIRECTED if process == "coordination" else DIRECTED
    history = tied_days(seed, directed=process != "coordination")
    return Design.build(Model.of(process, effects, timing=timing, ties=ties), history)


def plainly(design: Design, beta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Expected events and compensated score of each dyad of a relational event model, reading by reading."""
    x, risk = statistics(design)
    line, ties = design.timeline, design.timeline.convention.ties
    expected, part = np.zeros(x.shape[1:3]), np.zeros(x.shape[1:])
    for r in range(line.n_readings):
        w = np.where(risk[r], np.exp(x[r] @ beta), 0.0)
        here = range(line.event_ptr[r], line.event_ptr[r + 1])
        events = [(int(design.event_sender[v]), int(design.event_receiver[v])) for v in here]
        if line.timed:
            expected += line.exposure[r] * w
            part -= line.exposure[r] * w[:, :, None] * x[r]
            for i, j in events:
                part[i, j] += x[r, i, j]
            continue
        d = len(events)
        for share in {"breslow": [0.0] * d, "point": [0.0] * min(d, 1), "efron": [q / d for q in range(d)]}[ties]:
            left = w.copy()
            for i, j in events:
                left[i, j] -= share * w[i, j]
            probability = left / left.sum()
            mean = np.einsum("ij,ijk->k", probability, x[r])
            expected += probability
            part -= probability[:, :, None] * (x[r] - mean)
            for i, j in events:
                # One denominator a time point: its events share one mean.
                part[i, j] += x[r, i, j] - mean / d if ties == "point" else (x[r, i, j] - mean) / d
    return expected, part


@pytest.mark.parametrize(("process", "timing", "ties"), CASES)
def test_the_steps_add_up_to_the_likelihood(process: str, timing: str, ties: str):
    design = design_of(process, timing, ties)
    beta = np.linspace(-0.4, 0.3, design.p)
    ll, score, information = likelihood(design, beta)
    kept = trace(design, beta)
    assert kept.log_likelihood.sum() == pytest.approx(ll, rel=1e-10)
    np.testing.assert_allclose(kept.score.sum(0), score, atol=1e-9)
    np.testing.assert_allclose(kept.information.sum(0), information, atol=1e-9)


@pytest.mark.parametrize(("process", "timing", "ties"), CASES[:6])
def test_each_dyad_has_what_the_whole_table_gives_it(process: str, timing: str, ties: str):
    design = design_of(process, timing, ties)
    beta = np.linspace(-0.4, 0.3, design.p)
    expected, part = plainly(design, beta)
    kept = trace(design, beta)
    np.testing.assert_allclose(kept.gather(kept.expected, "dyad"), expected, atol=1e-10)
    np.testing.assert_allclose(kept.gather(kept.dyad_score, "dyad"), part, atol=1e-9)


@pytest.mark.parametrize("process", ["choice", "coordination"])
def test_choices_expect_as_many_events_as_there_were(process: str):
    design = design_of(process)
    beta = np.linspace(-0.4, 0.3, design.p)
    kept = trace(design, beta)
    assert kept.expected.sum() == pytest.approx(design.timeline.n_events)
    np.testing.assert_allclose(kept.dyad_score.sum(0), likelihood(design, beta)[1], atol=1e-9)
    if process == "choice":
        np.testing.assert_allclose(*(kept.gather(each, "sender") for each in (kept.expected, kept.count)))


def test_blocks_of_readings_may_have_parameters_of_their_own():
    """A walk at two parameters is, on each half, the walk at one of them."""
    for process, timing in (
        ("rem", "ordinal"),
        ("rem", "interval"),
        ("choice", "ordinal"),
        ("coordination", "ordinal"),
    ):
        design = design_of(process, timing)
        one, two = np.linspace(-0.4, 0.3, design.p), np.linspace(0.2, -0.3, design.p)
        half = np.arange(design.timeline.n_readings) >= design.timeline.n_readings // 2
        both = trace(design, np.stack([one, two]), half.astype(int))
        first, second = trace(design, one), trace(design, two)
        late = both.time >= design.timeline.time[half][0]
        for name in ("log_likelihood", "score", "information"):
            whole = np.where(
                late.reshape([-1] + [1] * (getattr(first, name).ndim - 1)),
                *(getattr(each, name) for each in (second, first)),
            )
            np.testing.assert_allclose(getattr(both, name), whole, atol=1e-9)


def test_longer_histories_are_followed_without_drift():
    """Sums kept up to date over 3,000 readings are those that are made anew at the end."""
    rng = np.random.default_rng(4)
    design = Design.build(Model.of("rem", ["inertia", "outdegree", "indegree"]), tied_days(4, n=30, m=3000))
    kept: Trace = trace(design, np.array([0.05, 0.01, 0.01]) * rng.uniform(0.5, 1))
    x, risk = statistics(design)
    w = np.where(risk[-1], np.exp(x[-1] @ kept.beta[0]), 0.0)
    assert kept.total[-1] == pytest.approx(w.sum(), rel=1e-11)


@pytest.mark.parametrize(
    ("process", "timing"),
    [("rem", "ordinal"), ("rem", "interval"), ("choice", "ordinal"), ("rate", "ordinal"), ("rate", "interval")],
)
def test_with_every_candidate_drawn_the_accounts_are_those_of_all(process: str, timing: str):
    """Events one at a time, as candidates of a tied day are drawn without its other events."""
    history = tied_days(3)
    history.events.time[:] = np.arange(history.events.time.size) + 1.0
    effects = RATE if process == "rate" else DIRECTED
    design = Design.build(Model.of(process, effects, timing=timing), history)
    beta = np.linspace(-0.4, 0.3, design.p)
    seeds = tuple(np.random.SeedSequence(5).spawn(2))
    whole, drawn = trace(design, beta), trace(design, beta, samples=Sampling(1000, seeds).draw(design))
    for name in ("x", "mean", "share", "log_probability", "step", "count"):
        mine = drawn.gather(drawn.count, "dyad").ravel() if name == "count" else getattr(drawn, name)
        if name == "step" and process != "choice" and timing == "ordinal":
            mine = drawn.reading[drawn.step]
        np.testing.assert_allclose(mine, getattr(whole, name), atol=1e-9, err_msg=name)
    for name in ("log_likelihood", "score", "information"):
        np.testing.assert_allclose(getattr(drawn, name).sum(0), getattr(whole, name).sum(0), atol=1e-8, err_msg=name)
    for of in ("dyad", "sender", "receiver"):
        for values in ("expected", "dyad_score"):
            a, b = (each.gather(getattr(each, values), of) for each in (drawn, whole))
            np.testing.assert_allclose(a, b, atol=1e-8, err_msg=f"{values} of {of}")


def test_accounts_of_types_and_of_receivers_add_up_to_those_of_dyads():
    terms = [{"name": "type_intercept", "candidate": "b"}, {"name": "inertia", "kind": "a"}, {"name": "indegree"}]
    design = Design.build(Model.of("rem", terms, typed=True), history_of(np.random.default_rng(3), actors=6, events=25))
    beta = np.linspace(-0.4, 0.3, design.p)
    kept = trace(design, beta)
    table = kept.gather(kept.expected, "dyad").reshape(6, 2, 6)
    np.testing.assert_allclose(kept.gather(kept.expected, "type"), table.sum((0, 2)))
    np.testing.assert_allclose(kept.gather(kept.expected, "receiver"), table.sum((0, 1)))
    np.testing.assert_allclose(kept.gather(kept.expected, "actor"), table.sum((0, 1)) + table.sum((1, 2)))
    pairs = np.bincount(kept.pairs, kept.expected)
    np.testing.assert_allclose(pairs.reshape(6, 6), table.sum(1))
    np.testing.assert_allclose(kept.score.sum(0), likelihood(design, beta)[1], atol=1e-9)
