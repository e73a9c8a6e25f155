"""Penalised fits: ridge, lasso and elastic net, with a strength chosen on events held out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from comity.errors import BadModel, NotConverged
from comity.models.bench.subset import take
from comity.models.design import Design
from comity.models.fit import Fit, likelihood
from comity.models.newton import ascend
from comity.models.parts import Part

__all__ = ["Chosen", "Penalised", "choose_strength", "gaussian_ascent", "penalised", "strongest"]

_MOST = 100


@dataclass(frozen=True, slots=True, eq=False)
class Penalised:
    """A penalised fit.

    terms    : the p parameters.   estimate : float64 (p,), exactly 0 where a lasso left a term out.
    strength : the lambda of the objective.   mix : 0 ridge, 1 lasso.   weight : float64 (p,), each term's own share of
               the penalty; 0 is not penalised.
    log_likelihood : there, without the penalty.   df : effective parameters: the trace of I (I + P)^-1 over the terms
               that are in.
    objective : log_likelihood / M less the penalty.
    converged : whether the conditions of a maximum hold, to 1e-6 of the largest score.

    There are no standard errors: those of a penalised estimate do not make intervals that hold their level.
    """

    terms: tuple[str, ...]
    estimate: np.ndarray
    strength: float
    mix: float
    weight: np.ndarray
    log_likelihood: float
    df: float
    objective: float
    converged: bool

    @property
    def chosen(self) -> tuple[str, ...]:
        """The terms whose estimate is not 0."""
        return tuple(t for t, v in zip(self.terms, self.estimate, strict=True) if v != 0)

    def table(self) -> Any:
        """A Polars table, one row a term: estimate, weight of its penalty."""
        import polars as pl

        return pl.DataFrame({"term": list(self.terms), "estimate": self.estimate, "weight": self.weight})


def penalised(
    fit: Fit,
    strength: float,
    *,
    mix: float = 0.0,
    weight: Mapping[str, float] | None = None,
    standardise: bool = True,
    start: np.ndarray | None = None,
) -> Penalised:
    """Maximise log L / M - strength * sum of weight_k (mix |b_k| + (1 - mix) / 2 b_k^2).

    Parameters
    ----------
    fit      : of the model without a penalty; it need not have converged, since a penalty identifies what the events
               alone do not.
    strength : 0 or more.   mix : 0 is ridge, 1 is lasso, in between an elastic net.
    weight   : term -> its share of the penalty (default 1; the baseline 0; 0 leaves a term free).
    standardise : let b_k be per standard deviation of the statistic among the candidates, so that units do not matter.

    Raises
    ------
    BadModel : a strength, mix or weight that cannot be.

    Source: Zou & Hastie 2005, doi:10.1111/j.1467-9868.2005.00503.x; proximal Newton steps by coordinate descent as in
    Friedman, Hastie & Tibshirani 2010, doi:10.18637/jss.v033.i01.
    """
    if not strength >= 0 or not np.isfinite(strength):
        raise BadModel(f"strength = {strength!r}", where="strength", hint="it is 0 or more")
    if not 0 <= mix <= 1:
        raise BadModel(f"mix = {mix!r}", where="mix", hint="0 is ridge, 1 is lasso")
    design = fit.design
    shares, scale = _weights(fit, weight), _scale(fit) if standardise else np.ones(design.p)
    # In units of the statistic a penalty on b * scale is one of these on b.
    first, second = strength * mix * shares * scale, strength * (1 - mix) * shares * scale**2
    free = ~np.array(fit.fixed, dtype=bool)
    beta = np.where(free, 0.0 if start is None else start, fit.estimate)
    if start is None and design.model.timed and free[0]:
        # As in the unpenalised ascent: the pass at 0 counts the exposure.
        exposed = -likelihood(design, np.zeros(design.p))[0]
        beta[0] = np.log(design.timeline.n_events / exposed) if exposed > 0 else 0.0
    return _maximise(design, beta, free, first, second, strength, mix, shares)


def _weights(fit: Fit, weight: Mapping[str, float] | None) -> np.ndarray:
    shares = np.array([0.0 if term == "baseline" else 1.0 for term in fit.terms])
    for term, value in (weight or {}).items():
        if term not in fit.terms:
            raise BadModel(f"there is no term {term!r}", where="weight", hint=f"the terms are {', '.join(fit.terms)}")
        if not value >= 0:
            raise BadModel(f"the weight of {term} is {value!r}", where="weight", hint="it is 0 or more")
        shares[fit.terms.index(term)] = value
    return shares


def _scale(fit: Fit) -> np.ndarray:
    """float64 (p,): the standard deviation of each statistic among the candidates of an event, at no effects."""
    null = np.zeros(fit.design.p)
    _, _, info = likelihood(fit.design, null)
    if fit.model.timed:
        mean = info[0] / info[0, 0]
        return np.sqrt(np.maximum(np.diag(info) / info[0, 0] - mean**2, 0.0))
    return np.sqrt(np.diag(info) / fit.n_events)


def _maximise(
    design: Design,
    beta: np.ndarray,
    free: np.ndarray,
    first: np.ndarray,
    second: np.ndarray,
    strength: float,
    mix: float,
    shares: np.ndarray,
) -> Penalised:
    M = design.timeline.n_events

    def cost(b: np.ndarray) -> float:
        return float(first @ np.abs(b) + 0.5 * second @ b**2)

    ll, score, info = likelihood(design, beta)
    value = ll / M - cost(beta)
    converged = False
    size = max(float(np.abs(score / M).max()), 1e-300)
    for _ in range(_MOST):
        target = _coordinates(beta, score / M, info / M, first, second, free)
        step, part = target - beta, 1.0
        if not np.abs(step).max(initial=0.0) > 1e-10 * (1 + np.abs(beta).max(initial=0.0)):
            converged = True
            break
        for _ in range(40):
            trial = target if part == 1.0 else beta + part * step
            new = likelihood(design, trial)
            if np.isfinite(new[0]) and new[0] / M - cost(trial) >= value - 1e-13 * abs(value):
                break
            part *= 0.5
        else:
            break
        beta, (ll, score, info), value = trial, new, new[0] / M - cost(trial)
    # The conditions of a maximum: the score balances the penalty, or cannot lift a coefficient off 0.
    pull = score / M - second * beta
    slack = np.where(beta != 0, np.abs(pull - first * np.sign(beta)), np.maximum(np.abs(pull) - first, 0.0))
    converged = converged or bool((slack[free] < 1e-6 * size).all())
    active = np.flatnonzero(free & (beta != 0))
    inner = info[np.ix_(active, active)]
    df = float(np.trace(np.linalg.solve(inner + M * np.diag(second[active]), inner))) if active.size else 0.0
    return Penalised(design.labels, beta, strength, mix, shares, ll, df, value, converged)


def _coordinates(
    beta: np.ndarray, score: np.ndarray, info: np.ndarray, first: np.ndarray, second: np.ndarray, free: np.ndarray
) -> np.ndarray:
    """The maximum of the quadratic approximation less the penalty, by coordinate descent."""
    b = beta.copy()
    curve = np.diag(info) + second
    for _ in range(1000):
        largest = 0.0
        for k in np.flatnonzero(free & (curve > 0)):
            pull = score[k] - info[k] @ (b - beta) + info[k, k] * b[k]
            new = np.sign(pull) * max(abs(pull) - first[k], 0.0) / curve[k]
            largest = max(largest, abs(new - b[k]) * np.sqrt(curve[k]))
            b[k] = new
        if largest < 1e-13:
            break
    return b


def strongest(
    fit: Fit, *, mix: float = 1.0, weight: Mapping[str, float] | None = None, standardise: bool = True
) -> float:
    """The least strength at which a lasso or elastic net leaves all penalised terms out."""
    shares = _weights(fit, weight)
    first = shares * (_scale(fit) if standardise else 1.0)
    only = penalised(fit, 1e6, mix=1.0, weight=weight, standardise=standardise)
    _, score, _ = likelihood(fit.design, only.estimate)
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = np.where(first > 0, np.abs(score) / fit.n_events / first, 0.0)
    return float(reach.max()) / max(mix, 1e-3)


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """A strength chosen by cross-validation.

    strengths : float64 (L,), from the strongest down.   score : float64 (L,), mean log-likelihood of a held-out event;
    std_error : float64 (L,), of that mean over folds.   estimates : float64 (L, p), the path on all events.
    best      : index of the highest score; simplest : of the strongest penalty within one standard error of it.
    fit       : at ``best`` or ``simplest``, as was asked.
    """

    strengths: np.ndarray
    score: np.ndarray
    std_error: np.ndarray
    estimates: np.ndarray
    best: int
    simplest: int
    fit: Penalised


def choose_strength(
    fit: Fit,
    *,
    mix: float = 1.0,
    folds: int = 10,
    strengths: Sequence[float] | np.ndarray | None = None,
    rule: str = "best",
    weight: Mapping[str, float] | None = None,
    standardise: bool = True,
) -> Chosen:
    """Choose the strength of a penalty by cross-validation over stretches of the history.

    Each fold is a stretch of consecutive events; the statistics of all events see the whole history before them, and
    only the likelihood of the fold is left out. ``strengths``: absent, 30 on a log scale from the one at which nothing
    is left down to a thousandth of it. ``rule``: ``best`` or ``one_se``.

    Raises
    ------
    BadModel     : fewer than two folds or more folds than event times, or another rule.
    NotConverged : a penalised fit did not converge.
    """
    if rule not in ("best", "one_se"):
        raise BadModel(f"rule = {rule!r}", where="rule", hint="it is best or one_se")
    line = fit.design.timeline
    counts = np.diff(line.event_ptr)
    if not 2 <= folds <= int((counts > 0).sum()):
        raise BadModel(f"folds = {folds}", where="folds", hint="from 2 to the number of event times")
    if strengths is None:
        top = strongest(fit, mix=mix, weight=weight, standardise=standardise)
        strengths = top * np.logspace(0, -3, 30)
    path = np.sort(np.asarray(strengths, dtype=np.float64))[::-1]
    fold = np.minimum(line.event_ptr[:-1] * folds // max(line.n_events, 1), folds - 1)
    shares, scale = _weights(fit, weight), _scale(fit) if standardise else np.ones(fit.design.p)
    free = ~np.array(fit.fixed, dtype=bool)
    start = penalised(fit, float(path[0]), mix=mix, weight=weight, standardise=standardise).estimate

    def down(design: Design) -> list[Penalised]:
        made, beta = [], start
        for strength in path:
            first, second = strength * mix * shares * scale, strength * (1 - mix) * shares * scale**2
            one = _maximise(design, beta, free, first, second, float(strength), mix, shares)
            if not one.converged:
                raise NotConverged(
                    f"the penalised fit at strength {strength:.3g} did not converge",
                    where="strengths",
                    hint="leave out the weakest strengths",
                )
            made.append(one)
            beta = one.estimate
        return made

    whole = down(fit.design)
    scores = np.empty((folds, path.size))
    sizes = np.empty(folds)
    for k in range(folds):
        held = take(fit.design, fold == k)
        sizes[k] = held.timeline.n_events
        scores[k] = [likelihood(held, one.estimate)[0] / sizes[k] for one in down(take(fit.design, fold != k))]
    mean = np.average(scores, axis=0, weights=sizes)
    error = np.sqrt(np.average((scores - mean) ** 2, axis=0, weights=sizes) / (folds - 1))
    best = int(np.argmax(mean))
    simplest = int(np.flatnonzero(mean >= mean[best] - error[best])[0])
    return Chosen(
        path, mean, error, np.stack([one.estimate for one in whole]), best, simplest,
        whole[best if rule == "best" else simplest],
    )  # fmt: skip


def gaussian_ascent(
    likelihood: Callable[[np.ndarray], Part],
    start: np.ndarray,
    free: np.ndarray,
    centre: np.ndarray,
    precision: np.ndarray,
    reach: np.ndarray,
) -> tuple[np.ndarray, float, np.ndarray, bool]:
    """Maximise log L - (b - centre)' diag(precision) (b - centre) / 2.

    Returns the maximum float64 (p,), log L there, the information float64 (p, p) of log L, and whether it arrived.
    """

    def evaluate(beta: np.ndarray) -> Part:
        ll, score, info = likelihood(beta)
        gap = precision * (beta - centre)
        return ll - 0.5 * float(gap @ (beta - centre)), score - gap, info + np.diag(precision)

    end = ascend(evaluate, start, free, reach)
    ll = end.log_likelihood + 0.5 * float(precision @ (end.beta - centre) ** 2)
    return end.beta, ll, end.information - np.diag(precision), end.arrived
