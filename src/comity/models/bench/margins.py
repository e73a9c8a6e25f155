"""Marginal effects, contrasts and predicted curves on the scale of probabilities and rates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np

from comity.errors import BadModel
from comity.models.bench.compare import contrasts_of
from comity.models.bench.plots import Plot, curve_plot
from comity.models.bench.residuals import _free
from comity.models.fit import Fit

__all__ = ["Curve", "Margins", "contrast", "marginal_effects", "predicted"]


@dataclass(frozen=True, slots=True, eq=False)
class Margins:
    """Quantities with their spread.

    what     : the name of each of q quantities.   unit : of the quantities, in words.
    estimate, std_error : float64 (q,).   low, high : float64 (q,), the interval of ``level``.
    how      : ``delta`` (first-order, symmetric) or ``simulation`` (quantiles over draws of the parameters).
    """

    what: tuple[str, ...]
    unit: str
    estimate: np.ndarray
    std_error: np.ndarray
    low: np.ndarray
    high: np.ndarray
    level: float
    how: str

    def table(self) -> Any:
        """A Polars table, one row a quantity."""
        import polars as pl

        names = ("estimate", "std_error", "low", "high")
        return pl.DataFrame({"what": list(self.what), **{name: getattr(self, name) for name in names}})


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """A predicted curve: ``margins`` has one quantity for each of the values x float64 (q,) of ``term``."""

    term: str
    x: np.ndarray
    margins: Margins

    def plot(self) -> Plot:
        """The curve with its band."""
        m = self.margins
        return curve_plot(self.x, m.estimate, m.low, m.high, across=self.term, up=m.unit)


def contrast(fit: Fit, terms: Mapping[str, float] | Sequence[str] | np.ndarray, *, level: float = 0.95) -> Margins:
    """Linear combinations of coefficients with intervals; on the scale of log rates or log odds.

    terms : one combination, term -> weight; names of single terms; or float64 (q, p), a combination a row.
    """
    fit.require_converged()
    rows, words = contrasts_of(fit, terms)
    error = np.sqrt(np.einsum("ij,jk,ik->i", rows, fit.covariance, rows))
    estimate = rows @ fit.estimate
    half = NormalDist().inv_cdf(0.5 + level / 2) * error
    return Margins(tuple(words), "log rate", estimate, error, estimate - half, estimate + half, level, "delta")


def marginal_effects(
    fit: Fit,
    terms: Sequence[str] | None = None,
    *,
    step: float | Mapping[str, float] = 1.0,
    scale: str = "probability",
    how: str = "delta",
    level: float = 0.95,
    events: int = 500,
    draws: int = 1000,
    rng: np.random.Generator | int = 0,
) -> Margins:
    """The average change in what happened being what happens next, were a statistic of it larger by a step.

    At each event the statistic of the candidate that acted is raised by ``step`` and its probability among the
    candidates computed anew; the average of the difference over events is the effect. Where a term is part of a
    product, raising its factor raises the product too, by the step times the other factor, so that interactions are
    accounted for.

    Parameters
    ----------
    terms  : the terms to raise; absent: all but the baseline and the products.
    step   : how far, one number or term -> number, in units of the statistic.
    scale  : ``probability``, of the candidate at the next event (of a receiver in a choice model); ``rate``, events per
             second of the candidate, which only timed models have; ``ratio``, its rate over what it was.
    how    : ``delta`` or ``simulation``.
    events : at most so many events are averaged over, evenly spread in time.

    Raises
    ------
    BadModel     : a term that there is not, or a scale that the model does not have.
    NotConverged : the fit did not converge.
    """
    fit.require_converged()
    shifted = _Shifts(fit, events)
    names = list(terms) if terms is not None else [t for t in fit.terms if t != "baseline" and " x " not in t]
    steps = {name: float(step[name] if isinstance(step, Mapping) else step) for name in names}
    moves = [(f"{name} + {steps[name]:g}", shifted.move(name, steps[name])) for name in names]

    def quantity(beta: np.ndarray) -> np.ndarray:
        return np.array([shifted.effect(beta, move, scale) for _, move in moves])

    unit = {"probability": "probability", "rate": "events per second", "ratio": "rate ratio"}
    if scale not in unit:
        raise BadModel(f"scale = {scale!r}", where="scale", hint=f"it is {', '.join(unit)}")
    if scale == "rate" and not fit.model.timed:
        raise BadModel("a model of order has no rates", where="scale", hint='scale = "probability"')
    return _spread(fit, tuple(name for name, _ in moves), f"change in {unit[scale]}", quantity, how, level, draws, rng)


def predicted(
    fit: Fit,
    term: str,
    values: Sequence[float] | np.ndarray,
    *,
    scale: str = "probability",
    how: str = "delta",
    level: float = 0.95,
    events: int = 200,
    draws: int = 1000,
    rng: np.random.Generator | int = 0,
) -> Curve:
    """The average probability (or rate) of the candidate that acted, were a statistic of it each of ``values``.

    Products that the term is a factor of follow it; scale, how and the others as in ``marginal_effects``.
    """
    fit.require_converged()
    if scale not in ("probability", "rate"):
        raise BadModel(f"scale = {scale!r}", where="scale", hint="it is probability or rate")
    if scale == "rate" and not fit.model.timed:
        raise BadModel("a model of order has no rates", where="scale", hint='scale = "probability"')
    shifted = _Shifts(fit, events)
    x = np.asarray(values, dtype=np.float64)
    moves = [shifted.to(term, value) for value in x]

    def quantity(beta: np.ndarray) -> np.ndarray:
        return np.array([shifted.level(beta, move, scale) for move in moves])

    unit = "probability" if scale == "probability" else "events per second"
    what = tuple(f"{term} = {value:g}" for value in x)
    return Curve(term, x, _spread(fit, what, unit, quantity, how, level, draws, rng))


class _Shifts:
    """What happens to the probabilities of what acted when its statistics are shifted.

    x : float64 (M, p), statistics of what acted.
    """

    def __init__(self, fit: Fit, events: int) -> None:
        from comity.models.bench.trace import trace

        if fit.model.process == "coordination":
            raise BadModel(
                "a pair's probability rests on the choices of everybody, which a shift of one statistic does not fix",
                where="process",
                hint="simulate with and without, or read the contrasts",
            )
        self.fit = fit
        kept = trace(fit.design, fit.estimate, samples=fit.samples())
        rows = np.unique(np.linspace(0, kept.x.shape[0] - 1, min(events, kept.x.shape[0])).round().astype(int))
        self.x = kept.x[rows]
        within, share = kept.share[rows], np.exp(kept.log_probability[rows])
        # The other candidates' weight moves with beta by their mean statistics: exact in value, first-order in beta.
        self.others = (kept.mean[rows] - within[:, None] * self.x) / np.maximum(1 - within, 1e-12)[:, None]
        self.log_rest = np.log(np.maximum(1 - share, 1e-300)) - kept.log_probability[rows] + self.x @ fit.estimate

    def rest(self, beta: np.ndarray) -> np.ndarray:
        """float64 (M,), the log of the weights of the other candidates."""
        return self.log_rest + self.others @ (beta - self.fit.estimate)

    def move(self, term: str, step: float) -> np.ndarray:
        """float64 (M, p): how the statistics move when a term rises by a step."""
        k = self._index(term)
        out = np.zeros_like(self.x)
        out[:, k] = step
        for other, weight in self._products(term):
            out[:, other] = step * weight
        return out

    def to(self, term: str, value: float) -> np.ndarray:
        """float64 (M, p): how the statistics move when a term becomes ``value``."""
        k = self._index(term)
        gap = value - self.x[:, k]
        out = np.zeros_like(self.x)
        out[:, k] = gap
        for other, weight in self._products(term):
            out[:, other] = gap * weight
        return out

    def _index(self, term: str) -> int:
        if term not in self.fit.terms:
            raise BadModel(
                f"there is no term {term!r}", where="terms", hint=f"the terms are {', '.join(self.fit.terms)}"
            )
        return self.fit.terms.index(term)

    def _products(self, term: str) -> list[tuple[int, np.ndarray]]:
        """The products that a term is a factor of, and the other factor's value float64 (M,)."""
        found = []
        offset = 1 if self.fit.model.timed else 0
        for place, each in enumerate(self.fit.model.terms):
            if each.product is None or term not in (part.label for part in each.product):
                continue
            first, second = each.product
            other = second if first.label == term else first
            if other.label not in self.fit.terms:
                raise BadModel(
                    f"the product {each.label} is in the model, but its factor {other.label} is not",
                    where="terms",
                    hint="add both factors as terms of their own",
                )
            found.append((place + offset, self.x[:, self.fit.terms.index(other.label)]))
        return found

    def level(self, beta: np.ndarray, move: np.ndarray, scale: str) -> float:
        """The mean probability or rate of what acted, with its statistics moved."""
        eta = (self.x + move) @ beta
        if scale == "rate":
            return float(np.exp(eta).mean())
        return float((1 / (1 + np.exp(self.rest(beta) - eta))).mean())

    def effect(self, beta: np.ndarray, move: np.ndarray, scale: str) -> float:
        """What a move does to the mean probability or rate, or the mean ratio of rates."""
        if scale == "ratio":
            return float(np.exp(move @ beta).mean())
        return self.level(beta, move, scale) - self.level(beta, np.zeros_like(move), scale)


def _spread(
    fit: Fit,
    what: tuple[str, ...],
    unit: str,
    quantity: Any,
    how: str,
    level: float,
    draws: int,
    rng: np.random.Generator | int,
) -> Margins:
    estimate = quantity(fit.estimate)
    free = _free(fit)
    tail = (1 - level) / 2
    if how == "delta":
        jacobian = np.zeros((estimate.size, free.size))
        for column, k in enumerate(free):
            h = 1e-5 * max(fit.std_error[k], 1e-8)
            up, down = fit.estimate.copy(), fit.estimate.copy()
            up[k] += h
            down[k] -= h
            jacobian[:, column] = (quantity(up) - quantity(down)) / (2 * h)
        error = np.sqrt(np.einsum("ij,jk,ik->i", jacobian, fit.covariance[np.ix_(free, free)], jacobian))
        half = NormalDist().inv_cdf(1 - tail) * error
        return Margins(what, unit, estimate, error, estimate - half, estimate + half, level, how)
    if how != "simulation":
        raise BadModel(f"how = {how!r}", where="how", hint="it is delta or simulation")
    values, vectors = np.linalg.eigh(fit.covariance[np.ix_(free, free)])
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    normal = np.random.default_rng(rng).normal(size=(draws, free.size))
    drawn = np.empty((draws, estimate.size))
    for d in range(draws):
        beta = fit.estimate.copy()
        beta[free] += root @ normal[d]
        drawn[d] = quantity(beta)
    low, high = np.quantile(drawn, [tail, 1 - tail], axis=0)
    return Margins(what, unit, estimate, drawn.std(0, ddof=1), low, high, level, how)
