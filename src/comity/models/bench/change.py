"""Change over time: jumps of coefficients, moving windows, coefficients that vary smoothly, outlying events."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from comity.errors import BadModel, NotConverged
from comity.models.bench.plots import Plot, curve_plot
from comity.models.bench.residuals import _free, events_table, residuals
from comity.models.bench.subset import take
from comity.models.bench.trace import Trace, sums_at, trace
from comity.models.fit import Fit, likelihood, refit

__all__ = ["ChangePoints", "Smooth", "change_points", "moving", "outlying", "smooth"]


def outlying(fit: Fit, *, beyond: float = 3.0) -> Any:
    """A Polars table of the events that the model found far less likely than it finds events usually.

    Those whose log-probability, given that something happened, is more than ``beyond`` times the scaled median absolute
    deviation below the median; ``deviations`` says how many. The most surprising first.
    """
    kept = residuals(fit).trace
    middle = np.median(kept.log_probability)
    spread = 1.4826 * np.median(np.abs(kept.log_probability - middle))
    if spread <= 0:
        raise BadModel("the events are all alike to the model", where="fit", hint="it has nothing to tell them by")
    away = (kept.log_probability - middle) / spread
    table = events_table(fit, log_probability=kept.log_probability, deviations=away)
    order = np.argsort(away, kind="stable")
    return table[order[away[order] < -beyond].tolist()]


def moving(fit: Fit, *, width: float = 0.25, steps: int = 10, level: float = 0.95) -> Any:
    """The model fitted to moving windows of the history: a Polars table, one row a window and term.

    Parameters
    ----------
    width : of a window, as a share of the events.   steps : windows from the first event to the last.

    Statistics see the whole history before each event; only the likelihood is of the window. Where a window does not
    determine the model its rows have no numbers and ``why`` says why. Columns: window, first, last (times), events,
    term, estimate, std_error, low, high, why.
    """
    import polars as pl

    if not 0 < width <= 1 or steps < 1:
        raise BadModel(
            f"width = {width!r}, steps = {steps!r}", where="width", hint="a share of the events, and 1 or more"
        )
    line = fit.design.timeline
    M = line.n_events
    size = max(round(width * M), 1)
    rows: list[dict[str, Any]] = []
    for number, first in enumerate(np.unique(np.linspace(0, M - size, steps).round().astype(int))):
        low_r = int(np.searchsorted(line.event_ptr, first, side="right")) - 1
        high_r = int(np.searchsorted(line.event_ptr, first + size, side="left"))
        keep = np.zeros(line.n_readings, dtype=bool)
        keep[low_r:high_r] = True
        part = take(fit.design, keep)
        head: dict[str, Any] = {
            "window": number,
            "first": float(line.time[low_r]),
            "last": float(line.time[high_r - 1]),
            "events": part.timeline.n_events,
        }
        try:
            made = refit(fit, part)
            why = "; ".join(made.why)
            ends = made.interval(level) if made.converged else None
        except BadModel as error:
            made, ends, why = None, None, str(error.message)
        for k, term in enumerate(fit.terms):
            good = made is not None and ends is not None
            rows.append(
                head
                | {
                    "term": term,
                    "estimate": float(made.estimate[k]) if good and made else None,
                    "std_error": float(made.std_error[k]) if good and made else None,
                    "low": float(ends[k, 0]) if good and ends is not None else None,
                    "high": float(ends[k, 1]) if good and ends is not None else None,
                    "why": why,
                }
            )
    return pl.DataFrame(rows, infer_schema_length=None)


@dataclass(frozen=True, slots=True, eq=False)
class ChangePoints:
    """Times at which the coefficients of a model jump.

    times     : float64 (c,), the first time after each change, in order.
    statistic, p_value : float64 (c,), of the test that found it.
    fits      : of the c + 1 stretches in between.
    tried     : (statistic, p value) of the stretches that were not divided further.
    """

    times: np.ndarray
    statistic: np.ndarray
    p_value: np.ndarray
    fits: tuple[Fit, ...]
    tried: tuple[tuple[float, float], ...]


_TRIM = 0.15


def change_points(
    fit: Fit,
    *,
    most: int = 3,
    level: float = 0.05,
    draws: int = 500,
    rng: np.random.Generator | int = 0,
) -> ChangePoints:
    """Find times at which coefficients jump, one after the other, dividing the history where one is found.

    The statistic is the largest score test of a change of all coefficients at any time in the middle 70 in 100 of the
    events; its distribution under no change is that of processes with normal multipliers. Each further division is
    tested at ``level`` over the number of stretches that are tried.

    Raises
    ------
    NotConverged : the fit did not converge.

    Source: Andrews 1993, doi:10.2307/2951764, with the bootstrap of Hansen 1996, doi:10.2307/2171789.
    """
    fit.require_converged()
    generator = np.random.default_rng(rng)
    R = fit.design.timeline.n_readings
    stretches: list[tuple[int, int, Fit]] = [(0, R, fit)]
    found: list[tuple[float, float, float]] = []
    done: list[tuple[int, int, Fit, float, float]] = []
    while stretches:
        low, high, here = stretches.pop(0)
        kept = trace(here.design, here.estimate, samples=here.samples())
        statistic, p, at = _largest(kept, _free(here), draws, generator)
        tests = len(stretches) + len(done) + 1
        halves = None
        if len(found) < most and p < level / tests:
            halves = _halves(fit, low, high, at)
        if halves is None:
            done.append((low, high, here, statistic, p))
            continue
        found.append((float(fit.design.timeline.time[at]), statistic, p))
        stretches += [(low, at, halves[0]), (at, high, halves[1])]
    found.sort()
    done.sort(key=lambda each: each[0])
    table = np.array(found).reshape(-1, 3)
    return ChangePoints(
        table[:, 0], table[:, 1], table[:, 2], tuple(each[2] for each in done), tuple((d[3], d[4]) for d in done)
    )


def _halves(fit: Fit, low: int, high: int, at: int) -> tuple[Fit, Fit] | None:
    """Fits to both sides of a reading, or None where one of them does not determine the model."""
    order = np.arange(fit.design.timeline.n_readings)
    try:
        one = refit(fit, take(fit.design, (order >= low) & (order < at)))
        other = refit(fit, take(fit.design, (order >= at) & (order < high)))
    except BadModel:
        return None
    return (one, other) if one.converged and other.converged else None


def _largest(kept: Trace, free: np.ndarray, draws: int, rng: np.random.Generator) -> tuple[float, float, int]:
    """The largest score statistic over times, its p value, and the reading after which it lies."""
    S, M = kept.time.size, kept.step.size
    before = np.searchsorted(kept.step, np.arange(S + 1))
    inside = np.flatnonzero((before[1:] >= _TRIM * M) & (before[1:] <= (1 - _TRIM) * M))
    # A change lies after an event; at most 200 places are tried.
    inside = inside[np.diff(before)[inside] > 0]
    if inside.size < 2:
        return 0.0, 1.0, 0
    places = inside[np.unique(np.linspace(0, inside.size - 1, 200).round().astype(int))]
    info = np.cumsum(kept.information[:, free][:, :, free], 0)[places]
    total = kept.information[:, free][:, :, free].sum(0)
    left = info - info @ np.linalg.solve(total, info)
    weight = np.linalg.pinv(left, hermitian=True)
    score = np.cumsum(kept.score[:, free], 0)[places]
    statistic = np.einsum("mi,mij,mj->m", score, weight, score)
    z = (kept.x if kept.timed else kept.schoenfeld)[:, free]
    share = info @ np.linalg.inv(total)
    cut = before[places + 1]
    largest = np.empty(draws)
    for d in range(draws):
        walk = np.cumsum(z * rng.normal(size=(M, 1)), 0)
        drawn = walk[cut - 1] - share @ walk[-1]
        largest[d] = np.einsum("mi,mij,mj->m", drawn, weight, drawn).max()
    best = int(np.argmax(statistic))
    p = (1 + int((largest >= statistic[best]).sum())) / (draws + 1)
    # Steps may be events; a division is between readings.
    return float(statistic[best]), p, int(kept.reading[places[best]]) + 1


@dataclass(frozen=True, slots=True, eq=False)
class Smooth:
    """Coefficients that vary smoothly in time.

    terms     : all p terms; ``varying`` those that vary.
    time      : float64 (B,), the middles of the blocks of time.
    estimate  : float64 (B, p).   std_error : float64 (B, p), of the curves, the smoothing taken as given.
    df        : float64 (p,), effective parameters of each curve; 1 is a constant.
    log_likelihood, aic : of the curves, with the sum of ``df`` as the number of parameters.
    strength  : the smoothing that was chosen.
    """

    terms: tuple[str, ...]
    varying: tuple[str, ...]
    time: np.ndarray
    estimate: np.ndarray
    std_error: np.ndarray
    df: np.ndarray
    log_likelihood: float
    aic: float
    strength: float

    def band(self, term: str, level: float = 0.95) -> np.ndarray:
        """float64 (B, 2): pointwise band of a curve."""
        from statistics import NormalDist

        k = self._index(term)
        half = NormalDist().inv_cdf(0.5 + level / 2) * self.std_error[:, k]
        return np.stack([self.estimate[:, k] - half, self.estimate[:, k] + half], axis=1)

    def plot(self, term: str, level: float = 0.95) -> Plot:
        """The curve of a term with its band."""
        ends = self.band(term, level)
        return curve_plot(
            self.time, self.estimate[:, self._index(term)], ends[:, 0], ends[:, 1], across="time", up=term, level=0.0
        )

    def _index(self, term: str) -> int:
        if term not in self.terms:
            raise BadModel(f"there is no term {term!r}", where="term", hint=f"the terms are {', '.join(self.terms)}")
        return self.terms.index(term)


def smooth(
    fit: Fit,
    terms: Sequence[str] | None = None,
    *,
    blocks: int = 40,
    knots: int = 8,
    strengths: Sequence[float] | None = None,
) -> Smooth:
    """Let coefficients vary smoothly in time: cubic P-splines, smoothing by AIC.

    Parameters
    ----------
    terms  : those that vary; absent: all that were estimated.
    blocks : the curves are constant within blocks of time of as many events each; knots : of each spline.
    strengths : of the penalty on the second differences of the spline's coefficients to choose from.

    The strength is the one of the least AIC by the second-order approximation of the likelihood around the curves; the
    curves themselves are at their penalised maximum.

    Raises
    ------
    BadModel     : a term that there is not.
    NotConverged : the fit, or the curves, did not converge.

    Source: Eilers & Marx 1996, doi:10.1214/ss/1038425655; the alternation is that of Gu 1992, Journal of
    Computational and Graphical Statistics 1.
    """
    from scipy.interpolate import BSpline

    fit.require_converged()
    free = _free(fit)
    varying = [fit.terms[k] for k in free] if terms is None else list(terms)
    for term in varying:
        if term not in fit.terms or fit.fixed[fit.terms.index(term)]:
            raise BadModel(
                f"there is no estimated term {term!r}", where="terms", hint=f"the terms are {', '.join(fit.terms)}"
            )
    line = fit.design.timeline
    M = line.n_events
    B = int(min(blocks, np.unique(line.time).size // 2, M // 3))
    if B < 4:
        raise BadModel(f"{M} events are too few for curves in time", where="blocks", hint="fit a constant")
    # The last events of a block see the same parameters as its first; a block begins with the reading after an event.
    block = np.minimum(line.event_ptr[:-1] * B // max(M, 1), B - 1)
    block = np.unique(block, return_inverse=True)[1]
    B = int(block.max()) + 1
    when = np.array([line.time[block == b].mean() for b in range(B)])
    u = (when - when[0]) / (when[-1] - when[0])
    # Evenly spaced beyond both ends, so that what the penalty leaves alone is a straight line.
    step = 1 / max(knots - 3, 1)
    grid = np.arange(-3, max(knots - 3, 1) + 4) * step
    basis = BSpline.design_matrix(np.clip(u, 0, 1 - 1e-12), grid, 3).toarray()
    K = basis.shape[1]
    parts = [basis if term in varying else np.ones((B, 1)) for term in np.array(fit.terms)[free]]
    ends = np.cumsum([0] + [part.shape[1] for part in parts])
    D = np.diff(np.eye(K), 2, axis=0)
    penalty = np.zeros((ends[-1], ends[-1]))
    for k, part in enumerate(parts):
        if part.shape[1] > 1:
            # In units of the information of the term, so that one strength suits all.
            size = fit.information[free[k], free[k]] / B
            penalty[ends[k] : ends[k + 1], ends[k] : ends[k + 1]] = size * D.T @ D

    def tried(strength: float, theta: np.ndarray, at: _Sums) -> tuple[float, np.ndarray, np.ndarray]:
        """AIC, coefficients and their covariance at a strength, by what the likelihood looks like around ``theta``."""
        ll, score, information = at
        covariance = np.linalg.inv(information + strength * penalty)
        step = covariance @ (score - strength * penalty @ theta)
        gain = float(score @ step - 0.5 * step @ information @ step)
        return -2 * (ll + gain) + 2 * float(np.trace(covariance @ information)), theta + step, covariance

    choices = sorted(strengths if strengths is not None else 10.0 ** np.arange(3.0, -2.5, -0.5), reverse=True)
    theta = np.concatenate([np.full(part.shape[1], fit.estimate[k]) for part, k in zip(parts, free, strict=True)])
    curves = _Curves(fit, free, block, parts, ends)
    at, chosen = curves.sums(theta), math.nan
    # The strength is chosen around the curves, and the curves made anew with it, until it stays.
    for _ in range(10):
        best = choices[int(np.argmin([tried(strength, theta, at)[0] for strength in choices]))]
        if best == chosen:
            break
        chosen = best
        theta, at = curves.ascend(theta, at, chosen * penalty)
    aic, _, covariance = tried(chosen, theta, at)
    shares = np.diag(covariance @ at[2])
    df, estimate, error = np.zeros(len(fit.terms)), np.tile(fit.estimate, (B, 1)), np.zeros((B, len(fit.terms)))
    for k, part in enumerate(parts):
        here = slice(ends[k], ends[k + 1])
        df[free[k]] = shares[here].sum()
        estimate[:, free[k]] = part @ theta[here]
        error[:, free[k]] = np.sqrt(np.einsum("bi,ij,bj->b", part, covariance[here, here], part))
    return Smooth(fit.terms, tuple(varying), when, estimate, error, df, at[0], aic, float(chosen))


# Log-likelihood, score and information in the coefficients of the curves.
_Sums = tuple[float, np.ndarray, np.ndarray]


class _Curves:
    """The likelihood as a function of the coefficients of curves that are constant within blocks of readings."""

    def __init__(
        self, fit: Fit, free: np.ndarray, block: np.ndarray, parts: list[np.ndarray], ends: np.ndarray
    ) -> None:
        self.fit, self.free, self.block = fit, free, block
        self.wide = np.zeros((int(block.max()) + 1, free.size, ends[-1]))
        for k, part in enumerate(parts):
            self.wide[:, k, ends[k] : ends[k + 1]] = part
        # A choice is among one sender's receivers, so that one pass over all events costs less than one a block.
        self.samples = fit.samples()
        self.whole = fit.model.process == "choice" or self.samples is not None
        blocks = range(self.wide.shape[0])
        self.designs = [] if self.whole else [take(fit.design, block == b) for b in blocks]

    def sums(self, theta: np.ndarray) -> _Sums:
        """What each block gives at its own parameters, summed."""
        free, B = self.free, self.wide.shape[0]
        beta = np.tile(self.fit.estimate, (B, 1))
        beta[:, free] = self.wide @ theta
        if self.whole:
            kept = trace(self.fit.design, beta, self.block, samples=self.samples)
            of = self.block[kept.reading]
            ll = float(kept.log_likelihood.sum())
            score, info = sums_at(of, kept.score[:, free], B), sums_at(of, kept.information[:, free][:, :, free], B)
        else:
            made = [likelihood(design, b) for design, b in zip(self.designs, beta, strict=True)]
            ll = sum(each[0] for each in made)
            score = np.array([each[1][free] for each in made])
            info = np.array([each[2][np.ix_(free, free)] for each in made])
        return (
            ll,
            np.einsum("bkt,bk->t", self.wide, score),
            np.einsum("bkt,bkl,blu->tu", self.wide, info, self.wide, optimize=True),
        )

    def ascend(self, theta: np.ndarray, at: _Sums, penalty: np.ndarray) -> tuple[np.ndarray, _Sums]:
        """Newton steps to the penalised maximum."""
        for _ in range(30):
            ll, score, info = at
            pull = score - penalty @ theta
            step = np.linalg.solve(info + penalty, pull)
            if float(step @ pull) < 1e-7:
                return theta, at
            scale, height = 1.0, ll - 0.5 * theta @ penalty @ theta
            for _ in range(20):
                trial = theta + scale * step
                new = self.sums(trial)
                if np.isfinite(new[0]) and new[0] - 0.5 * trial @ penalty @ trial >= height:
                    break
                scale *= 0.5
            else:
                break
            theta, at = trial, new
        raise NotConverged("the curves did not converge", where="smooth", hint="use fewer knots or stronger smoothing")
