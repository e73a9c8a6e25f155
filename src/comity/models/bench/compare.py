"""Choosing between models: tests, criteria, and scores on events held out, over a list of fits."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from comity.errors import BadModel
from comity.models.bench.subset import take
from comity.models.bench.trace import trace
from comity.models.candidates import event_ranks
from comity.models.design import Design
from comity.models.fit import Fit, likelihood, refit
from comity.models.model import Model

__all__ = ["HeldOut", "Test", "compare", "held_out", "lr_test", "score_test", "vuong_test", "wald_test"]


@dataclass(frozen=True, slots=True)
class Test:
    """A test.

    name : which.   hypothesis : what it would reject, in words.   statistic, df : df is None for a normal statistic.
    p_value : of a statistic as far out or further, were the hypothesis true.
    """

    name: str
    hypothesis: str
    statistic: float
    df: int | None
    p_value: float

    def __str__(self) -> str:
        law = f"chi-squared({self.df})" if self.df is not None else "z"
        shown = "p < 0.001" if self.p_value < 0.001 else f"p = {self.p_value:.3f}"
        return f"{self.name}: {law} = {self.statistic:.3f}, {shown}. Hypothesis: {self.hypothesis}."


def lr_test(small: Fit, large: Fit) -> Test:
    """The likelihood ratio test of a model within another on the same events.

    Raises
    ------
    BadModel     : the one is not within the other, or they are not of the same events.
    NotConverged : one of them did not converge.

    Source: Wilks 1938, doi:10.1214/aoms/1177732360.
    """
    from scipy.stats import chi2

    added = _nested(small, large)
    statistic = max(2 * (large.log_likelihood - small.log_likelihood), 0.0)
    return Test("likelihood ratio test", _zero(added), statistic, len(added), float(chi2.sf(statistic, len(added))))


def wald_test(fit: Fit, terms: Sequence[str] | Mapping[str, float] | np.ndarray, value: Any = 0.0) -> Test:
    """The Wald test of linear hypotheses, with the covariance of the fit (robust where that is).

    Parameters
    ----------
    terms : names of terms that are jointly 0; or one contrast, term -> weight; or float64 (q, p), one contrast a row.
    value : what the contrasts are under the hypothesis, a number or float64 (q,).

    Raises
    ------
    BadModel : a term that there is not, or contrasts that depend on each other.
    """
    from scipy.stats import chi2

    fit.require_converged()
    rows, words = contrasts_of(fit, terms)
    gap = rows @ fit.estimate - value
    spread = rows @ fit.covariance @ rows.T
    if np.linalg.matrix_rank(spread) < rows.shape[0]:
        raise BadModel("the hypotheses depend on each other, or on terms that are fixed", where="terms")
    statistic = float(gap @ np.linalg.solve(spread, gap))
    said = " and ".join(f"{word} = {v:g}" for word, v in zip(words, np.broadcast_to(value, len(words)), strict=True))
    return Test("Wald test", said, statistic, rows.shape[0], float(chi2.sf(statistic, rows.shape[0])))


def contrasts_of(fit: Fit, terms: Sequence[str] | Mapping[str, float] | np.ndarray) -> tuple[np.ndarray, list[str]]:
    """float64 (q, p) and the words for each row."""
    p = len(fit.terms)
    if isinstance(terms, np.ndarray):
        rows = np.atleast_2d(np.asarray(terms, dtype=np.float64))
        if rows.shape[1] != p:
            raise BadModel(f"a contrast has {rows.shape[1]} weights for {p} terms", where="terms")
        return rows, [_said(fit, row) for row in rows]
    weights = [dict(terms)] if isinstance(terms, Mapping) else [{term: 1.0} for term in terms]
    rows = np.zeros((len(weights), p))
    for row, each in zip(rows, weights, strict=True):
        for term, weight in each.items():
            if term not in fit.terms:
                raise BadModel(
                    f"there is no term {term!r}", where="terms", hint=f"the terms are {', '.join(fit.terms)}"
                )
            row[fit.terms.index(term)] = weight
    return rows, [_said(fit, row) for row in rows]


def _said(fit: Fit, row: np.ndarray) -> str:
    parts = [
        (f"{'-' if w < 0 else '+'} " + (f"{abs(w):g} " if abs(w) != 1 else "") + term)
        for w, term in zip(row, fit.terms, strict=True)
        if w
    ]
    return " ".join(parts).removeprefix("+ ") or "0"


def score_test(small: Fit, effects: Sequence[str | Mapping[str, Any]]) -> Test:
    """Rao's score test of adding effects to a fit, which are not estimated.

    Raises
    ------
    BadModel     : an effect that cannot be added.
    NotConverged : the fit did not converge.

    Source: Rao 1948, doi:10.1017/S0305004100023987.
    """
    from scipy.stats import chi2

    small.require_converged()
    model = small.model
    more = Model.of(model.process, list(effects), timing=model.timing, convention=model.convention)
    have = [term.label for term in model.terms]
    added = [term for term in more.terms if term.label not in have]
    if not added:
        raise BadModel("the effects are in the model already", where="effects")
    wide = Model(model.process, model.timing, model.convention, (*model.terms, *added), model.fixed)
    design = Design.build(wide, small.design.history)
    beta = np.zeros(design.p)
    beta[[design.labels.index(label) for label in small.terms]] = small.estimate
    _, score, information = likelihood(design, beta)
    free = np.array([label not in model.fixed for label in design.labels])
    score, information = score[free], information[np.ix_(free, free)]
    names = [term.label for term in added]
    try:
        statistic = float(score @ np.linalg.solve(information, score))
    except np.linalg.LinAlgError:
        raise BadModel(
            "the effects say nothing that the model does not say already", where="effects", hint=f"drop {names[0]}"
        ) from None
    return Test("score test", _zero(names), statistic, len(names), float(chi2.sf(statistic, len(names))))


def vuong_test(one: Fit, other: Fit) -> Test:
    """Vuong's test of two models of the same events of which neither is within the other.

    A positive statistic speaks for the first. Corrected for the numbers of parameters as BIC does.

    Source: Vuong 1989, doi:10.2307/1912557, eq 5.9.
    """
    for each in (one, other):
        each.require_converged()
    _same_events(one, other)
    a, b = (_by_event(each) for each in (one, other))
    gain = a - b
    M = gain.size
    spread = float(gain.std())
    if spread < 1e-10:
        raise BadModel("the models say the same of every event", where="fits", hint="one of them is enough")
    less = (one.n_parameters - other.n_parameters) / 2 * math.log(M)
    z = (float(gain.sum()) - less) / (math.sqrt(M) * spread)
    return Test("Vuong test", "both are equally far from what happened", z, None, math.erfc(abs(z) / math.sqrt(2)))


def _by_event(fit: Fit) -> np.ndarray:
    """float64 (K,): log-likelihood of each distinct time of events, what was waited since the last included."""
    kept = trace(fit.design, fit.estimate, samples=fit.samples())
    events = np.bincount(kept.step, minlength=kept.time.size) > 0
    ends = np.flatnonzero(events)
    passed = np.cumsum(kept.log_likelihood)[ends]
    if kept.timed:
        passed[-1] = kept.log_likelihood.sum()
    return np.diff(passed, prepend=0.0)


def _same_events(one: Fit, other: Fit) -> None:
    a, b = one.design.timeline, other.design.timeline
    if one.model.process != other.model.process or one.model.timing != other.model.timing:
        raise BadModel(
            f"a {one.model.timing} {one.model.process} model cannot be compared with a {other.model.timing} "
            f"{other.model.process} model",
            where="fits",
            hint="their likelihoods are of different things",
        )
    if _draws(one) != _draws(other):
        raise BadModel(
            "the fits are not of the same candidates", where="fits", hint="give both the same controls, draws and rng"
        )
    if a.convention.ties != b.convention.ties:
        raise BadModel("the fits treat ties differently", where="fits", hint="give both the same `ties`")
    same = a.n_events == b.n_events and all(
        np.array_equal(getattr(a, name), getattr(b, name)) for name in ("event_row", "sender", "receiver")
    )
    if not same:
        raise BadModel("the fits are not of the same events", where="fits", hint="fit both to one history")


def _draws(fit: Fit) -> object:
    """What two fits to the same events must share for their candidates to be the same."""
    if fit.sampling is None:
        return None
    return fit.sampling.controls, [(each.entropy, each.spawn_key) for each in fit.sampling.seeds]


def _nested(small: Fit, large: Fit) -> list[str]:
    for each in (small, large):
        each.require_converged()
    _same_events(small, large)
    mine, theirs = (
        {t for t, fixed in zip(each.terms, each.fixed, strict=True) if not fixed} for each in (small, large)
    )
    held = {t: v for t, v, fixed in zip(small.terms, small.estimate, small.fixed, strict=True) if fixed}
    other = {t: v for t, v, fixed in zip(large.terms, large.estimate, large.fixed, strict=True) if fixed}
    kept = all(held.get(t, 0.0) == v for t, v in other.items()) and all(t in theirs or t in other for t in held)
    if not mine < theirs or not kept:
        left = ", ".join(sorted(mine - theirs)) or "no term"
        raise BadModel(
            f"the first model is not within the second: {left} of the first is not in the second",
            where="fits",
            hint="use vuong_test for models of which neither is within the other",
        )
    return [term for term in large.terms if term in theirs - mine]


def _zero(terms: Sequence[str]) -> str:
    return " and ".join(f"{term} = 0" for term in terms)


def compare(fits: Mapping[str, Fit] | Sequence[Fit], *, held_out_from: float | None = None, at: int = 10) -> Any:
    """A Polars table over several fits of the same events, the best AIC first.

    Columns: model, events, parameters, log_likelihood, AIC, AICc, BIC, delta_AIC, weight (of Akaike), pseudo_R2
    (McFadden: 1 - log L / log L of no effects), converged; with ``held_out_from`` (a share of the events, from 0 to 1)
    also log_score and recall on the rest, see ``held_out``.

    Raises
    ------
    BadModel : the fits are not of the same events.
    """
    import polars as pl

    named = dict(fits) if isinstance(fits, Mapping) else {f"model {k}": each for k, each in enumerate(fits, start=1)}
    if not named:
        raise BadModel("there are no fits to compare", where="fits")
    first = next(iter(named.values()))
    for each in named.values():
        _same_events(first, each)
    best = min(each.aic for each in named.values())
    weight = {name: math.exp(-(each.aic - best) / 2) for name, each in named.items()}
    rows = []
    for name, each in named.items():
        row: dict[str, Any] = {
            "model": name,
            "events": each.n_events,
            "parameters": each.n_parameters,
            "log_likelihood": each.log_likelihood,
            "AIC": each.aic,
            "AICc": each.aicc,
            "BIC": each.bic,
            "delta_AIC": each.aic - best,
            "weight": weight[name] / sum(weight.values()),
            "pseudo_R2": 1 - each.log_likelihood / each.null_log_likelihood,
            "converged": each.converged,
        }
        if held_out_from is not None:
            out = held_out(each, held_out_from, at=(at,))
            row |= {"log_score": out.log_score, f"recall_at_{at}": out.recall[at]}
        rows.append(row)
    return pl.DataFrame(rows).sort("AIC")


@dataclass(frozen=True, slots=True)
class HeldOut:
    """How well a model that was fitted to the first events foretells the others, one step ahead.

    fitted, scored  : numbers of events.
    log_score       : mean log-likelihood of a held-out event (in a timed model with what was waited), higher is better;
                      ``uniform`` : the same with all candidates alike (in a timed model at the rate so far).
    recall          : K -> share of held-out events whose place among their candidates is K or better.
    reciprocal_rank : mean of 1 / place; ties share a mean place.
    """

    fitted: int
    scored: int
    log_score: float
    uniform: float
    recall: Mapping[int, float]
    reciprocal_rank: float


def held_out(fit: Fit, share: float = 0.8, *, at: Sequence[int] = (1, 5, 10, 20)) -> HeldOut:
    """Fit the same model to the first ``share`` of the events and score the others.

    The statistics of a held-out event see everything that happened before it, held out or not; only the parameters
    are those of the first part. Times are not split.

    Raises
    ------
    BadModel     : there is nothing to fit or nothing to score.
    NotConverged : the first part does not determine the model.
    """
    if not 0 < share < 1:
        raise BadModel(f"share = {share!r}", where="share", hint="it is between 0 and 1, such as 0.8")
    line = fit.design.timeline
    wanted = int(np.ceil(share * line.n_events))
    last = int(np.searchsorted(line.event_ptr, wanted, side="left"))
    early = np.arange(line.n_readings) < last
    if not early.any() or line.event_ptr[last] in (0, line.n_events):
        raise BadModel("all events are on one side of the split", where="share", hint="choose another share")
    first = refit(fit, take(fit.design, early))
    first.require_converged()
    late = take(fit.design, ~early)
    M = late.timeline.n_events
    base = np.array([first.estimate[k] if fit.fixed[k] else 0.0 for k in range(len(fit.terms))])
    if first.model.timed:
        base[0] = math.log(first.n_events / -likelihood(first.design, np.zeros(first.design.p))[0])
    place = event_ranks(late, first.estimate)[1]
    return HeldOut(
        first.n_events,
        M,
        likelihood(late, first.estimate)[0] / M,
        likelihood(late, base)[0] / M,
        {k: float((place <= k).mean()) for k in at},
        float((1 / place).mean()),
    )
