"""The likelihood that follows the changes is the likelihood: by the dense judge, its derivatives and invariances."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.effects.check import history_of
from comity.histories import History
from comity.models import design as design_module
from comity.models import sums
from comity.models.candidates import event_ranks
from comity.models.dense import dense_pass
from comity.models.design import Design
from comity.models.fit import likelihood
from comity.models.model import Model

EFFECTS = {
    "rem": [
        "inertia",
        {"name": "reciprocity", "weighted": False},
        {"name": "indegree", "transform": "log1p"},
        {"name": "outdegree", "type": "ego", "window": 3},
        "transitivity",
        {"name": "ego", "attribute": "size"},
        {"name": "difference", "attribute": "size"},
    ],
    "rate": [{"name": "indegree"}, {"name": "outdegree", "window": 3}, {"name": "ego", "attribute": "size"}],
    "choice": [
        "inertia",
        "cyclic_closure",
        {"name": "indegree", "ignore_repetitions": True},
        {"name": "alter", "attribute": "size"},
        {"name": "tie", "network": "other"},
    ],
    "coordination": [
        "inertia",
        {"name": "indegree", "ignore_repetitions": True},
        "transitivity",
        {"name": "alter", "attribute": "size"},
        {"name": "same", "attribute": "weight"},
    ],
}
KINDS = [
    ("rem", "interval", "breslow"),
    ("rem", "ordinal", "breslow"),
    ("rem", "ordinal", "point"),
    ("rem", "ordinal", "efron"),
    ("rate", "interval", "breslow"),
    ("rate", "ordinal", "breslow"),
    ("choice", "ordinal", "breslow"),
    ("coordination", "ordinal", "breslow"),
]
CONVENTIONS = ["comity", "goldfish", "remverse"]


def designed(process: str, timing: str, ties: str, convention: str, seed: int, effects=None, **size) -> Design:
    history = history_of(np.random.default_rng(seed), directed=process != "coordination", **size)
    model = Model.of(process, effects or EFFECTS[process], timing=timing, convention=convention, ties=ties)
    return Design.build(model, history)


def close(left, right, rtol: float = 1e-10) -> None:
    for a, b in zip(left, right, strict=True):
        np.testing.assert_allclose(a, b, rtol=rtol, atol=rtol * max(1.0, float(np.abs(np.asarray(b)).max())))


@given(
    kind=st.sampled_from(KINDS),
    convention=st.sampled_from(CONVENTIONS),
    seed=st.integers(0, 2**32 - 1),
    actors=st.integers(3, 9),
    events=st.integers(3, 30),
)
@settings(max_examples=150, deadline=None)
def test_following_the_changes_equals_the_dense_pass(kind, convention, seed, actors, events):
    process, timing, ties = kind
    design = designed(process, timing, ties, convention, seed, actors=actors, events=events)
    beta = np.random.default_rng(seed).normal(scale=0.5, size=design.p)
    close(likelihood(design, beta), dense_pass(design, beta))


@pytest.mark.parametrize(("process", "timing"), [("rem", "interval"), ("rem", "ordinal"), ("choice", "ordinal")])
@pytest.mark.parametrize("seed", range(5))
def test_dyads_that_nothing_touches_are_summed_as_products(process, timing, seed, monkeypatch):
    """With no room for the table of all dyads, only those that are touched are kept; the numbers stay."""
    effects = [each for each in EFFECTS[process] if "difference" not in str(each)]
    whole = designed(process, timing, "breslow", "comity", seed, effects, actors=9)
    monkeypatch.setattr(design_module, "_WHOLE", 0)
    sparse = designed(process, timing, "breslow", "comity", seed, effects, actors=9)
    assert sparse.table.rest
    assert sparse.table.i.size < whole.table.i.size
    beta = np.random.default_rng(seed).normal(scale=0.5, size=whole.p)
    close(likelihood(sparse, beta), likelihood(whole, beta))
    close(likelihood(sparse, beta), dense_pass(sparse, beta))


@pytest.mark.parametrize("timing", ["interval", "ordinal"])
def test_parts_that_run_side_by_side_give_the_whole(timing, monkeypatch):
    design = designed("rem", timing, "breslow", "comity", 3, actors=8, events=40)
    beta = np.linspace(-0.4, 0.4, design.p)
    whole = sums.rem_pass(design, beta)
    for at in (1, 5, design.timeline.n_readings - 1):
        monkeypatch.setattr(sums, "_parts", lambda design, at=at: [(0, at), (at, design.timeline.n_readings)])
        close(sums.rem_pass(design, beta), whole)


@pytest.mark.parametrize("kind", KINDS, ids="-".join)
@pytest.mark.parametrize("convention", CONVENTIONS)
def test_the_score_is_the_derivative(kind, convention):
    design = designed(*kind, convention, 11, actors=6, events=15)
    beta = np.random.default_rng(5).normal(scale=0.3, size=design.p)
    score = likelihood(design, beta)[1]
    h = 1e-5
    for k in range(design.p):
        step = np.eye(design.p)[k] * h
        slope = (likelihood(design, beta + step)[0] - likelihood(design, beta - step)[0]) / (2 * h)
        np.testing.assert_allclose(score[k], slope, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind[0] != "coordination"], ids="-".join)
def test_the_information_is_the_derivative_of_the_score(kind):
    design = designed(*kind, "comity", 12, actors=6, events=15)
    beta = np.random.default_rng(5).normal(scale=0.3, size=design.p)
    information = likelihood(design, beta)[2]
    h = 1e-5
    for k in range(design.p):
        step = np.eye(design.p)[k] * h
        slope = (likelihood(design, beta + step)[1] - likelihood(design, beta - step)[1]) / (2 * h)
        np.testing.assert_allclose(information[k], -slope, rtol=1e-4, atol=1e-4)


def test_a_weight_that_falls_by_many_orders_leaves_no_rounding_behind():
    """A window over a large coefficient: e^40 comes into the sums and leaves them again."""
    history = History.from_tables(
        {"time": [1, 2, 3, 20, 21, 40], "sender": list("ABCABD"), "receiver": list("BCDBCA")}, nodes={"label": "ABCD"}
    )
    model = Model.of("rem", [{"name": "inertia", "window": 2}, "reciprocity"], timing="interval")
    design = Design.build(model, history)
    beta = np.array([-3.0, 40.0, 0.1])
    close(likelihood(design, beta), dense_pass(design, beta), 1e-12)


def table_of(history: History) -> dict:
    events = history.events
    return {
        "time": events.time,
        "sender": [history.senders[k] for k in events.sender],
        "receiver": [history.senders[k] for k in events.receiver],
        "increment": events.value,
    }


RELABELLED = ["inertia", "reciprocity", "transitivity", {"name": "indegree"}]


@pytest.mark.parametrize("timing", ["ordinal", "interval"])
def test_names_and_order_of_actors_do_not_matter(timing):
    history = history_of(np.random.default_rng(4), actors=6, events=20)
    table = table_of(history)
    values = []
    for labels in (sorted(history.senders), sorted(history.senders, reverse=True)):
        again = History.from_tables(table, nodes={"label": labels})
        design = Design.build(Model.of("rem", RELABELLED, timing=timing), again)
        values.append(likelihood(design, np.full(design.p, 0.2)))
    close(*values)


def test_shifting_the_clock_does_not_matter():
    table = table_of(history_of(np.random.default_rng(4), actors=6, events=20))
    values = []
    for shift in (0.0, 1e9):
        history = History.from_tables({**table, "time": table["time"] + shift})
        design = Design.build(Model.of("rem", RELABELLED, timing="interval"), history)
        values.append(likelihood(design, np.full(design.p, 0.2)))
    close(*values)


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_the_order_of_simultaneous_events_does_not_matter(convention):
    rows = [(1, "A", "B"), (2, "B", "C"), (2, "C", "A"), (2, "A", "D"), (3, "D", "B"), (4, "A", "C")]
    values = []
    for order in itertools.permutations(rows[1:4]):
        all_rows = [rows[0], *order, *rows[4:]]
        history = History.from_tables(
            {key: [row[k] for row in all_rows] for k, key in enumerate(("time", "sender", "receiver"))}
        )
        design = Design.build(Model.of("rem", RELABELLED, timing="interval", convention=convention), history)
        values.append(likelihood(design, np.full(design.p, 0.2)))
    for each in values[1:]:
        close(each, values[0])


def test_splitting_tied_events_by_less_than_anything_changes_only_what_they_see():
    """Events at one time do not see each other; a moment apart the later one sees the earlier."""
    together = {"time": [1, 2, 2, 3], "sender": list("ABCA"), "receiver": list("BCBC")}
    apart = {**together, "time": [1, 2, 2.000001, 3]}
    for table, same in ((together, True), (apart, False)):
        design = Design.build(Model.of("rem", ["transitivity"], convention="goldfish"), History.from_tables(table))
        assert (design.timeline.n_readings == 3) is same


RISK = {
    "rem": ["reciprocity", {"name": "indegree"}, "transitivity"],
    "choice": ["reciprocity", {"name": "indegree"}],
    "coordination": [{"name": "indegree"}, "transitivity"],
}


@pytest.mark.parametrize("process", RISK)
@pytest.mark.parametrize("rule", ["untied", "tied"])
@pytest.mark.parametrize("sparse", [False, True])
def test_dyads_leave_the_risk_set_as_they_are_tied_and_come_back(process, rule, sparse, monkeypatch):
    """Ties are made and ended by turns; only untied dyads can make one, only tied dyads can end one."""
    if sparse:
        monkeypatch.setattr(design_module, "_WHOLE", 0)
    pairs = [("A", "B"), ("B", "C"), ("A", "C"), ("C", "D"), ("D", "A"), ("B", "D")]
    rows = [(t, *pairs[t % 6], 1 if (t // 6) % 2 == 0 else 0) for t in range(24)]
    history = History.from_tables(
        dict(zip(("time", "sender", "receiver", "replace"), zip(*rows, strict=True), strict=True)),
        nodes={"label": list("ABCDE")},
        dependent="created" if rule == "untied" else "dissolved",
        directed=process != "coordination",
        risk_set=rule,
    )
    design = Design.build(Model.of(process, RISK[process]), history)
    beta = np.linspace(-0.4, 0.5, design.p)
    close(likelihood(design, beta), dense_pass(design, beta))
    assert np.isfinite(likelihood(design, beta)[0])
    surprise, _, count = event_ranks(design, beta)
    assert surprise.sum() == pytest.approx(-likelihood(design, beta)[0])
    if process == "rem" and rule == "untied":
        assert count[:6].tolist() == [20, 19, 18, 17, 16, 15]
    if process == "rem" and rule == "tied":
        assert count[:6].tolist() == [6, 5, 4, 3, 2, 1]


def test_cases_open_and_close_in_two_mode_data():
    """States act on cases; the second case opens at 3."""
    history = History.from_tables(
        {"time": [1, 2, 4, 5], "sender": list("ABCA"), "receiver": ["x", "x", "y", "y"]},
        nodes={"label": list("ABCD")},
        receivers={"label": ["x", "y"], "present": [1, 0]},
        attributes={"receivers_present": {"changes": {"time": [3], "node": ["y"], "replace": [1]}}},
        risk_set="untied",
    )
    design = Design.build(Model.of("rem", [{"name": "indegree"}]), history)
    assert event_ranks(design, np.zeros(1))[2].tolist() == [4, 3, 6, 5]
