"""One-step influence meets refits without the event; robust errors meet statsmodels'."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.models.bench.histories import DIRECTED, tied_days

from comity import Claim, Day, History, Ledger, fit
from comity.cli import main
from comity.errors import BadModel
from comity.models.bench.influence import influence, robust
from comity.models.bench.report import report
from comity.models.bench.residuals import residuals
from comity.models.newton import ascend
from comity.models.sums import rem_pass


@pytest.mark.parametrize("timing", ["ordinal", "interval"])
def test_an_event_left_out_moves_the_estimate_as_foretold(timing: str):
    """The likelihood without one event (which stays in the history of the others), maximised anew."""
    result = fit(tied_days(6, m=150), "rem", DIRECTED, timing=timing, ties="breslow")
    design, ours = result.design, influence(result)
    for v in (3, 77, 140):
        line = design.timeline
        keep = np.arange(line.n_events) != v
        ptr = line.event_ptr - (line.event_ptr > v)
        shorter = replace(
            line, event_ptr=ptr, **{name: getattr(line, name)[keep] for name in ("event_row", "sender", "receiver")}
        )
        names = [n for n in ("event_sender", "event_receiver", "event_slot") if hasattr(design, n)]
        other = replace(design, timeline=shorter, **{n: getattr(design, n)[keep] for n in names})
        end = ascend(lambda beta, o=other: rem_pass(o, beta), result.estimate, np.ones(design.p, bool), design.reach)
        np.testing.assert_allclose(
            end.beta - result.estimate, ours.events[v], atol=0.1 * np.abs(ours.events[v]).max() + 1e-4
        )


def test_the_influence_of_an_actor_adds_up_over_its_dyads():
    ours = influence(fit(tied_days(6), "rem", DIRECTED))
    np.testing.assert_allclose(ours.actors, ours.senders + ours.receivers)
    np.testing.assert_allclose(ours.senders.sum(0), 0.0, atol=1e-6)


def test_from_a_coefficient_to_its_events_and_their_acts():
    base = tied_days(6)
    e = base.events
    table = {
        "time": e.time, "sender": [base.senders[k] for k in e.sender],
        "receiver": [base.senders[k] for k in e.receiver],
        "act": [f"act-{k}" for k in range(e.time.size)],
    }  # fmt: skip
    result = fit(History.from_tables(table), "rem", ["inertia", "reciprocity"])
    found = influence(result).top("reciprocity", 5)
    assert found.height == 5
    assert found["act"].to_list() == [f"act-{row}" for row in found["row"]]
    sizes = np.abs(found["change"].to_numpy())
    assert (np.diff(sizes) <= 0).all()
    assert influence(result).top_actors("inertia", 3).height == 3
    with pytest.raises(BadModel, match="no term 'trust'") as error:
        influence(result).top("trust")
    assert "reciprocity" in error.value.hint


def test_the_sandwich_of_events_is_that_of_the_scores():
    result = fit(tied_days(6), "rem", DIRECTED, ties="breslow")
    ours = robust(result, "event")
    score = residuals(result).schoenfeld()
    M = score.shape[0]
    by_hand = result.covariance @ (score.T @ score * M / (M - 1)) @ result.covariance
    np.testing.assert_allclose(ours.covariance, by_hand, rtol=1e-6)
    np.testing.assert_array_equal(ours.estimate, result.estimate)
    assert "clustered by event" in ours.summary()


def test_clusters_of_actors_count_each_pair_of_dyads_once():
    """Summed plainly over all pairs of dyads that share a member."""
    rng = np.random.default_rng(3)
    zeal = np.exp(rng.normal(size=20))
    pairs = [rng.choice(20, 2, replace=False, p=zeal / zeal.sum()) for _ in range(400)]
    table = {"time": range(400), "sender": [f"P{i:02}" for i, _ in pairs], "receiver": [f"P{j:02}" for _, j in pairs]}
    result = fit(History.from_tables(table), "rem", ["reciprocity"])
    score = residuals(result).score()
    n = score.shape[0]
    dyads = [(i, j) for i in range(n) for j in range(n) if i != j]
    meat = np.zeros((1, 1))
    for a in dyads:
        for b in dyads:
            if set(a) & set(b):
                meat += np.outer(score[a], score[b])
    ours = robust(result, "actor")
    by_hand = result.covariance @ meat @ result.covariance * 20 / 19
    np.testing.assert_allclose(ours.covariance, by_hand, rtol=1e-6)
    assert "20 clusters are few" in " ".join(ours.notes)


@pytest.mark.parametrize("cluster", ["dyad", "sender", "receiver"])
def test_standard_errors_grow_where_clusters_depend(cluster: str):
    """Every event of a history written down twice: the sandwich by dyad sees it, the information does not."""
    base = tied_days(8, n=12, m=200)
    e = base.events
    names = [base.senders[k] for k in np.repeat(e.sender, 2)], [base.senders[k] for k in np.repeat(e.receiver, 2)]
    twice = History.from_tables({"time": np.repeat(e.time, 2), "sender": names[0], "receiver": names[1]})
    once = History.from_tables({"time": e.time, "sender": names[0][::2], "receiver": names[1][::2]})
    one, two = (fit(h, "rem", ["reciprocity"], ties="breslow") for h in (once, twice))
    assert two.std_error[0] < 0.75 * one.std_error[0]
    assert robust(two, cluster).std_error[0] > 1.2 * two.std_error[0]


def test_what_cannot_be_clustered_is_refused():
    result = fit(tied_days(6), "rem", DIRECTED)
    with pytest.raises(BadModel, match="cluster") as error:
        robust(result, "village")
    assert "dyad" in error.value.hint


def test_from_a_coefficient_to_the_words_it_rests_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """A ledger of 30 recognitions: the act that moves an estimate most, its claims, and `ledger show` of it."""
    rng = np.random.default_rng(3)
    codes = ["AUT", "BEL", "CHE", "DNK", "ESP", "FRA"]
    pairs = [(a, b) for a in codes for b in codes if a != b]
    claims = []
    for k, pair in enumerate(rng.permutation(len(pairs))):
        day = Day.parse(f"19{50 + k}-03-0{1 + k % 7}")
        sender, receiver = pairs[pair]
        for start in range(1 + k % 2):
            said = {"kind": "recognise", "sender": sender, "receiver": receiver, "happened": day}
            words = f"{sender} recognises {receiver}, in words {start}"
            claims.append(Claim(**said, start=start, evidence=words))
    with Ledger.create(tmp_path / "acts.db") as ledger:
        ledger.append(claims, by="ada")
        history = History.from_acts(ledger.acts(), tie="recognition")
        assert len(history.events.act) == history.n_events == 30
        result = fit(history, "rem", ["reciprocity"])
        found = influence(result)
        first = found.top("reciprocity", 1).row(0, named=True)
        table = found.evidence(ledger, "reciprocity", 5)
    mine = table.filter(table["act"] == first["act"])
    act = next(act for act in Ledger.open(tmp_path / "acts.db").acts() if act.id == first["act"])
    assert (act.sender, act.receiver) == (first["sender"], first["receiver"])
    assert mine["claim"].to_list() == list(act.support)
    assert mine["change"].to_list() == [first["change"]] * mine.height
    assert set(mine["stands"]) == {"for"}
    with pytest.raises(SystemExit):
        main(["ledger", "show", str(tmp_path / "acts.db"), first["act"]])
    shown = capsys.readouterr().out
    assert all(claim in shown and words in shown for claim, words in mine.select("claim", "evidence").iter_rows())
    assert f"(act {first['act']})" in report(result)


def test_a_history_from_a_table_has_no_evidence():
    with pytest.raises(BadModel, match="do not say which acts") as error:
        influence(fit(tied_days(6), "rem", DIRECTED)).evidence(Ledger.in_memory(), "inertia")
    assert "from_acts" in error.value.hint
