"""Penalised fits equal scikit-learn's and statsmodels' on the same table of candidates."""

from __future__ import annotations

import sys
from dataclasses import replace

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.optimize import minimize
from sklearn.linear_model import PoissonRegressor
from statsmodels.duration.hazard_regression import PHReg
from tests.models.bench.histories import tied_days
from tests.models.bench.simulator import EFFECTS, simulated

from comity import History, fit
from comity.errors import BadModel
from comity.models.bench.bayes import posterior
from comity.models.bench.penalties import choose_strength, penalised, strongest
from comity.models.dense import statistics
from comity.models.fit import likelihood

HISTORY = simulated(np.random.default_rng(21), n=6, m=120)
TIMED = fit(HISTORY, "rem", EFFECTS, timing="interval")
ORDER = fit(HISTORY, "rem", EFFECTS)
INERTIA, RECIPROCITY, _ = ORDER.terms


def candidates(result):
    """Statistics, number of events and exposure of every dyad at risk at every reading."""
    x, risk = statistics(result.design)
    line = result.design.timeline
    X, count, exposure, step = [], [], [], []
    for r in range(line.n_readings):
        here = range(line.event_ptr[r], line.event_ptr[r + 1])
        events = [(int(result.design.event_sender[v]), int(result.design.event_receiver[v])) for v in here]
        for i, j in zip(*np.nonzero(risk[r]), strict=True):
            X.append(x[r, i, j])
            count.append(events.count((i, j)))
            exposure.append(line.exposure[r])
            step.append(r)
    return np.array(X), np.array(count, float), np.array(exposure), np.array(step)


def test_ridge_is_scikit_learns_poisson_regression():
    X, count, exposure, _ = candidates(TIMED)
    keep = exposure > 0
    assert count[~keep].sum() == 0
    strength = 0.3
    alpha = strength * TIMED.n_events / exposure.sum()
    theirs = PoissonRegressor(alpha=alpha, tol=1e-10, max_iter=5000, solver="newton-cholesky")
    theirs.fit(X[keep, 1:], count[keep] / exposure[keep], sample_weight=exposure[keep])
    ours = penalised(TIMED, strength, standardise=False)
    np.testing.assert_allclose(ours.estimate[1:], theirs.coef_, atol=1e-6)
    assert ours.estimate[0] == pytest.approx(theirs.intercept_, abs=1e-6)


@pytest.mark.parametrize(("mix", "strength"), [(0.5, 0.05), (1.0, 0.2)])
def test_an_elastic_net_is_statsmodels_poisson_regression(mix: float, strength: float):
    X, count, exposure, _ = candidates(TIMED)
    keep = exposure > 0
    model = sm.GLM(count[keep], X[keep], family=sm.families.Poisson(), exposure=exposure[keep])
    alpha = strength * TIMED.n_events / keep.sum() * np.array([0.0, 1, 1, 1])
    theirs = model.fit_regularized(alpha=alpha, L1_wt=mix, cnvrg_tol=1e-12, maxiter=2000, zero_tol=1e-10)
    ours = penalised(TIMED, strength, mix=mix, standardise=False)
    assert ours.converged
    np.testing.assert_allclose(ours.estimate, theirs.params, atol=1e-4)


@pytest.mark.parametrize(("mix", "strength"), [(1.0, 0.02), (0.3, 0.1), (1.0, 0.1)])
def test_a_net_is_the_maximum_that_a_general_optimiser_finds(mix: float, strength: float):
    """Coefficients as differences of two that are not negative, by L-BFGS-B on the table of candidates."""
    X, count, exposure, _ = candidates(TIMED)

    def loss(both):
        b = np.append(both[0], both[1:4] - both[4:])
        w = exposure * np.exp(X @ b)
        value = -(count @ (X @ b) - w.sum()) / TIMED.n_events
        value += strength * (mix * both[1:].sum() + (1 - mix) / 2 * (b[1:] ** 2).sum())
        slope = -(X.T @ (count - w)) / TIMED.n_events
        ridge = strength * (1 - mix) * b[1:]
        return value, np.concatenate(
            [slope[:1], slope[1:] + ridge + strength * mix, -slope[1:] - ridge + strength * mix]
        )

    bounds = [(None, None)] + [(0, None)] * 6
    end = minimize(loss, np.append(-3.0, np.zeros(6)), jac=True, bounds=bounds, tol=1e-14)
    ours = penalised(TIMED, strength, mix=mix, standardise=False)
    np.testing.assert_allclose(ours.estimate[1:], end.x[1:4] - end.x[4:], atol=1e-4)
    assert -ours.objective == pytest.approx(end.fun, abs=1e-9)


def test_a_weak_lasso_is_no_worse_than_statsmodels():
    """statsmodels never brings a coefficient back from 0, so that it may stop short of the maximum."""
    X, count, exposure, _ = candidates(TIMED)
    model = sm.GLM(count, X, family=sm.families.Poisson(), exposure=exposure)
    alpha = 0.02 * TIMED.n_events / count.size * np.array([0.0, 1, 1, 1])
    theirs = model.fit_regularized(alpha=alpha, L1_wt=1.0, cnvrg_tol=1e-12, maxiter=2000, zero_tol=1e-10).params
    ours = penalised(TIMED, 0.02, mix=1.0, standardise=False)

    def objective(b):
        return (count @ (X @ b) - exposure @ np.exp(X @ b)) / TIMED.n_events - 0.02 * np.abs(b[1:]).sum()

    assert ours.objective == pytest.approx(objective(ours.estimate))
    assert ours.objective >= objective(theirs) - 1e-10


@pytest.mark.parametrize(("mix", "strength"), [(1.0, 0.02), (0.3, 0.05)])
def test_an_elastic_net_of_order_is_statsmodels_cox_regression(mix: float, strength: float):
    X, count, _, step = candidates(ORDER)
    model = PHReg(step + 1.0, X, status=count, entry=step + 0.5)
    alpha = strength * ORDER.n_events / count.size
    theirs = model.fit_regularized(alpha=alpha, L1_wt=mix, cnvrg_tol=1e-12, maxiter=2000, zero_tol=1e-10)
    ours = penalised(ORDER, strength, mix=mix, standardise=False)
    np.testing.assert_allclose(ours.estimate, theirs.params, atol=1e-4)


def test_no_penalty_is_the_fit_and_a_strong_one_is_nothing():
    np.testing.assert_allclose(penalised(ORDER, 0.0).estimate, ORDER.estimate, atol=1e-6)
    top = strongest(ORDER)
    assert penalised(ORDER, top * 1.001, mix=1.0).chosen == ()
    assert len(penalised(ORDER, top * 0.999, mix=1.0).chosen) >= 1


def test_units_do_not_matter_where_statistics_are_standardised():
    power = HISTORY.attributes["power"]
    large = replace(
        HISTORY,
        attributes={"power": replace(power, initial=power.initial * 1000, value=power.value * 1000)},
    )
    one = penalised(ORDER, 0.05, mix=0.5).estimate
    other = penalised(fit(large, "rem", EFFECTS), 0.05, mix=0.5).estimate
    np.testing.assert_allclose(other, one * [1, 1, 0.001], atol=1e-6)


def test_a_term_that_is_not_penalised_keeps_its_way():
    ours = penalised(ORDER, 10.0, mix=1.0, weight={RECIPROCITY: 0.0})
    assert ours.chosen == (RECIPROCITY,)
    alone = fit(HISTORY, "rem", [EFFECTS[1]])
    assert ours.estimate[1] == pytest.approx(alone.estimate[0], abs=1e-6)


def test_cross_validation_keeps_what_matters():
    """Power moves the choice; three columns of noise do not."""
    rng = np.random.default_rng(3)
    from comity import History

    power = np.linspace(-1.5, 1.5, 10)
    chosen = rng.choice(10, 400, p=np.exp(power) / np.exp(power).sum())
    senders = [(j + int(rng.integers(1, 10))) % 10 for j in chosen]
    noise = {f"noise{k}": rng.normal(size=10) for k in range(3)}
    history = History.from_tables(
        {"time": range(400), "sender": [f"P{i}" for i in senders], "receiver": [f"P{j}" for j in chosen]},
        nodes={"label": [f"P{k}" for k in range(10)], "power": power, **noise},
    )
    result = fit(history, "choice", [{"name": "alter", "attribute": name} for name in ("power", *noise)])
    found = choose_strength(result, folds=5, rule="one_se", strengths=strongest(result) * np.logspace(0, -2, 12))
    assert result.terms[0] in found.fit.chosen
    assert found.score[found.best] > found.score[0]
    assert found.simplest <= found.best
    assert len(found.fit.chosen) <= 2


def test_a_penalty_that_cannot_be_is_refused():
    for given, word in (({"strength": -1.0}, "strength"), ({"strength": 1.0, "mix": 2.0}, "mix")):
        with pytest.raises(BadModel, match=word):
            penalised(ORDER, **given)
    with pytest.raises(BadModel, match="no term"):
        penalised(ORDER, 1.0, weight={"trust": 1.0})


def test_a_flat_prior_gives_the_fit_and_a_sharp_one_itself():
    flat = posterior(ORDER, dict.fromkeys(ORDER.terms, (0.0, 1e4)), draws=4000)
    np.testing.assert_allclose(flat.mode, ORDER.estimate, atol=1e-4)
    np.testing.assert_allclose(flat.covariance, ORDER.covariance, rtol=1e-3)
    np.testing.assert_allclose(flat.draws.std(0), ORDER.std_error, rtol=0.1)
    assert flat.efficiency > 0.7
    sharp = posterior(ORDER, {INERTIA: (0.7, 1e-4)}, draws=200)
    assert sharp.mode[0] == pytest.approx(0.7, abs=1e-3)


def test_a_posterior_of_one_term_is_that_of_the_grid():
    """Against the posterior on a fine grid: mean, spread and evidence."""
    result = fit(tied_days(21, n=6, m=20), "rem", ["reciprocity"])
    found = posterior(result, {"reciprocity": (0.0, 1.0)}, draws=20_000)
    grid = np.linspace(-5, 4, 3001)
    log = np.array([likelihood(result.design, np.array([b]))[0] for b in grid]) - grid**2 / 2 - np.log(2 * np.pi) / 2
    density = np.exp(log - log.max())
    mean = (grid * density).sum() / density.sum()
    assert found.draws.mean() == pytest.approx(mean, abs=0.02)
    assert found.draws.std() == pytest.approx(np.sqrt(((grid - mean) ** 2 * density).sum() / density.sum()), rel=0.03)
    evidence = log.max() + np.log(density.sum() * (grid[1] - grid[0]))
    assert found.log_evidence == pytest.approx(evidence, abs=0.05)


def test_a_prior_that_cannot_be_is_refused():
    with pytest.raises(BadModel, match="prior"):
        posterior(ORDER, {INERTIA: (0.0, 0.0)})
    with pytest.raises(BadModel, match="no term"):
        posterior(ORDER, {"trust": (0.0, 1.0)})


def test_nuts_and_laplace_find_one_posterior():
    """A posterior that is close to normal: both methods agree to the error of 2,000 draws."""
    prior = dict.fromkeys(ORDER.terms, (0.0, 1.0))
    laplace = posterior(ORDER, prior, draws=8000)
    nuts = posterior(ORDER, prior, method="nuts", draws=2000, rng=3)
    assert nuts.method == "nuts"
    assert nuts.r_hat < 1.01
    assert nuts.divergences == 0
    assert nuts.efficiency > 0.3
    sd = laplace.draws.std(0)
    error = 4 * sd / np.sqrt(2000 * min(nuts.efficiency, 1.0))
    assert (np.abs(nuts.draws.mean(0) - laplace.draws.mean(0)) < error).all()
    np.testing.assert_allclose(nuts.draws.std(0), sd, rtol=0.08)
    np.testing.assert_allclose(np.corrcoef(nuts.draws.T), np.corrcoef(laplace.draws.T), atol=0.08)
    again = [posterior(ORDER, prior, method="nuts", draws=200, rng=3).draws for _ in range(2)]
    # The same seed gives the same chains, to what rounding leaves of them.
    np.testing.assert_allclose(*again, rtol=1e-4, atol=1e-6)


def test_nuts_follows_a_posterior_that_is_no_normal():
    """Six events, all returns: the likelihood alone has no maximum, and the posterior leans where the prior lets it."""
    history = History.from_tables({"time": range(6), "sender": list("ABABAB"), "receiver": list("BABABA")},
                                  nodes={"label": list("ABCD")})  # fmt: skip
    result = fit(history, "rem", ["reciprocity"])
    prior = {"reciprocity": (0.0, 2.0)}
    nuts = posterior(result, prior, method="nuts", draws=2000)
    grid = np.linspace(-6, 12, 4001)
    logs = np.array([likelihood(result.design, np.array([b]))[0] - 0.5 * (b / 2) ** 2 for b in grid])
    weight = np.exp(logs - logs.max())
    mean = float((grid * weight).sum() / weight.sum())
    sd = float(np.sqrt(((grid - mean) ** 2 * weight).sum() / weight.sum()))
    assert nuts.draws.mean() == pytest.approx(mean, abs=0.15 * sd)
    assert nuts.draws.std() == pytest.approx(sd, rel=0.1)
    low, high = nuts.interval()[0]
    assert high - mean > 1.05 * (mean - low)


def test_without_nutpie_the_command_that_installs_it_is_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "nutpie", None)
    with pytest.raises(BadModel, match="NUTS needs the package nutpie") as error:
        posterior(ORDER, method="nuts")
    assert error.value.hint == "pip install 'comity[nuts]'"
    with pytest.raises(BadModel, match="method"):
        posterior(ORDER, method="gibbs")


def test_the_posterior_of_a_fit_that_drew_candidates_is_of_the_same_draws():
    some = fit(ORDER.design.history, "rem", EFFECTS, controls=5, rng=2)
    wide = posterior(some, dict.fromkeys(some.terms, (0.0, 100.0)), correct=False)
    np.testing.assert_allclose(wide.mode, some.estimate, atol=1e-4)
