"""Actors that differ: intercepts that are found, and spread that is estimated."""

from __future__ import annotations

import numpy as np
import pytest
from tests.models.bench.histories import tied_days
from tests.models.bench.simulator import EFFECTS, simulated

from comity import fit
from comity.errors import BadModel
from comity.models.bench.heterogeneity import fixed_effects, frailty
from comity.models.bench.residuals import residuals


def test_fixed_effects_of_senders_are_indicators_of_senders():
    """The same as terms of an indicator attribute of each sender."""
    history = simulated(np.random.default_rng(1), n=5, m=150, sender_sd=0.8)
    result = fit(history, "rem", EFFECTS)
    ours = fixed_effects(result, "sender")
    assert ours.n_parameters == 3 + 4
    reference = next(name for name in history.senders if name in ours.notes[-1])
    from dataclasses import replace

    from comity.histories import Attribute

    none = np.empty(0)
    others = [name for name in history.senders if name != reference]
    marks = {
        f"is_{name}": Attribute(
            f"is_{name}", np.array([float(name == each) for each in history.senders]), none, none.astype(np.int32), none
        )
        for name in others
    }
    wide = replace(history, attributes={**history.attributes, **marks})
    theirs = fit(wide, "rem", [*EFFECTS, *({"name": "ego", "attribute": each} for each in marks)])
    np.testing.assert_allclose(ours.estimate, theirs.estimate, atol=1e-6)
    np.testing.assert_allclose(ours.covariance, theirs.covariance, atol=1e-6)
    # Each sender has as many events as expected.
    np.testing.assert_allclose(residuals(ours).martingale("sender"), 0.0, atol=1e-4)


def test_quiet_actors_share_the_reference():
    history = tied_days(3)
    result = fit(history, "rem", ["reciprocity"])
    acted = np.bincount(result.design.event_sender, minlength=7)
    ours = fixed_effects(result, "sender", least=int(np.sort(acted)[2]) + 1)
    assert ours.converged
    assert "quiet ones" in ours.notes[-1]
    assert ours.n_parameters < 7


def test_the_spread_of_senders_is_found_where_there_is_one():
    history = simulated(np.random.default_rng(4), n=12, m=400, sender_sd=1.0)
    found = frailty(fit(history, "rem", EFFECTS), "sender")
    assert 0.5 < found.sd["sender"] < 1.8
    assert found.p_value < 0.001
    acted = np.bincount(found.fit.design.event_sender, minlength=12)
    assert np.corrcoef(found.effects["sender"], np.log(acted + 1))[0, 1] > 0.8
    assert found.table("sender")["actor"].len() == 12
    assert "standard deviation of sender intercepts" in str(found)


def test_no_spread_is_found_where_there_is_none():
    history = simulated(np.random.default_rng(5), n=12, m=300)
    result = fit(history, "rem", EFFECTS)
    found = frailty(result, "sender")
    assert found.sd["sender"] < 0.35
    assert found.p_value > 0.05
    np.testing.assert_allclose(found.fit.estimate, result.estimate, atol=0.15)


def test_the_marginal_likelihood_is_that_of_quadrature():
    """The intercepts of three actors integrated numerically, by nodes placed where the integrand is."""
    from comity.models.bench.subset import with_actor_columns
    from comity.models.fit import likelihood

    history = simulated(np.random.default_rng(6), n=3, m=60, sender_sd=0.8)
    found = frailty(fit(history, "rem", [EFFECTS[0]], timing="interval"), "sender")
    sd, mode = found.sd["sender"], found.effects["sender"]
    wide = with_actor_columns(found.fit.design, "senders", np.arange(3), ["a", "b", "c"])
    information = likelihood(wide, np.append(found.fit.estimate, mode))[2][-3:, -3:]
    root = np.linalg.cholesky(np.linalg.inv(information + np.eye(3) / sd**2))
    nodes, weights = np.polynomial.hermite_e.hermegauss(9)
    logs = []
    for place in np.ndindex(9, 9, 9):
        z = nodes[list(place)]
        b = mode + root @ z
        prior = -0.5 * b @ b / sd**2 - 3 * np.log(sd) - 1.5 * np.log(2 * np.pi)
        ll = likelihood(wide, np.append(found.fit.estimate, b))[0]
        logs.append(np.log(weights[list(place)]).sum() + 0.5 * z @ z + ll + prior)
    exact = np.logaddexp.reduce(logs) + np.log(np.diag(root)).sum()
    assert found.log_marginal == pytest.approx(exact, abs=0.05)


def test_sides_that_a_model_does_not_tell_apart_are_refused():
    result = fit(tied_days(3), "choice", ["reciprocity"])
    with pytest.raises(BadModel, match="senders apart") as error:
        fixed_effects(result, "sender")
    assert "receiver" in error.value.hint
    with pytest.raises(BadModel, match="sides"):
        frailty(result, "village")
