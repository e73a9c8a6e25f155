"""Priors and a posterior: Laplace's approximation, corrected and judged by importance weights."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from comity.errors import BadModel, NotConverged
from comity.models.bench.penalties import _scale, gaussian_ascent
from comity.models.fit import Fit, likelihood

__all__ = ["Posterior", "posterior"]


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """A posterior under independent normal priors.

    terms    : the p parameters.   prior : term -> (mean, standard deviation).
    mode     : float64 (p,).   covariance : float64 (p, p), of Laplace's approximation.
    draws    : float64 (D, p), resampled by importance, each as likely as the other.
    efficiency : effective over drawn sample size of the importance weights: near 1 Laplace's approximation is as good
               as exact; below 0.1 do not trust the draws.
    log_evidence : of the data under the model and priors, by Laplace.
    """

    terms: tuple[str, ...]
    prior: Mapping[str, tuple[float, float]]
    mode: np.ndarray
    covariance: np.ndarray
    draws: np.ndarray
    efficiency: float
    log_evidence: float

    def interval(self, level: float = 0.95) -> np.ndarray:
        """float64 (p, 2): central credible intervals, from the draws."""
        return np.quantile(self.draws, [(1 - level) / 2, (1 + level) / 2], axis=0).T

    def table(self) -> Any:
        """A Polars table, one row a term: mean, sd, low, high, and the probability of being above 0."""
        import polars as pl

        ends = self.interval()
        return pl.DataFrame(
            {
                "term": list(self.terms),
                "mean": self.draws.mean(0),
                "sd": self.draws.std(0, ddof=1),
                "low": ends[:, 0],
                "high": ends[:, 1],
                "above_0": (self.draws > 0).mean(0),
            }
        )


def posterior(
    fit: Fit,
    prior: Mapping[str, tuple[float, float]] | None = None,
    *,
    draws: int = 2000,
    rng: np.random.Generator | int = 0,
    correct: bool = True,
) -> Posterior:
    """The posterior of a model's parameters.

    Parameters
    ----------
    fit   : of the model without priors; it need not have converged.
    prior : term -> (mean, standard deviation). Terms left out have mean 0 and 2.5 per standard deviation of their
            statistic among the candidates (Gelman et al. 2008, doi:10.1214/08-AOAS191, with a normal for their Cauchy);
            a baseline has its maximum-likelihood start as mean and 10 as standard deviation.
    draws : D.   correct : weigh draws from a t distribution around the mode by the exact posterior and resample;
            without it the draws are those of Laplace's normal, ``efficiency`` is NaN. It costs one pass a draw.

    Raises
    ------
    BadModel     : a prior of a term that there is not, or without a spread.
    NotConverged : the posterior has no mode that was found.

    Source: Tierney & Kadane 1986, doi:10.1080/01621459.1986.10478240.
    """
    p, design = len(fit.terms), fit.design
    free = ~np.array(fit.fixed, dtype=bool)
    centre, sd = np.zeros(p), 2.5 / np.maximum(_scale(fit), 1e-12)
    if design.model.timed:
        exposed = -likelihood(design, np.zeros(p))[0]
        centre[0], sd[0] = math.log(fit.n_events / exposed) if exposed > 0 else 0.0, 10.0
    for term, (mean, spread) in (prior or {}).items():
        if term not in fit.terms:
            raise BadModel(f"there is no term {term!r}", where="prior", hint=f"the terms are {', '.join(fit.terms)}")
        if not spread > 0 or not math.isfinite(mean):
            raise BadModel(f"the prior of {term} is {(mean, spread)!r}", where="prior", hint="(mean, sd), sd above 0")
        centre[fit.terms.index(term)], sd[fit.terms.index(term)] = mean, spread
    precision = np.where(free, 1 / sd**2, 0.0)
    start = np.where(free, centre, fit.estimate)
    mode, ll, info, arrived = gaussian_ascent(design, start, free, np.where(free, centre, fit.estimate), precision)
    if not arrived:
        raise NotConverged("the posterior's mode was not found", where="posterior", hint="use narrower priors")
    k = np.flatnonzero(free)
    hessian = (info + np.diag(precision))[np.ix_(k, k)]
    covariance = np.zeros((p, p))
    covariance[np.ix_(k, k)] = inverse = np.linalg.inv(hessian)

    def height(beta: np.ndarray, ll: float) -> float:
        return ll - 0.5 * float(precision @ (beta - np.where(free, centre, fit.estimate)) ** 2)

    top = height(mode, ll)
    evidence = top + 0.5 * float(np.log(precision[k]).sum()) - 0.5 * float(np.linalg.slogdet(hessian)[1])
    generator = np.random.default_rng(rng)
    root = np.linalg.cholesky(inverse)
    z = generator.normal(size=(draws, k.size))
    out = np.tile(mode, (draws, 1))
    if not correct:
        out[:, k] += z @ root.T
        efficiency = math.nan
    else:
        # Heavier tails than the normal's, so that no part of the posterior is out of reach.
        nu = 7.0
        chi = generator.chisquare(nu, size=draws) / nu
        out[:, k] += (z / np.sqrt(chi)[:, None]) @ root.T
        distance = (z**2).sum(1) / chi
        proposal = -0.5 * (nu + k.size) * np.log1p(distance / nu)
        target = np.array([height(b, likelihood(design, b)[0]) - top for b in out])
        logs = target - proposal
        weight = np.exp(logs - logs.max())
        weight /= weight.sum()
        efficiency = float(1 / (weight**2).sum() / draws)
        # Systematic resampling: less chance than drawing each anew.
        edges = np.minimum(np.cumsum(weight), 1.0)
        out = out[np.searchsorted(edges, (generator.random() + np.arange(draws)) / draws * edges[-1])]
        out = out[generator.permutation(draws)]
    named = {t: (float(centre[n]), float(sd[n])) for n, t in enumerate(fit.terms) if free[n]}
    return Posterior(fit.terms, named, mode, covariance, out, efficiency, evidence)
