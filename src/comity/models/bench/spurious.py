"""Events that may not have happened: a true and a spurious process, told apart by what the true one would do.

The observed events are a mixture of two point processes, with rates exp(theta' s) and exp(kappa), where the statistics
s are of true events only. Which events are true is drawn in time order given the parameters, the parameters fitted
given the draw, and the draws pooled.

Source: Fritz, Mehrl, Thurner & Kauermann 2023, Network Science (arXiv 2109.10348), algorithm 1, with their spurious
process an intercept.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from comity.errors import BadModel, NotConverged
from comity.histories import History, Timeline
from comity.models.bench.subset import take_events
from comity.models.bench.trace import event_statistics
from comity.models.bench.uncertain import Pooled, pool
from comity.models.design import Design, changes_of, expiries_of
from comity.models.fit import Fit, fit_design, likelihood
from comity.models.model import Model

__all__ = ["Spurious", "spurious"]


@dataclass(frozen=True, slots=True, eq=False)
class Spurious:
    """A fit in which events may be false.

    pooled      : the true process, over draws of which events are true.
    probability : float64 (M,), of each event having happened, in the order of the likelihood; ``row`` int (M,), its row
                  in the table of changes.
    rate        : of spurious events, per second and dyad at risk: mean over draws.
    share       : expected share of spurious events.
    trail       : float64 (iterations, p), the estimates from draw to draw, to see that they settled.
    """

    pooled: Pooled
    probability: np.ndarray
    row: np.ndarray
    rate: float
    share: float
    trail: np.ndarray

    def table(self) -> Any:
        """A Polars table of the pooled estimates."""
        return self.pooled.table()


def spurious(
    fit: Fit,
    *,
    prior: np.ndarray | None = None,
    share: float = 0.05,
    draws: int = 20,
    burn_in: int = 20,
    rng: np.random.Generator | int = 0,
) -> Spurious:
    """Fit a timed relational event model whose events may be false.

    Parameters
    ----------
    fit   : of the model with every event taken as true; timed, tie-oriented.
    prior : float64 (M,), what a coder says of each event's probability of being real, one for each event of the
            likelihood; it multiplies the odds of the two processes. Absent: nothing is known.
    share : of spurious events to start from.   draws : to pool, after ``burn_in``.

    The two processes are told apart by the model alone: where the true one fits badly, true events look spurious. It is
    a check on a record with known flaws, not a way to find them.

    Raises
    ------
    BadModel     : another kind of model, or a prior of the wrong length.
    NotConverged : a draw leaves too few events to fit.
    """
    if fit.model.process != "rem" or not fit.model.timed:
        raise BadModel(
            "false events are told by when they happen, too", where="process", hint='fit "rem", timing = "interval"'
        )
    if not 0 < share < 1:
        raise BadModel(f"share = {share!r}", where="share", hint="between 0 and 1")
    fit.require_converged()
    model, history, generator = fit.model, fit.design.history, np.random.default_rng(rng)
    line = fit.design.timeline
    M = line.n_events
    odds = np.zeros(M)
    if prior is not None:
        if np.shape(prior) != (M,) or not ((np.asarray(prior) > 0) & (np.asarray(prior) <= 1)).all():
            raise BadModel(f"the prior is not {M} probabilities above 0", where="prior")
        sure = np.clip(np.asarray(prior, dtype=np.float64), 1e-6, 1 - 1e-6)
        odds = np.log(sure / (1 - sure))
    exposure = _exposure(fit)
    theta, rate = fit.estimate.copy(), share * M / exposure
    whole = Timeline.build(
        history, model.convention, timed=True, changes=changes_of(model, history), expiries=expiries_of(model, history)
    )
    kept: list[Fit] = []
    trail, held, rates = [], np.zeros(M), []
    true = np.ones(M, dtype=bool)
    for turn in range(burn_in + draws):
        u = generator.random(M)
        true, design = _in_order(model, history, whole, theta, rate, odds, u, true)
        made = fit_design(take_events(design, true))
        if not made.converged:
            raise NotConverged(
                f"draw {turn}, with {int(true.sum())} true events, did not converge", where="spurious", hint=made.why[0]
            )
        theta = made.estimate + np.linalg.cholesky(made.covariance + 1e-12 * np.eye(theta.size)) @ generator.normal(
            size=theta.size
        )
        # The posterior of the rate of a Poisson process, given how many events it had (Jeffreys' prior).
        rate = generator.gamma((~true).sum() + 0.5) / exposure
        trail.append(made.estimate)
        if turn >= burn_in:
            kept.append(made)
            held += true
            rates.append(rate)
    pooled = pool(
        fit.terms,
        np.stack([each.estimate for each in kept]),
        np.stack([each.covariance for each in kept]),
        n_events=[each.n_events for each in kept],
        fixed=fit.fixed,
    )
    probability = held / draws
    return Spurious(
        pooled, probability, line.event_row.astype(np.int64), float(np.mean(rates)), float(1 - probability.mean()),
        np.stack(trail),
    )  # fmt: skip


def _exposure(fit: Fit) -> float:
    """Seconds times dyads at risk."""
    return -likelihood(fit.design, np.zeros(len(fit.terms)))[0]


def _in_order(
    model: Model,
    history: History,
    line: Timeline,
    theta: np.ndarray,
    rate: float,
    odds: np.ndarray,
    u: np.ndarray,
    true: np.ndarray,
) -> tuple[np.ndarray, Design]:
    """Draw in time order which events are true, each given those drawn true before it.

    The event v is true where u[v] falls below its probability given the history of true events before it. Going over
    all events again and again reaches the same as going through them once one by one: after k rounds at least the first
    k are settled, and most settle at once.
    """
    M = true.size
    for _ in range(M + 1):
        design = Design.build(model, _with_true(history, line, true), line)
        eta = event_statistics(design) @ theta
        # log odds of the true process against the spurious one, and what the coder says.
        probability = 1 / (1 + np.exp(np.clip(np.log(rate) - eta - odds, -700, 700)))
        new = u < probability
        if (new == true).all():
            return true, design
        true = new
    raise AssertionError("unreachable: every round settles one more event")


def _with_true(history: History, line: Timeline, true: np.ndarray) -> History:
    """The history without the events that are taken as false."""
    keep = np.ones(history.events.time.size, dtype=bool)
    keep[line.event_row[~true]] = False
    e = history.events
    events = replace(
        e,
        time=e.time[keep],
        sender=e.sender[keep],
        receiver=e.receiver[keep],
        value=e.value[keep],
        kind=e.kind[keep],
        act=tuple(np.array(e.act, dtype=object)[keep].tolist()) if e.act else (),
    )
    return replace(history, events=events, modelled=history.modelled[keep])
