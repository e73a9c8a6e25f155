"""Priors and a posterior: Laplace's approximation, corrected and judged by importance weights, or NUTS."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from comity.errors import BadModel, NotConverged
from comity.models.bench.penalties import _scale, gaussian_ascent
from comity.models.fit import Fit, objective

__all__ = ["Posterior", "posterior"]

METHODS = ("laplace", "nuts")


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """A posterior under independent normal priors.

    terms    : the p parameters.   prior : term -> (mean, standard deviation).   method : ``laplace`` or ``nuts``.
    mode     : float64 (p,).   covariance : float64 (p, p), of Laplace's approximation.
    draws    : float64 (D, p), each as likely as the other: resampled by importance, or of NUTS, chain after chain.
    efficiency : effective over drawn sample size; of importance weights (near 1 Laplace's approximation is as good as
               exact, below 0.1 do not trust the draws) or of the worst-mixing term of NUTS.
    r_hat    : largest ratio of the spread of all chains to that within them (NUTS; NaN otherwise).
    divergences : steps of NUTS that left the posterior's surface; more than a few make the draws doubtful.
    log_evidence : of the data under the model and priors, by Laplace.
    """

    terms: tuple[str, ...]
    prior: Mapping[str, tuple[float, float]]
    method: str
    mode: np.ndarray
    covariance: np.ndarray
    draws: np.ndarray
    efficiency: float
    r_hat: float
    divergences: int
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
    method: str = "laplace",
    draws: int = 2000,
    rng: np.random.Generator | int = 0,
    correct: bool = True,
    chains: int = 4,
    tune: int = 500,
) -> Posterior:
    """The posterior of a model's parameters.

    Parameters
    ----------
    fit   : of the model without priors; it need not have converged.
    prior : term -> (mean, standard deviation). Terms left out have mean 0 and 2.5 per standard deviation of their
            statistic among the candidates (Gelman et al. 2008, doi:10.1214/08-AOAS191, with a normal for their Cauchy);
            a baseline has its maximum-likelihood start as mean and 10 as standard deviation.
    method : ``laplace``, or ``nuts``: Hamiltonian Monte Carlo that needs no tuning by hand, by the library nutpie (the
            extra ``nuts``). It costs some five passes a draw, for which it follows the posterior where it is no normal.
    draws : D.   correct : (laplace) weigh draws from a t distribution around the mode by the exact posterior and
            resample; without it the draws are those of Laplace's normal, ``efficiency`` is NaN. It costs a pass a draw.
    chains, tune : (nuts) independent chains, and steps of each that are thrown away while it adapts.

    Of a fit that drew its candidates the posterior is that of the same draws.

    Raises
    ------
    BadModel     : a prior of a term that there is not, or without a spread; another method; nutpie is not installed.
    NotConverged : the posterior has no mode that was found, or the chains do not agree.

    Source: Tierney & Kadane 1986, doi:10.1080/01621459.1986.10478240; Hoffman & Gelman 2014, Journal of Machine
    Learning Research 15.
    """
    if method not in METHODS:
        raise BadModel(f"method = {method!r}", where="method", hint=f"it is {' or '.join(METHODS)}")
    if method == "nuts":
        # Before anything is computed that would be lost.
        _nutpie()
    p, design, likelihood = len(fit.terms), fit.design, objective(fit)
    free = ~np.array(fit.fixed, dtype=bool)
    centre, sd = np.zeros(p), 2.5 / np.maximum(_scale(fit), 1e-12)
    if design.model.timed:
        exposed = -likelihood(np.zeros(p))[0]
        centre[0], sd[0] = math.log(fit.n_events / exposed) if exposed > 0 else 0.0, 10.0
    for term, (mean, spread) in (prior or {}).items():
        if term not in fit.terms:
            raise BadModel(f"there is no term {term!r}", where="prior", hint=f"the terms are {', '.join(fit.terms)}")
        if not spread > 0 or not math.isfinite(mean):
            raise BadModel(f"the prior of {term} is {(mean, spread)!r}", where="prior", hint="(mean, sd), sd above 0")
        centre[fit.terms.index(term)], sd[fit.terms.index(term)] = mean, spread
    precision = np.where(free, 1 / sd**2, 0.0)
    middle = np.where(free, centre, fit.estimate)
    mode, ll, info, arrived = gaussian_ascent(likelihood, middle, free, middle, precision, design.reach)
    if not arrived:
        raise NotConverged("the posterior's mode was not found", where="posterior", hint="use narrower priors")
    k = np.flatnonzero(free)
    hessian = (info + np.diag(precision))[np.ix_(k, k)]
    covariance = np.zeros((p, p))
    covariance[np.ix_(k, k)] = inverse = np.linalg.inv(hessian)

    def height(beta: np.ndarray, ll: float) -> float:
        return ll - 0.5 * float(precision @ (beta - middle) ** 2)

    top = height(mode, ll)
    evidence = top + 0.5 * float(np.log(precision[k]).sum()) - 0.5 * float(np.linalg.slogdet(hessian)[1])
    generator = np.random.default_rng(rng)
    root = np.linalg.cholesky(inverse)
    out, r_hat, divergences = np.tile(mode, (draws, 1)), math.nan, 0
    if method == "nuts":

        def slope(z: np.ndarray) -> tuple[float, np.ndarray]:
            beta = mode.copy()
            beta[k] += root @ z
            ll, score, _ = likelihood(beta)
            return height(beta, ll) - top, root.T @ (score - precision * (beta - middle))[k]

        z, efficiency, r_hat, divergences = _nuts(slope, k.size, draws, chains, tune, generator)
        out[:, k] += z @ root.T
    elif not correct:
        out[:, k] += generator.normal(size=(draws, k.size)) @ root.T
        efficiency = math.nan
    else:
        # Heavier tails than the normal's, so that no part of the posterior is out of reach.
        nu, z = 7.0, generator.normal(size=(draws, k.size))
        chi = generator.chisquare(nu, size=draws) / nu
        out[:, k] += (z / np.sqrt(chi)[:, None]) @ root.T
        distance = (z**2).sum(1) / chi
        proposal = -0.5 * (nu + k.size) * np.log1p(distance / nu)
        target = np.array([height(b, likelihood(b)[0]) - top for b in out])
        logs = target - proposal
        weight = np.exp(logs - logs.max())
        weight /= weight.sum()
        efficiency = float(1 / (weight**2).sum() / draws)
        # Systematic resampling: less chance than drawing each anew.
        edges = np.minimum(np.cumsum(weight), 1.0)
        out = out[np.searchsorted(edges, (generator.random() + np.arange(draws)) / draws * edges[-1])]
        out = out[generator.permutation(draws)]
    named = {t: (float(centre[n]), float(sd[n])) for n, t in enumerate(fit.terms) if free[n]}
    return Posterior(
        fit.terms, named, method, mode, covariance, out, efficiency, r_hat, divergences, evidence
    )  # fmt: skip


def _nutpie() -> Any:
    """The library, which is an extra."""
    try:
        with warnings.catch_warnings():
            # Its import of ArviZ announces a change of that library to whoever imports it.
            warnings.simplefilter("ignore", FutureWarning)
            import arviz
            import nutpie
            import nutpie.compiled_pyfunc
    except ImportError as error:
        raise BadModel(
            f"NUTS needs the package {error.name}", where="method", hint="pip install 'comity[nuts]'"
        ) from None
    return nutpie, arviz


def _nuts(
    slope: Callable[[np.ndarray], tuple[float, np.ndarray]],
    n: int,
    draws: int,
    chains: int,
    tune: int,
    rng: np.random.Generator,
) -> tuple[np.ndarray, float, float, int]:
    """Draws float64 (draws, n) of a density whose log and gradient are given, efficiency, R-hat and divergences.

    The density is about standard normal around 0, since it comes in units of Laplace's approximation.
    """
    nutpie, arviz = _nutpie()
    if chains < 2 or draws < 2 * chains:
        raise BadModel(f"{draws} draws of {chains} chains", where="chains", hint="two or more, and some draws of each")

    def whole(_seed1: int, _seed2: int, _chain: int) -> Callable[..., dict[str, np.ndarray]]:
        return lambda z: {"z": np.asarray(z)}

    starts = np.random.default_rng(rng.integers(2**63))
    model = nutpie.compiled_pyfunc.from_pyfunc(
        n, lambda: slope, whole, [np.dtype(np.float64)], [(n,)], ["z"],
        make_initial_point_fn=lambda _seed: starts.normal(size=n),
    )  # fmt: skip
    each = -(-draws // chains)
    made = nutpie.sample(
        model, draws=each, tune=tune, chains=chains, cores=1, seed=int(rng.integers(2**31)), progress_bar=False,
        save_warmup=False,
    )  # fmt: skip
    z = made.posterior["z"]
    r_hat = float(arviz.rhat(z)["z"].max())
    if not r_hat < 1.05:
        raise NotConverged(
            f"the chains do not agree: their R-hat is {r_hat:.3f}", where="posterior", hint="draw more, tune longer"
        )
    efficiency = float(arviz.ess(z)["z"].min()) / (each * chains)
    return z.values.reshape(-1, n)[:draws], efficiency, r_hat, int(made.sample_stats["diverging"].sum())
