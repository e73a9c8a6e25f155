"""Latent classes: senders, or dyads, that follow one of a few models, which one being unknown."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from comity.errors import BadModel, NotConverged
from comity.models.bench.subset import with_offset
from comity.models.bench.trace import Trace, sums_at, trace
from comity.models.fit import Fit, likelihood
from comity.models.newton import newton_step

__all__ = ["LatentClasses", "choose_classes", "latent_classes"]


@dataclass(frozen=True, slots=True, eq=False)
class LatentClasses:
    """A mixture of K models of one kind.

    terms      : the p parameters.   of : what belongs to a class.   units : the names of U of them, of a dyad a pair.
    share      : float64 (K,), of the classes, the largest first.   share_std_error : float64 (K,).
    estimate   : float64 (K, p), std_error : float64 (K, p), from the empirical information (McLachlan & Peel 2000,
                 eq. 2.60); NaN where there are too few units for it.
    membership : float64 (U, K), the probability of each unit being of each class.
    log_likelihood, n_parameters, n_events : of the mixture.
    entropy    : 1 where every unit is surely of one class, 0 where nothing is known (Ramaswamy et al. 1993).
    starts     : how many of the starts reached this likelihood, to 0.01; one only is a warning.
    """

    terms: tuple[str, ...]
    of: str
    units: tuple[Any, ...]
    share: np.ndarray
    share_std_error: np.ndarray
    estimate: np.ndarray
    std_error: np.ndarray
    membership: np.ndarray
    log_likelihood: float
    n_parameters: int
    n_events: int
    entropy: float
    starts: int

    @property
    def bic(self) -> float:
        """-2 log L + (K p + K - 1) log M."""
        return -2 * self.log_likelihood + self.n_parameters * math.log(self.n_events)

    @property
    def aic(self) -> float:
        """-2 log L + 2 (K p + K - 1)."""
        return -2 * self.log_likelihood + 2 * self.n_parameters

    def table(self) -> Any:
        """A Polars table, one row a class and term."""
        import polars as pl

        K, p = self.estimate.shape
        return pl.DataFrame(
            {
                "class": np.repeat(np.arange(1, K + 1), p),
                "share": np.repeat(self.share, p),
                "term": list(self.terms) * K,
                "estimate": self.estimate.ravel(),
                "std_error": self.std_error.ravel(),
            }
        )

    def members(self) -> Any:
        """A Polars table, one row a unit: its likeliest class and how probable that is."""
        import polars as pl

        names: dict[str, list[Any]] = (
            {"sender": [each[0] for each in self.units], "receiver": [each[1] for each in self.units]}
            if self.of == "dyad"
            else {self.of: list(self.units)}
        )
        return pl.DataFrame(
            {**names, "class": self.membership.argmax(1) + 1, "probability": self.membership.max(1)}
        )  # fmt: skip


def latent_classes(
    fit: Fit, k: int, *, of: str = "sender", starts: int = 10, rng: np.random.Generator | int = 0
) -> LatentClasses:
    """The model of a fit as a mixture over classes of senders, or of dyads, by EM from several random starts.

    Parameters
    ----------
    k      : the number of classes; see ``choose_classes``.
    of     : ``sender``; or ``dyad``, a sender and a receiver, in a timed model.
    starts : random ones; each is followed a little way, and the best three to the end.

    A mixture needs a likelihood that is a product over its units given the history. A choice model's is one over
    senders, a timed model's over dyads and thus over senders too; the order of all events together is not, so that
    ordinal models of who acts have no latent classes.

    Raises
    ------
    BadModel     : a model or units without such a likelihood, or fewer units than classes.
    NotConverged : the fit did not converge, or no start did.

    Source: Kamakura & Russell 1989, doi:10.1177/002224378902600401; Dempster, Laird & Rubin 1977, with one Newton step
    for each maximisation (Lange 1995, doi:10.1111/j.2517-6161.1995.tb02037.x).
    """
    fit.require_converged()
    if fit.sampling is not None:
        raise BadModel("candidates were drawn", where="fit", hint="fit without controls")
    allowed = ("sender",) if fit.model.process == "choice" else ("sender", "dyad") if fit.model.timed else ()
    if of not in allowed or (fit.model.process == "rate" and of == "dyad"):
        raise BadModel(
            f"the likelihood of this model is not a product over {of}s" if of in ("sender", "dyad") else f"of = {of!r}",
            where="of",
            hint=f"it is over {' and '.join(allowed)}s" if allowed else 'fit "choice", or with timing = "interval"',
        )
    mixture = _Mixture(fit, of)
    if not 1 <= k <= len(mixture.names):
        raise BadModel(f"{k} classes of {len(mixture.names)} {of}s", where="k", hint="from 1 to as many as these")
    generator = np.random.default_rng(rng)
    tried = []
    for _ in range(starts if k > 1 else 1):
        first = generator.dirichlet(np.full(k, 0.3), len(mixture.names))
        tried.append(mixture.climb(mixture.begin(first), 15))
    tried.sort(key=lambda each: -each.log_likelihood)
    ends = [end for each in tried[:3] if (end := mixture.climb(each, 1000)).arrived]
    if not ends:
        raise NotConverged(f"no start of {k} classes came to rest", where="latent_classes", hint="fewer classes")
    best = max(ends, key=lambda each: each.log_likelihood)
    reached = sum(each.log_likelihood > best.log_likelihood - 0.01 for each in ends)
    return mixture.told(best, reached)


def choose_classes(
    fit: Fit, most: int = 4, *, of: str = "sender", starts: int = 10, rng: np.random.Generator | int = 0
) -> tuple[LatentClasses, Any]:
    """The mixture with the least BIC among those of 1 to ``most`` classes, and a Polars table of all.

    Columns: classes, log_likelihood, parameters, AIC, BIC, entropy, least_share. Numbers of classes that do not come to
    rest are left out. BIC counts events, and is rather too careful than too bold about a further class.
    """
    import polars as pl

    generator = np.random.default_rng(rng)
    found: list[LatentClasses] = []
    for k in range(1, most + 1):
        try:
            found.append(latent_classes(fit, k, of=of, starts=starts, rng=generator))
        except NotConverged:
            if k == 1:
                raise
            break
    table = pl.DataFrame(
        {
            "classes": [each.share.size for each in found],
            "log_likelihood": [each.log_likelihood for each in found],
            "parameters": [each.n_parameters for each in found],
            "AIC": [each.aic for each in found],
            "BIC": [each.bic for each in found],
            "entropy": [each.entropy for each in found],
            "least_share": [float(each.share.min()) for each in found],
        }
    )
    return min(found, key=lambda each: each.bic), table


@dataclass(frozen=True, slots=True, eq=False)
class _State:
    """Shares (K,), parameters (K, p), the units' log-likelihoods (U, K) and scores (U, K, p), and the traces."""

    share: np.ndarray
    beta: np.ndarray
    unit: np.ndarray
    score: np.ndarray
    traces: list[Trace]
    log_likelihood: float
    arrived: bool

    @property
    def membership(self) -> np.ndarray:
        """float64 (U, K), the probability of each unit being of each class."""
        joint = self.unit + np.log(np.maximum(self.share, 1e-300))
        joint = np.exp(joint - joint.max(1, keepdims=True))
        return joint / joint.sum(1, keepdims=True)


class _Mixture:
    def __init__(self, fit: Fit, of: str) -> None:
        self.fit, self.of = fit, of
        self.free = ~np.array(fit.fixed, dtype=bool)
        kept = trace(fit.design, fit.estimate)
        whole = kept.pairs if of == "dyad" else kept.members[0]
        design = fit.design
        event = design.event_sender.astype(np.int64) * design.n2 + design.event_receiver
        acted = np.bincount(whole, kept.count + kept.expected)
        alive = np.flatnonzero(acted > 0)
        place = np.full(acted.size, -1)
        place[alive] = np.arange(alive.size)
        self.account, self.event = place[whole], place[whole[event]]
        self.slot = self.account[design.table.i.astype(np.int64) * design.n2 + design.table.j]
        names, m = design.history.senders, len(design.history.receivers)
        self.names: tuple[Any, ...] = tuple(
            (names[u // m], design.history.receivers[u % m]) if of == "dyad" else names[u] for u in alive
        )

    def _class(self, beta: np.ndarray) -> tuple[np.ndarray, np.ndarray, Trace]:
        """Log-likelihood (U,) and score (U, p) of each unit under one class."""
        kept, U = trace(self.fit.design, beta), len(self.names)
        if kept.timed:
            inside = self.account >= 0
            unit = np.bincount(self.event, kept.x @ beta, U)
            unit -= np.bincount(self.account[inside], kept.expected[inside], U)
            return unit, sums_at(self.account[inside], kept.dyad_score[inside], U), kept
        return np.bincount(self.event, kept.log_likelihood, U), sums_at(self.event, kept.score, U), kept

    def _state(self, share: np.ndarray, beta: np.ndarray) -> _State:
        made = [self._class(each) for each in beta]
        unit = np.stack([each[0] for each in made], axis=1)
        score = np.stack([each[1] for each in made], axis=1)
        joint = unit + np.log(np.maximum(share, 1e-300))
        top = joint.max(1)
        ll = float((top + np.log(np.exp(joint - top[:, None]).sum(1))).sum())
        return _State(share, beta, unit, score, [each[2] for each in made], ll, False)

    def begin(self, membership: np.ndarray) -> _State:
        """One class for all, but for a first step with units given to classes at random."""
        K = membership.shape[1]
        state = self._state(np.full(K, 1 / K), np.tile(self.fit.estimate, (K, 1)))
        return state if K == 1 else self._step(state, membership)

    def _information(self, kept: Trace, weight: np.ndarray) -> np.ndarray:
        """float64 (p, p): the information of one class, units weighted (U,)."""
        if not kept.timed:
            return np.einsum("v,vij->ij", weight[self.event], kept.information)
        # The integral over time with each dyad's rate times its weight.
        logs = np.where(self.slot >= 0, np.log(np.maximum(weight[self.slot], 1e-12)), 0.0)
        p = kept.beta.shape[1]
        return likelihood(with_offset(self.fit.design, logs), np.append(kept.beta[0], 1.0))[2][:p, :p]

    def _step(self, state: _State, membership: np.ndarray) -> _State:
        share = membership.mean(0)
        beta = state.beta.copy()
        moves = []
        for k, kept in enumerate(state.traces):
            score = membership[:, k] @ state.score[:, k]
            moves.append(newton_step(score, self._information(kept, membership[:, k]), self.free)[0])
        part, before = 1.0, float((membership * state.unit).sum())
        for _ in range(12):
            new = self._state(share, beta + part * np.array(moves))
            if np.isfinite(new.log_likelihood) and float((membership * new.unit).sum()) >= before - 1e-9:
                return new
            part *= 0.5
        return self._state(share, beta)

    def climb(self, state: _State, most: int) -> _State:
        """EM steps until the likelihood rests, or so many."""
        for _ in range(most):
            new = self._step(state, state.membership)
            if new.log_likelihood - state.log_likelihood < 1e-8 * (1 + abs(state.log_likelihood)):
                gain = max(new.log_likelihood, state.log_likelihood)
                end = new if new.log_likelihood >= gain else state
                return _State(end.share, end.beta, end.unit, end.score, end.traces, end.log_likelihood, True)
            state = new
        return state

    def told(self, end: _State, reached: int) -> LatentClasses:
        order = np.argsort(-end.share, kind="stable")
        membership, share = end.membership[:, order], end.share[order]
        K, free = share.size, np.flatnonzero(self.free)
        p, U = len(self.fit.terms), len(self.names)
        # Each unit's part of the score of the mixture: of all parameters, then of the shares but the last.
        own = (membership[:, :, None] * end.score[:, order][:, :, free]).reshape(U, -1)
        split = membership[:, :-1] / np.maximum(share[:-1], 1e-300) - membership[:, -1:] / max(share[-1], 1e-300)
        each = np.hstack([own, split])
        error, share_error = np.full((K, p), np.nan), np.full(K, np.nan)
        empirical = each.T @ each
        if each.shape[1] < U and np.linalg.matrix_rank(empirical) == each.shape[1]:
            covariance = np.linalg.inv(empirical)
            error[:] = 0.0
            error[:, free] = np.sqrt(np.diag(covariance)[: K * free.size]).reshape(K, -1)
            rest = covariance[K * free.size :, K * free.size :]
            share_error = np.append(np.sqrt(np.diag(rest)), math.sqrt(max(float(rest.sum()), 0.0)))
        spread = -(membership * np.log(np.maximum(membership, 1e-300))).sum()
        return LatentClasses(
            self.fit.terms, self.of, self.names, share, share_error, end.beta[order], error, membership,
            end.log_likelihood, K * free.size + K - 1, self.fit.n_events,
            1.0 if K == 1 else float(1 - spread / (U * math.log(K))), reached,
        )  # fmt: skip
