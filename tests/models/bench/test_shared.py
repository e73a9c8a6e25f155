"""Gamma multipliers of dyads and types: their likelihood is the integral, and their variance is found."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import gamma
from tests.models.bench.histories import tied_days
from tests.models.bench.simulator import EFFECTS, simulated

from comity import fit
from comity.effects.check import history_of
from comity.errors import BadModel
from comity.models.bench.shared import shared_frailty
from comity.models.dense import statistics


def test_the_marginal_likelihood_of_a_timed_model_is_the_integral_over_multipliers():
    """Each dyad's multiplier integrated numerically, at the parameters that were found."""
    result = fit(tied_days(3, n=5, m=30), "rem", ["inertia"], timing="interval")
    found = shared_frailty(result, "dyad", variance=0.7)
    x, risk = statistics(result.design)
    line, beta = result.design.timeline, found.fit.estimate
    rate = np.where(risk, np.exp(x @ beta), 0.0)
    exposed = (line.exposure[:, None, None] * rate).sum(0)
    count, total = np.zeros_like(exposed), 0.0
    for v, r in enumerate(np.repeat(np.arange(line.n_readings), np.diff(line.event_ptr))):
        i, j = result.design.event_sender[v], result.design.event_receiver[v]
        count[i, j] += 1
        total += x[r, i, j] @ beta
    law = gamma(1 / 0.7, scale=0.7)
    for n, e in zip(count.ravel(), exposed.ravel(), strict=True):
        if e > 0:
            total += np.log(quad(lambda u, n=n, e=e: u**n * np.exp(-u * e) * law.pdf(u), 0, np.inf, epsabs=1e-12)[0])
    assert found.log_marginal == pytest.approx(total, abs=1e-6)
    # Multipliers are the means of their gamma posteriors.
    place = {pair: k for k, pair in enumerate(found.groups)}
    names = result.design.history.senders
    for i, j in ((0, 1), (2, 4), (3, 2)):
        mean = (count[i, j] + 1 / 0.7) / (exposed[i, j] + 1 / 0.7)
        assert found.multiplier[place[names[i], names[j]]] == pytest.approx(mean, rel=1e-6)


@pytest.mark.parametrize("timing", ["interval", "ordinal"])
def test_dyads_that_differ_are_seen_and_no_longer_pass_for_inertia(timing: str):
    history = simulated(np.random.default_rng(6), (0.0, 0.4, 0.3), n=12, m=700, dyad_variance=0.8)
    result = fit(history, "rem", EFFECTS, timing=timing)
    found = shared_frailty(result, "dyad")
    assert found.p_value < 0.001
    assert 0.4 < found.variance < 1.4
    inertia = result.terms.index("inertia(weighted=false)")
    assert result.estimate[inertia] > 3 * result.std_error[inertia]
    assert abs(found.fit.estimate[inertia]) < 2.5 * found.fit.std_error[inertia]
    assert found.multiplier.mean() == pytest.approx(1.0, abs=0.02)
    assert found.table()["events"][0] > found.table()["events"][-1]
    assert "variance of the multipliers of dyads" in str(found)


def test_dyads_that_do_not_differ_have_no_variance():
    result = fit(simulated(np.random.default_rng(7), n=8, m=300), "rem", EFFECTS, timing="interval")
    found = shared_frailty(result, "dyad")
    assert found.p_value > 0.05
    assert found.variance < 0.1
    np.testing.assert_allclose(found.fit.estimate, result.estimate, atol=0.15)


def test_types_have_multipliers_of_their_own():
    """Type b has a third of the events of type a, with no term to say so."""
    history = history_of(np.random.default_rng(6), actors=6, events=60)
    history.events.kind[:] = np.random.default_rng(1).random(history.events.kind.size) < 0.25
    result = fit(history, "rem", ["inertia"], timing="interval", typed=True)
    found = shared_frailty(result, "type", variance=1.0)
    by = dict(zip(found.groups, found.multiplier, strict=True))
    assert by["a"] > 1.5 * by["b"]
    assert found.events.sum() == result.n_events


def test_what_has_no_multiplier_is_refused():
    order = fit(tied_days(1), "rem", ["inertia"])
    with pytest.raises(BadModel, match="'sender' is nothing") as error:
        shared_frailty(order, "sender")
    assert error.value.hint == "it is dyad"
    with pytest.raises(BadModel, match="variance"):
        shared_frailty(order, variance=0.0)
    with pytest.raises(BadModel, match="never drawn"):
        shared_frailty(fit(tied_days(1), "rem", ["inertia"], controls=3))
