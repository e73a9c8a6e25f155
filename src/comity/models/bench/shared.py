"""Shared gamma frailty: dyads, types, senders or receivers with more events than their statistics say, or fewer."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from comity.errors import BadModel, NotConverged
from comity.models.bench.subset import with_offset
from comity.models.bench.trace import Trace, sums_at, trace
from comity.models.fit import Fit

__all__ = ["SharedFrailty", "shared_frailty"]


def _tells_apart(fit: Fit) -> tuple[str, ...]:
    """What a model has multipliers of."""
    model = fit.model
    if model.process == "rem" and model.timed:
        return ("dyad", "sender", "receiver", *(("type",) if model.typed else ()))
    if model.process == "rate" and model.timed:
        return ("sender",)
    return ("dyad",) if model.process in ("rem", "choice") else ()


@dataclass(frozen=True, slots=True, eq=False)
class SharedFrailty:
    """A fit in which each group's rate is multiplied by a gamma variable of mean 1.

    fit       : of the terms, with the covariance that the multipliers leave them.
    of        : what a group is.   groups : their names, of a dyad a pair.
    variance  : of the multipliers.   multiplier : float64 (G,), their means given the events.   events : int64 (G,).
    log_marginal : log-likelihood with the multipliers integrated out; the fit without them has ``plain``.
    p_value   : of there being no variance: half that of chi-squared(1) (Self & Liang 1987,
                doi:10.1080/01621459.1987.10478472).
    """

    fit: Fit
    of: str
    groups: tuple[Any, ...]
    variance: float
    multiplier: np.ndarray
    events: np.ndarray
    log_marginal: float
    plain: float
    p_value: float

    def table(self) -> Any:
        """A Polars table, one row a group, the largest multiplier first."""
        import polars as pl

        names: dict[str, list[Any]] = (
            {"sender": [each[0] for each in self.groups], "receiver": [each[1] for each in self.groups]}
            if self.of == "dyad"
            else {self.of: list(self.groups)}
        )
        return pl.DataFrame({**names, "multiplier": self.multiplier, "events": self.events}).sort(
            "multiplier", descending=True
        )

    def __str__(self) -> str:
        shown = "< 0.001" if self.p_value < 0.001 else f"= {self.p_value:.3f}"
        return (
            f"{self.fit.summary()}\n\nvariance of the multipliers of {self.of}s: {self.variance:.4g}\n"
            f"against no variance: p {shown} (marginal log-likelihood {self.log_marginal:.2f})"
        )


def shared_frailty(fit: Fit, of: str = "dyad", *, variance: float | None = None) -> SharedFrailty:
    """The same model with a gamma multiplier, of mean 1, for the rate of each dyad, sender, receiver or type.

    Parameters
    ----------
    of       : ``dyad`` (a sender and a receiver, of whatever type); in a timed model also ``sender``, ``receiver`` or
               ``type``.
    variance : of the multipliers; absent: the one with the largest marginal likelihood.

    The multipliers integrate out in closed form, which in a timed model is exact; under ordinal timing and in a choice
    model it is so with the baseline at its maximum for them (as in Cox models), and the information about them is taken
    as diagonal, as survival software does for many groups. That is why there only dyads have multipliers, which are
    many with a small share each: for actors see ``frailty``. Types are few: their variance is hardly ever well
    determined, and fixed terms (``type_intercept``) are the better choice below about five.

    Raises
    ------
    BadModel     : groups that the model does not tell apart, a fit that drew its candidates, or too many dyads.
    NotConverged : the fit, or the multipliers, did not converge.

    Source: Nielsen, Gill, Andersen & Sorensen 1992, Scandinavian Journal of Statistics 19; Therneau, Grambsch &
    Pankratz 2003, doi:10.1198/1061860031365, eq 7 and the identity after it.
    """
    from scipy.optimize import minimize_scalar
    from scipy.stats import chi2

    fit.require_converged()
    known = _tells_apart(fit)
    if of not in known:
        raise BadModel(
            f"{of!r} is nothing that this model can have multipliers of",
            where="of",
            hint=f"it is {' or '.join(known)}" if known else "fit a rem, rate or choice model",
        )
    if fit.sampling is not None:
        raise BadModel(
            "most dyads were never drawn, which says nothing of their multipliers",
            where="of",
            hint="fit without controls",
        )
    if variance is not None and not variance > 0:
        raise BadModel(f"variance = {variance!r}", where="variance", hint="above 0, or absent")
    problem = _Problem(fit, of)
    if variance is None:
        found = minimize_scalar(lambda v: -problem.at(math.exp(v))[0], bounds=(-7.0, 3.0), method="bounded")
        variance = math.exp(found.x)
    marginal, beta, omega, covariance = problem.at(variance)
    gain = max(2 * (marginal - fit.log_likelihood), 0.0)
    note = f"gamma multipliers of {of}s; the log-likelihood is with them integrated out"
    inner = replace(
        fit, estimate=beta, covariance=covariance, log_likelihood=marginal, notes=(*fit.notes, note)
    )  # fmt: skip
    return SharedFrailty(
        inner, of, problem.names, variance, np.exp(omega), problem.events.astype(np.int64), marginal,
        fit.log_likelihood, 1.0 if gain <= 0 else float(0.5 * chi2.sf(gain, 1)),
    )  # fmt: skip


class _Problem:
    """The penalised likelihood in the parameters and the logarithms of the multipliers."""

    def __init__(self, fit: Fit, of: str) -> None:
        self.fit, design = fit, fit.design
        plain = trace(design, fit.estimate)
        every = self._of(plain, of)
        # Groups that are never at risk have no multiplier.
        alive = np.flatnonzero(sums_at(every, plain.expected + plain.count, int(every.max()) + 1) > 0)
        place = np.full(int(every.max()) + 1, -1)
        place[alive] = np.arange(alive.size)
        self.group = place[every]
        self.events = sums_at(self.group[self.group >= 0], plain.count[self.group >= 0], alive.size)
        self.slot_group = self.group[design.table.i.astype(np.int64) * design.n2 + design.table.j]
        history = design.history
        if of == "dyad":
            m = len(history.receivers)
            self.names: tuple[Any, ...] = tuple((history.senders[k // m], history.receivers[k % m]) for k in alive)
        else:
            names = {"sender": history.senders, "receiver": history.receivers, "type": history.events.kinds}[of]
            self.names = tuple(names[k] for k in alive)
        self.free = np.flatnonzero(~np.array(fit.fixed, dtype=bool))
        self.last = (fit.estimate.copy(), np.zeros(alive.size))

    @staticmethod
    def _of(kept: Trace, of: str) -> np.ndarray:
        """int64 (T,): the group of each account."""
        i, j = kept.members
        return {"dyad": kept.pairs, "sender": i, "receiver": j, "type": kept.kind}[of]

    def _sums(
        self, beta: np.ndarray, omega: np.ndarray
    ) -> tuple[float, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Log-likelihood, score and information in beta, expected events of groups, and how they move with beta."""
        values = np.where(self.slot_group >= 0, omega[self.slot_group], 0.0)
        kept = trace(with_offset(self.fit.design, values), np.append(beta, 1.0))
        p, inside = beta.size, self.group >= 0
        keys = kept.design.event_sender.astype(np.int64) * kept.design.n2 + kept.design.event_receiver
        of_events = sums_at(self.group[keys], (kept.x if kept.timed else kept.schoenfeld)[:, :p], omega.size)
        own = sums_at(self.group[inside], kept.dyad_score[inside, :p], omega.size)
        return (
            float(kept.log_likelihood.sum()),
            kept.score.sum(0)[:p],
            kept.information.sum(0)[:p, :p],
            sums_at(self.group[inside], kept.expected[inside], omega.size),
            of_events - own,
        )

    def at(self, variance: float) -> tuple[float, np.ndarray, np.ndarray, np.ndarray]:
        """The marginal log-likelihood at a variance, and its parameters, log multipliers and covariance."""
        from scipy.special import gammaln

        nu, N, free = 1 / variance, self.events, self.free
        beta, omega = (each.copy() for each in self.last)

        def height(ll: float, omega: np.ndarray) -> float:
            return ll + nu * float((omega - np.exp(omega)).sum())

        at = self._sums(beta, omega)
        for _ in range(200):
            ll, score, info, expected, cross = at
            curve = expected + nu * np.exp(omega)
            pull = N - expected + nu * (1 - np.exp(omega))
            left = info[np.ix_(free, free)] - cross[:, free].T @ (cross[:, free] / curve[:, None])
            move = np.zeros(beta.size)
            move[free] = np.linalg.solve(left, score[free] - cross[:, free].T @ (pull / curve))
            turn = (pull - cross @ move) / curve
            gain = float(score[free] @ move[free] + pull @ turn)
            if gain < 1e-9:
                break
            part, now = 1.0, height(ll, omega)
            for _ in range(30):
                new = self._sums(beta + part * move, omega + part * turn)
                if np.isfinite(new[0]) and height(new[0], omega + part * turn) >= now - 1e-12 * abs(now):
                    break
                part *= 0.5
            else:
                break
            beta, omega, at = beta + part * move, omega + part * turn, new
        if not gain < 1e-5:
            raise NotConverged("the multipliers did not settle", where="shared_frailty", hint="fit fewer terms")
        self.last = (beta, omega)
        covariance = np.zeros((beta.size, beta.size))
        covariance[np.ix_(free, free)] = np.linalg.inv(left)
        marginal = height(ll, omega) + float(
            (N + nu + gammaln(N + nu) - gammaln(nu) + nu * math.log(nu) - (N + nu) * np.log(N + nu)).sum()
        )
        return marginal, beta, omega, covariance
