"""What the record does not know becomes part of the spread of an estimate."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pytest

from comity import fit
from comity.errors import BadInput, BadModel
from comity.models.bench.uncertain import UncertainHistory, pool, pooled

RNG = np.random.default_rng(5)
DAYS = [dt.date(1960, 1, 1) + dt.timedelta(days=int(d)) for d in np.sort(RNG.integers(0, 2000, 150))]
PAIRS = [RNG.choice(6, 2, replace=False) for _ in DAYS]
SENDERS, RECEIVERS = [f"P{i}" for i, _ in PAIRS], [f"P{j}" for _, j in PAIRS]
EFFECTS = ["inertia", "reciprocity"]


def record(times, **columns) -> UncertainHistory:
    return UncertainHistory.from_tables({"time": times, "sender": SENDERS, "receiver": RECEIVERS, **columns})


def test_a_month_is_drawn_from_all_its_days_and_no_other():
    history = UncertainHistory.from_tables({"time": ["1961-02"], "sender": ["A"], "receiver": ["B"]})
    days = set()
    for seed in range(400):
        when = history.draw(np.random.default_rng(seed)).events.time[0]
        days.add((dt.datetime(1970, 1, 1) + dt.timedelta(seconds=when)).date())
    assert days == {dt.date(1961, 2, 1) + dt.timedelta(days=d) for d in range(28)}


def test_an_act_happens_as_often_as_it_is_probable_and_one_account_at_most():
    table = {
        "time": ["1961-02-03", "1961-02-04", "1961-02-05", "1961-02-09"],
        "sender": ["A", "A", "A", "B"],
        "receiver": ["B", "B", "B", "C"],
        "probability": [0.5, 0.3, 0.2, 0.25],
        "alternative": ["first", "first", "", ""],
    }
    history = UncertainHistory.from_tables(table)
    count, both = np.zeros(4), 0
    drawn = 0
    for seed in range(2000):
        try:
            events = history.draw(np.random.default_rng(seed)).events
        except BadInput:
            drawn += 1
            continue  # nothing happened in this draw, which is refused as a history
        drawn += 1
        days = {round((t - history.earliest[0]) / 86400) for t in events.time}
        count += [0 in days, 1 in days, 2 in days, 6 in days]
        both += {0, 1} <= days
    assert both == 0
    np.testing.assert_allclose(count / drawn, [0.5, 0.3, 0.2, 0.25], atol=0.04)


def test_a_certain_record_leaves_nothing_to_the_record():
    sure = pooled(record(DAYS), "rem", EFFECTS, draws=3)
    plain = fit(record(DAYS).draw(np.random.default_rng(0)), "rem", EFFECTS)
    np.testing.assert_allclose(sure.estimate, plain.estimate)
    np.testing.assert_allclose(sure.std_error, plain.std_error)
    np.testing.assert_allclose(sure.record_share, 0.0)
    np.testing.assert_allclose(sure.interval(), plain.interval(), rtol=0.05)


def test_days_known_to_the_year_widen_the_interval():
    blurred = record([str(day.year) if k % 2 else day.isoformat() for k, day in enumerate(DAYS)])
    assert blurred.n_uncertain == len(DAYS) // 2
    recent = [{"name": name, "window": "90 days"} for name in EFFECTS]
    unsure = pooled(blurred, "rem", recent, draws=10)
    assert (unsure.record_share > 0.01).all()
    assert (unsure.std_error > np.sqrt(np.diag(unsure.within))).all()
    assert "due to the record" in str(unsure)
    assert unsure.table()["record_share"].to_list() == pytest.approx(unsure.record_share.tolist())


def test_the_number_of_workers_changes_nothing():
    blurred = record([day.isoformat()[:7] for day in DAYS], probability=[0.9] * len(DAYS))
    alone = pooled(blurred, "rem", EFFECTS, draws=4, seed=3)
    with ThreadPoolExecutor(2) as threads:
        threaded = pooled(blurred, "rem", EFFECTS, draws=4, seed=3, executor=threads)
    np.testing.assert_array_equal(alone.estimates, threaded.estimates)
    with ProcessPoolExecutor(1) as processes:
        apart = pooled(blurred, "rem", EFFECTS, draws=4, seed=3, executor=processes)
    np.testing.assert_allclose(alone.estimates, apart.estimates, atol=1e-10)


def test_events_of_one_day_are_put_in_every_order():
    table = {"time": ["1961-02-03"] * 3, "sender": ["A", "B", "C"], "receiver": ["B", "C", "A"]}
    history = UncertainHistory.from_tables(table, order="random")
    orders = {tuple(history.draw(np.random.default_rng(seed)).events.sender.tolist()) for seed in range(100)}
    assert len(orders) == 6
    shared = UncertainHistory.from_tables(table).draw(np.random.default_rng(1)).events
    assert np.unique(shared.time).size == 1


def test_pooling_is_rubins():
    estimates, covariances = np.array([[1.0], [2.0], [3.0]]), np.full((3, 1, 1), 0.5)
    made = pool(["x"], estimates, covariances, n_events=[10_000] * 3)
    assert made.estimate[0] == 2.0
    assert made.covariance[0, 0] == pytest.approx(0.5 + (4 / 3) * 1.0)
    share = (4 / 3) / (0.5 + 4 / 3)
    assert made.record_share[0] == pytest.approx(share)
    assert made.df[0] == pytest.approx(2 / share**2, rel=0.01)


def test_a_drawn_day_stays_within_the_observation():
    history = UncertainHistory.from_tables(
        {"time": ["1961", "1961-06-30"], "sender": ["A", "B"], "receiver": ["B", "A"]},
        start="1961-06-01",
        end="1961-07-31",
    )
    for seed in range(50):
        drawn = history.draw(np.random.default_rng(seed))
        assert drawn.start <= drawn.events.time.min() <= drawn.events.time.max() <= drawn.end


@pytest.mark.parametrize(
    ("columns", "match"),
    [
        ({"time": ["soon"]}, "soon"),
        ({"time": ["1961"], "probability": [1.5]}, "not between"),
        ({"time": ["1961", "1962"], "probability": [0.8, 0.8], "alternative": ["a", "a"]}, "sum to 1.6"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_its_row(columns, match):
    m = len(columns["time"])
    with pytest.raises(BadInput, match=match) as error:
        UncertainHistory.from_tables({"sender": ["A"] * m, "receiver": ["B"] * m, **columns})
    assert error.value.where.endswith(":2")


def test_acts_of_a_ledger_bring_their_days_and_disputes():
    from types import SimpleNamespace

    plain = {"kind": "recognise", "receiver": "KOS", "happened": None, "disputed": False, "documented": True}
    acts = [
        SimpleNamespace(**plain, id="a", sender="FRA", days=("2008-02-18",)),
        SimpleNamespace(**plain, id="b", sender="PER", days=("2008-02-22", "2008-02-23")),
        SimpleNamespace(**{**plain, "disputed": True}, id="c", sender="NGA", days=("2011-09",)),
    ]
    history = UncertainHistory.from_acts(acts, disputed=0.4)
    assert history.probability.tolist() == [1.0, 0.5, 0.5, 0.4]
    drawn = history.draw(np.random.default_rng(2)).events
    assert drawn.act.count("b") == 1
    assert drawn.act.count("a") == 1


def test_one_draw_cannot_show_how_draws_differ():
    with pytest.raises(BadModel, match="draws"):
        pooled(record(DAYS), "rem", EFFECTS, draws=1)
