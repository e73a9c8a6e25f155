"""The worked example of four actors and six events: tables given by the other programs and derived by hand."""

from __future__ import annotations

import numpy as np
import pytest

from comity.effects import find
from comity.effects.cells import Reader
from comity.effects.check import values_of
from comity.effects.options import Options
from comity.histories import CONVENTIONS, History, Timeline
from comity.models.design import Design, finish
from comity.models.fit import likelihood
from comity.models.model import Model

NODES = {"label": list("ABCD"), "z": [1, 2, 4, 8], "g": [0, 0, 1, 1]}
EVENTS = {"time": [1, 2, 4, 4, 6, 9], "sender": list("ABCADA"), "receiver": list("BCACAB")}
OTHER = {"y": {"initial": {"sender": list("ACD"), "receiver": list("DBB")}}}


def example(directed: bool = True) -> History:
    return History.from_tables(EVENTS, nodes=NODES, networks=OTHER, directed=directed)


def before_9(name: str, **given) -> np.ndarray:
    """The statistic just before t = 9, without the diagonal's value."""
    return _values(9, name, given)


def _values(t: float, name: str, given: dict) -> np.ndarray:
    history = example()
    timeline = Timeline.build(history, CONVENTIONS["goldfish"], timed=False)
    named = find(name)
    options = Options.read(given, allowed=named.effect.options, defaults=named.defaults, term=name)
    reader = Reader(history, timeline, "rem")
    program = name.split(":")[0]
    column = finish(reader, named.effect.compute(reader, options), options, program, name)
    out = values_of(column, timeline.n_readings, 4, 4)[timeline.time.tolist().index(t)]
    np.fill_diagonal(out, 0)
    return out


def before(t: float, name: str, **given) -> np.ndarray:
    """The statistic just before ``t``."""
    return _values(t, name, given)


def rows(text: str) -> np.ndarray:
    """``. 1 1 0 | 0 . 1 0`` as a matrix with 0 on the diagonal."""
    return np.array([[0.0 if word == "." else float(word) for word in row.split()] for row in text.split("|")])


TABLE = [
    ("goldfish:inertia", {}, ". 1 1 0 | 0 . 1 0 | 1 0 . 0 | 1 0 0 ."),
    ("remstats:inertia", {}, ". 1 1 0 | 0 . 1 0 | 1 0 . 0 | 1 0 0 ."),
    ("goldfish:recip", {}, ". 0 1 1 | 1 . 0 0 | 1 1 . 0 | 0 0 0 ."),
    ("goldfish:indeg", {}, ". 1 2 0 | 2 . 2 0 | 2 1 . 0 | 2 1 2 ."),
    ("goldfish:outdeg", {}, ". 1 1 1 | 2 . 1 1 | 2 1 . 1 | 2 1 1 ."),
    ("goldfish:trans", {}, ". 0 1 0 | 1 . 0 0 | 0 1 . 0 | 0 1 1 ."),
    ("remstats:otp", {}, ". 0 1 0 | 1 . 0 0 | 0 1 . 0 | 0 1 1 ."),
    ("goldfish:cycle", {}, ". 1 0 0 | 0 . 1 1 | 1 0 . 1 | 0 0 0 ."),
    ("goldfish:common_sender", {}, ". 0 0 0 | 0 . 1 0 | 0 1 . 0 | 0 0 0 ."),
    ("goldfish:common_receiver", {}, ". 1 0 0 | 1 . 0 0 | 0 0 . 1 | 0 0 1 ."),
    ("goldfish:four", {}, ". 0 0 0 | 0 . 0 0 | 0 0 . 0 | 0 0 0 ."),
    ("goldfish:node_trans", {}, ". 0 0 0 | 1 . 0 0 | 1 0 . 0 | 1 0 0 ."),
    ("goldfish:tertius", {"attribute": "z"}, ". 1 1.5 0 | 6 . 1.5 0 | 6 1 . 0 | 6 1 1.5 ."),
    ("tertius", {"attribute": "z", "undefined": "zero"}, ". 1 1.5 0 | 6 . 1.5 0 | 6 1 . 0 | 6 1 1.5 ."),
    (
        "tertius",
        {"attribute": "z"},
        ". 1 1.5 2.83333333333 | 6 . 1.5 2.83333333333 | 6 1 . 2.83333333333 | 6 1 1.5 .",
    ),
    ("without_senders", {}, ". 0 0 1 | 0 . 0 1 | 0 0 . 1 | 0 0 0 ."),
    (
        "goldfish:tertius_diff",
        {"attribute": "z"},
        ". 0 .5 3.33333333333 | 4 . .5 3.33333333333 | 2 3 . 3.33333333333 | 2 7 6.5 .",
    ),
    ("goldfish:mixed_trans", {"networks": ["events", "y"]}, ". 1 0 0 | 0 . 0 0 | 0 0 . 1 | 0 0 0 ."),
    ("goldfish:mixed_cycle", {"networks": ["events", "y"]}, ". 0 0 0 | 1 . 0 0 | 0 0 . 0 | 0 0 1 ."),
    ("goldfish:mixed_common_sender", {"networks": ["events", "y"]}, ". 2 0 0 | 2 . 0 1 | 0 0 . 1 | 0 1 1 ."),
    ("goldfish:mixed_common_receiver", {"networks": ["events", "y"]}, ". 0 1 1 | 0 . 0 0 | 1 0 . 0 | 1 0 0 ."),
    ("mixed_cyclic_closure", {"networks": ["y", "events"]}, ". 0 0 0 | 0 . 0 0 | 0 0 . 1 | 0 0 0 ."),
    ("mixed_shared_senders", {"networks": ["events", "y"]}, ". 2 0 0 | 0 . 0 1 | 0 0 . 1 | 0 0 0 ."),
    ("mixed_shared_receivers", {"networks": ["events", "y"]}, ". 0 1 1 | 0 . 0 0 | 0 0 . 0 | 0 0 0 ."),
    ("goldfish:tie", {"network": "y"}, ". 0 0 1 | 0 . 0 0 | 0 1 . 0 | 0 1 0 ."),
    ("goldfish:recip", {"network": "y"}, ". 0 0 0 | 0 . 1 1 | 0 0 . 0 | 1 0 0 ."),
    ("goldfish:same", {"attribute": "g"}, ". 1 0 0 | 1 . 0 0 | 0 0 . 1 | 0 0 1 ."),
    ("goldfish:diff", {"attribute": "z"}, ". 1 3 7 | 1 . 2 6 | 3 2 . 4 | 7 6 4 ."),
    ("goldfish:sim", {"attribute": "z"}, ". -1 -3 -7 | -1 . -2 -6 | -3 -2 . -4 | -7 -6 -4 ."),
    ("goldfish:ego_alter_interaction", {"attributes": ["z", "g"]}, ". 0 1 1 | 0 . 2 2 | 0 0 . 4 | 0 0 8 ."),
    ("remstats:average", {"attribute": "z"}, ". 1.5 2.5 4.5 | 1.5 . 3 5 | 2.5 3 . 6 | 4.5 5 6 ."),
    ("remstats:inertia", {"scaling": "prop"}, ". .5 .5 0 | 0 . 1 0 | 1 0 . 0 | 1 0 0 ."),
    (
        "remstats:reciprocity",
        {"scaling": "prop"},
        ". 0 .5 .5 | 1 . 0 0 | .5 .5 . 0 | .33333333333 .33333333333 .33333333333 .",
    ),
    ("remstats:indegreeReceiver", {"scaling": "prop"}, ". .2 .4 0 | .4 . .4 0 | .4 .2 . 0 | .4 .2 .4 ."),
    (
        "remstats:recencyContinue",
        {},
        ". .11111111111 .16666666667 0 | 0 . .125 0 | .16666666667 0 . 0 | .25 0 0 .",
    ),
    ("remstats:rrankSend", {}, ". .5 1 0 | 0 . 1 0 | 1 0 . 0 | 1 0 0 ."),
    ("remstats:rrankReceive", {}, ". 0 .5 1 | 1 . 0 0 | 1 .5 . 0 | 0 0 0 ."),
]


@pytest.mark.parametrize(("name", "given", "table"), TABLE, ids=[f"{n}-{g}" for n, g, _ in TABLE])
def test_values_just_before_t_9(name: str, given: dict, table: str):
    np.testing.assert_allclose(before_9(name, **given), rows(table), atol=1e-9)


def test_standardised_inertia():
    out = before_9("remstats:inertia", scaling="std")
    tied = rows(". 1 1 0 | 0 . 1 0 | 1 0 . 0 | 1 0 0 .") > 0
    np.testing.assert_allclose(out[tied], 1.1328, atol=5e-5)
    np.testing.assert_allclose(out[~tied & ~np.eye(4, dtype=bool)], -0.8092, atol=5e-5)


def test_in_a_choice_the_receivers_of_one_sender_are_compared():
    """B has sent to C alone, of three: (1 - 1/3) / sd and (0 - 1/3) / sd, sd = √(1/3)."""
    history = example()
    timeline = Timeline.build(history, CONVENTIONS["remverse"], timed=False)
    reader = Reader(history, timeline, "choice")
    named = find("remstats:inertia")
    options = Options(scaling="std")
    column = finish(reader, named.effect.compute(reader, options), options, "remstats", named.name)
    out = values_of(column, timeline.n_readings, 4, 4)[-1]
    np.testing.assert_allclose(out[1, [0, 2, 3]], np.array([-1, 2, -1]) / 3**0.5)


def test_undirected_pairs_are_compared_once():
    """Four of the six pairs are tied, before the sixth event: A - C twice."""
    history = example(directed=False)
    timeline = Timeline.build(history, CONVENTIONS["remverse"], timed=False)
    reader = Reader(history, timeline, "rem")
    options = Options(scaling="std")
    column = finish(reader, find("inertia").effect.compute(reader, options), options, "remstats", "inertia")
    out = values_of(column, timeline.n_readings, 4, 4)[-1][np.triu_indices(4, 1)]
    weights = np.array([1, 2, 1, 1, 0, 0])
    np.testing.assert_allclose(out, (weights - weights.mean()) / weights.std(ddof=1))


@pytest.mark.parametrize(("combiner", "value"), [("min", 2), ("binary", 1), ("product", 6), ("root", 6**0.5)])
def test_the_combiner_of_a_path(combiner: str, value: float):
    """A -> C three times and C -> B twice, then one event to read at."""
    history = History.from_tables(
        {"time": [1, 2, 3, 4, 5, 6], "sender": list("AAACCB"), "receiver": list("CCCBBA")}, nodes=NODES
    )
    timeline = Timeline.build(history, CONVENTIONS["comity"], timed=False)
    column = find("transitivity").effect.compute(Reader(history, timeline, "rem"), Options(combiner=combiner))
    assert values_of(column, timeline.n_readings, 4, 4)[-1, 0, 1] == pytest.approx(value)


def test_decay_is_read_at_the_event_before_or_now():
    """One event at 1, then 6 and 9, half-life 2: 2^-2.5 by remstats, 2^-4 now."""
    history = History.from_tables({"time": [1, 6, 9], "sender": list("ACD"), "receiver": list("BDC")}, nodes=NODES)
    for convention, value in (("remverse", 2**-2.5), ("comity", 2**-4.0)):
        timeline = Timeline.build(history, CONVENTIONS[convention], timed=False)
        column = find("inertia").effect.compute(Reader(history, timeline, "rem"), Options(half_life=2.0))
        assert values_of(column, timeline.n_readings, 4, 4)[-1, 0, 1] == pytest.approx(value)


@pytest.mark.parametrize(("time", "counted"), [(6, 1.0), (7, 0.0)])
def test_an_event_of_the_age_of_the_window_still_counts(time: int, counted: float):
    history = History.from_tables({"time": [1, time], "sender": list("AC"), "receiver": list("BD")}, nodes=NODES)
    timeline = Timeline.build(history, CONVENTIONS["comity"], timed=False)
    column = find("inertia").effect.compute(Reader(history, timeline, "rem"), Options(window=5.0))
    assert values_of(column, timeline.n_readings, 4, 4)[-1, 0, 1] == counted


@pytest.mark.parametrize(("time", "counted"), [(3, 0.0), (4, 1.0), (6, 1.0), (7, 0.0)])
def test_a_delay_and_a_window_count_the_events_between_two_ages(time: int, counted: float):
    """remstats' interval memory: an event at 1 counts at t where t - 5 <= 1 < t - 2."""
    history = History.from_tables({"time": [1, time], "sender": list("AC"), "receiver": list("BD")}, nodes=NODES)
    timeline = Timeline.build(history, CONVENTIONS["remverse"], timed=False)
    assert timeline.time.tolist() == [time]
    column = find("inertia").effect.compute(Reader(history, timeline, "rem"), Options(window=5.0, delay=2.0))
    assert values_of(column, timeline.n_readings, 4, 4)[-1, 0, 1] == counted


@pytest.mark.parametrize(
    ("order", "table"),
    [
        # A -> B 1, B -> C 2, C -> A and A -> C 4, D -> A 6: two legs of one time have no order.
        ("sequential", ". 0 1 0 | 1 . 0 0 | 0 0 . 0 | 0 0 0 ."),
        # B -> C follows A -> B, C -> A follows B -> C, and D -> A follows A -> C, of which it makes no path.
        ("consecutive", ". 0 1 0 | 1 . 0 0 | 0 0 . 0 | 0 0 0 ."),
        # Either order: also C -> A -> B, D -> A -> B and D -> A -> C.
        ("pooled", ". 0 1 0 | 1 . 0 0 | 0 1 . 0 | 0 1 1 ."),
    ],
)
def test_paths_in_the_order_of_their_legs(order: str, table: str):
    np.testing.assert_allclose(before_9("transitivity", order=order), rows(table))
    np.testing.assert_allclose(before_9("cyclic_closure", order=order), rows(table).T)


def test_consecutive_legs_have_no_event_between_them():
    """A -> B, then D -> C, then B -> C: B's turn comes second but not next."""
    history = History.from_tables({"time": [1, 2, 3, 4], "sender": list("ADBD"), "receiver": list("BCCA")}, nodes=NODES)
    timeline = Timeline.build(history, CONVENTIONS["comity"], timed=False)
    for order, value in (("sequential", 1.0), ("consecutive", 0.0)):
        column = find("transitivity").effect.compute(Reader(history, timeline, "rem"), Options(order=order))
        assert values_of(column, timeline.n_readings, 4, 4)[-1, 0, 2] == value


def test_a_path_in_order_goes_with_either_leg_and_goldfish_takes_those_that_never_were():
    """B -> C before A -> B is no path in order; when A -> B ends, goldfish takes it away all the same."""
    changes = {"time": [1, 2, 3, 4], "sender": list("BAAD"), "receiver": list("CBBA"), "replace": [1, 1, 0, 1]}
    history = History.from_tables(changes, nodes=NODES)
    for convention, value in (("comity", 0.0), ("goldfish", -1.0)):
        timeline = Timeline.build(history, CONVENTIONS[convention], timed=False)
        reader = Reader(history, timeline, "rem")
        column = find("transitivity").effect.compute(reader, Options(order="sequential"))
        assert values_of(column, timeline.n_readings, 4, 4)[-1, 0, 2] == value


CHOSEN = [
    {"name": "goldfish:inertia", "weighted": True},
    {"name": "goldfish:recip", "weighted": True},
    {"name": "goldfish:trans"},
]
DEGREES = [{"name": "goldfish:indeg", "weighted": True}, {"name": "goldfish:outdeg", "weighted": True}]


@pytest.mark.parametrize(
    ("process", "timing", "effects", "beta", "value"),
    [
        ("rem", "interval", CHOSEN, [-2, 0.3, 0.1, -0.2], -26.015901),
        ("rem", "ordinal", CHOSEN, [0.3, 0.1, -0.2], -15.165592),
        ("choice", "ordinal", CHOSEN, [0.3, 0.1, -0.2], -6.818592),
        ("rate", "interval", DEGREES, [-1, 0.3, 0.1], -21.851477),
        ("rate", "ordinal", DEGREES, [0.3, 0.1], -8.317228),
        ("coordination", "ordinal", [CHOSEN[0], CHOSEN[2]], [0.3, 0.1], -11.473522),
    ],
)
def test_log_likelihood_at_given_parameters(process, timing, effects, beta, value):
    history = example(directed=process != "coordination")
    design = Design.build(Model.of(process, effects, timing=timing, convention="goldfish"), history)
    assert likelihood(design, np.array(beta, dtype=float))[0] == pytest.approx(value, abs=1e-6)


def test_observation_from_0_adds_the_exposure_before_the_first_event():
    history = History.from_tables(EVENTS, nodes=NODES, networks=OTHER, start=0)
    design = Design.build(Model.of("rem", CHOSEN, timing="interval", convention="goldfish"), history)
    assert likelihood(design, np.array([-2, 0.3, 0.1, -0.2]))[0] == pytest.approx(-27.639924, abs=1e-6)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("recencySendSender", [1 / 6, 1 / 8, 1 / 6, 1 / 4]),
        ("recencyReceiveSender", [1 / 4, 1 / 9, 1 / 6, 0]),
        ("recencySendReceiver", [1 / 6, 1 / 8, 1 / 6, 1 / 4]),
        ("recencyReceiveReceiver", [1 / 4, 1 / 9, 1 / 6, 0]),
    ],
)
def test_recency_of_an_actor(name: str, values: list[float]):
    """A, B, C and D last sent at 4, 2, 4 and 6, and last received at 6, 1, 4 and never."""
    out = before_9(f"remstats:{name}")
    expected = np.tile(values, (4, 1)) if name.endswith("Receiver") else np.tile(values, (4, 1)).T
    np.fill_diagonal(expected, 0)
    np.testing.assert_allclose(out, expected)


SHIFTS = {
    # after D -> A
    9: {
        "psABBA": "AD",
        "psABBY": "AB AC",
        "psABXA": "BD CD",
        "psABXB": "BA CA",
        "psABXY": "BC CB",
        "psABAY": "DB DC",
        "psABAB": "DA",
    },
    # after C -> A and A -> C at one time: a shift of either
    6: {
        "psABBA": "AC CA",
        "psABBY": "AB AD CB CD",
        "psABXA": "BA BC DA DC",
        "psABXB": "BA BC DA DC",
        "psABXY": "BD DB",
        "psABAY": "AB AD CB CD",
        "psABAB": "AC CA",
    },
    # nothing has happened yet
    1: dict.fromkeys(("psABBA", "psABBY", "psABXA", "psABXB", "psABXY", "psABAY", "psABAB"), ""),
}


@pytest.mark.parametrize("t", SHIFTS)
def test_participation_shifts(t: int):
    for name, dyads in SHIFTS[t].items():
        i, j = np.nonzero(before(t, f"remstats:{name}"))
        assert " ".join("ABCD"[a] + "ABCD"[b] for a, b in zip(i, j, strict=True)) == dyads, name


def test_the_seven_shifts_sum_to_1_after_a_single_event():
    total = sum(before(9, f"remstats:{name}") for name in SHIFTS[9])
    np.testing.assert_array_equal(total, 1 - np.eye(4))


def test_after_an_undirected_event_a_turn_is_continued_by_pairs_that_share_one_actor():
    """After B - C: A - B, A - C, B - D and C - D."""
    history = History.from_tables(
        {"time": [1, 2], "sender": list("BA"), "receiver": list("CD")}, nodes=NODES, directed=False
    )
    timeline = Timeline.build(history, CONVENTIONS["remverse"], timed=False)
    column = find("remstats:psABAY").effect.compute(Reader(history, timeline, "rem"), Options())
    out = values_of(column, timeline.n_readings, 4, 4)[-1]
    np.fill_diagonal(out, 0)
    np.testing.assert_array_equal(out, rows("0 1 1 0 | 1 0 0 1 | 1 0 0 1 | 0 1 1 0"))


FIVE = ["AB", "AE", "BA", "BD", "CB", "CD", "DA", "DB", "ED"]


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("trans", ". 0 0 2 0 | 1 . 0 0 1 | 2 1 . 1 0 | 1 1 0 . 1 | 1 1 0 0 ."),
        ("cycle", ". 1 2 1 1 | 0 . 1 1 1 | 0 0 . 0 0 | 2 0 1 . 0 | 0 1 0 1 ."),
        ("common_sender", ". 1 0 1 0 | 1 . 0 1 1 | 0 0 . 0 0 | 1 1 0 . 0 | 0 1 0 0 ."),
        ("common_receiver", ". 0 1 1 0 | 0 . 1 1 1 | 1 1 . 1 1 | 1 1 1 . 0 | 0 1 1 0 ."),
        ("four", ". 0 0 1 0 | 0 . 0 0 0 | 2 0 . 0 1 | 0 0 0 . 1 | 1 1 0 0 ."),
        ("node_trans", ". 1 2 2 0 | 0 . 2 2 0 | 0 1 . 2 0 | 0 1 2 . 0 | 0 1 2 2 ."),
    ],
)
def test_closure_among_five(name: str, table: str):
    """A -> B, A -> E, B -> A, B -> D, C -> B, C -> D, D -> A, D -> B, E -> D, whatever their order."""
    for order in (FIVE, FIVE[::-1]):
        sender, receiver = ([dyad[k] for dyad in [*order, "AC"]] for k in (0, 1))
        history = History.from_tables(
            {"time": range(len(sender)), "sender": sender, "receiver": receiver}, nodes={"label": list("ABCDE")}
        )
        timeline = Timeline.build(history, CONVENTIONS["goldfish"], timed=False)
        named = find(f"goldfish:{name}")
        column = named.effect.compute(Reader(history, timeline, "rem"), Options(**named.defaults))
        out = values_of(column, timeline.n_readings, 5, 5)[-1]
        np.fill_diagonal(out, 0)
        np.testing.assert_array_equal(out, rows(table))


@pytest.mark.parametrize(
    ("name", "given", "choose"),
    [
        ("degreeMin", {}, min),
        ("degreeMax", {}, max),
        ("degreeDiff", {}, lambda a, b: abs(a - b)),
        ("degreeMin", {"scaling": "prop"}, lambda a, b: min(a, b) / 5),
        ("totaldegreeDyad", {"scaling": "prop"}, lambda a, b: (a + b) / 10),
    ],
)
def test_degrees_of_undirected_events(name: str, given: dict, choose):
    """Before the sixth event A has 4, B 2, C 3 and D 1, of five events."""
    degree = [4, 2, 3, 1]
    history = example(directed=False)
    timeline = Timeline.build(history, CONVENTIONS["remverse"], timed=False)
    column = find(f"remstats:{name}").effect.compute(Reader(history, timeline, "rem"), Options(**given))
    out = values_of(column, timeline.n_readings, 4, 4)[-1]
    for i, j in [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]:
        assert out[i, j] == pytest.approx(choose(degree[i], degree[j]))
