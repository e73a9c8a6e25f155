"""Every diagnostic answers for every kind of fit: all candidates, typed events, choices, candidates drawn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from benchmarks.bench_figures import ASKED
from tests.models.bench.simulator import EFFECTS, simulated

from comity import fit, influence, report, residuals, robust
from comity.models.bench.compare import held_out, lr_test
from comity.models.fit import Fit

HISTORY = simulated(np.random.default_rng(5), n=10, m=200)
TYPES = replace(HISTORY.events, kind=np.arange(200, dtype=np.int32) % 2, kinds=("ask", "tell"))
MORE = [*EFFECTS, {"name": "type_intercept", "candidate": "tell"}]
KINDS: dict[str, Fit] = {
    "order": fit(HISTORY, "rem", EFFECTS),
    "two types": fit(replace(HISTORY, events=TYPES), "rem", MORE, typed=True),
    "choice": fit(HISTORY, "choice", EFFECTS),
    "case-control, order": fit(HISTORY, "rem", EFFECTS, controls=30, draws=2, rng=1),
    "case-control, time": fit(HISTORY, "rem", EFFECTS, timing="interval", controls=30, rng=1),
    "case-control, choice": fit(HISTORY, "choice", EFFECTS, controls=6, rng=1),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_diagnostic_answers(kind: str):
    for ask in ASKED.values():
        assert ask(KINDS[kind]) is not None


@pytest.mark.parametrize("kind", KINDS)
def test_accounts_add_up(kind: str):
    result = KINDS[kind]
    of = residuals(result)
    free = len(result.terms)
    assert of.martingale("receiver").shape == (10,)
    assert of.martingale("actor").shape == (10,)
    # At the estimate the parts of the score sum to nothing (of several draws: next to nothing).
    loose = 0.2 * np.sqrt(np.diag(np.linalg.inv(result.covariance))) if "order" in kind else 1e-4
    for side in ("sender", "receiver", "dyad"):
        assert (np.abs(of.score(side).reshape(-1, free).sum(0)) < loose).all(), side
    assert of.martingale("sender").sum() == pytest.approx(0.0, abs=0.05)
    moved = influence(result, of)
    assert moved.events.shape == (200, free)
    assert moved.top(result.terms[-1], 3).height == 3
    for cluster in ("event", "dyad", "sender", "receiver", "actor"):
        wide = robust(result, cluster, of=of)
        assert (wide.std_error > 0.3 * result.std_error).all()
        assert (wide.std_error < 4 * result.std_error).all()


@pytest.mark.parametrize("kind", ["case-control, order", "case-control, choice"])
def test_diagnostics_of_drawn_candidates_are_near_those_of_all(kind: str):
    few, every = KINDS[kind], KINDS["order" if "order" in kind else "choice"]
    mine, theirs = residuals(few), residuals(every)
    for name in ("receiver", "actor"):
        assert np.corrcoef(mine.martingale(name), theirs.martingale(name))[0, 1] > 0.9
    assert np.median(np.abs(mine.trace.log_probability - theirs.trace.log_probability)) < 0.3
    a, b = influence(few, mine).events[:, 2], influence(every, theirs).events[:, 2]
    assert np.corrcoef(a, b)[0, 1] > 0.8
    assert held_out(few).log_score == pytest.approx(held_out(every).log_score, abs=0.2)
    assert "sampled risk sets" in report(few)
    assert "against nan" not in report(few)


def test_fits_to_other_draws_are_not_compared():
    small = fit(HISTORY, "rem", EFFECTS[:2], controls=30, draws=2, rng=1)
    assert lr_test(small, KINDS["case-control, order"]).statistic > 0
    other = fit(HISTORY, "rem", EFFECTS[:2], controls=30, draws=2, rng=2)
    with pytest.raises(Exception, match="not of the same candidates"):
        lr_test(other, KINDS["case-control, order"])
