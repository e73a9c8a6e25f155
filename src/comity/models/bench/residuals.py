"""Residuals of a fit: what happened against what was to be expected, by event, dyad and actor, and in time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from comity.errors import BadModel
from comity.models.bench.trace import Trace, trace
from comity.models.fit import Fit

__all__ = ["Drift", "Residuals", "Waiting", "drift", "events_table", "exponential_test", "residuals"]


def days_of(when: np.ndarray) -> list[str]:
    """Dates where times are seconds since 1970 that fall on plausible dates, else the numbers."""
    if np.abs(when).max(initial=0.0) > 1e7:
        return np.floor(when).astype("datetime64[s]").astype("datetime64[D]").astype(str).tolist()
    return [f"{t:g}" for t in when]


def events_table(fit: Fit, **columns: Any) -> Any:
    """A Polars table, one row an event of the likelihood: row in the table of changes, day, who, act, more columns.

    The day is a date, or the time itself where times are no dates.
    """
    import polars as pl

    line, history = fit.design.timeline, fit.design.history
    table = {
        "row": line.event_row.astype(np.int64),
        "day": days_of(history.events.time[line.event_row]),
        "sender": [history.senders[k] for k in line.sender],
        "receiver": [history.receivers[k] for k in line.receiver],
    }
    if history.events.act:
        table["act"] = [history.events.act[k] for k in line.event_row]
    return pl.DataFrame({**table, **columns})


@dataclass(frozen=True, slots=True, eq=False)
class Residuals:
    """The residuals of a fit; ``trace`` holds what they are made from."""

    fit: Fit
    trace: Trace

    def martingale(self, of: str = "dyad") -> np.ndarray:
        """Events less the expected ones, of each ``dyad``, ``sender``, ``receiver``, ``actor`` or ``type``.

        float64 (n1, n2) of dyads (in a typed model n2 is receivers by types), (n1,) of senders, (m,) of receivers, (n,)
        of actors, (C,) of types. An actor's are those of all dyads that it is in. A sender's are 0 throughout in a
        choice model, which is about what senders do once they act. Where candidates were drawn these are of the draws:
        how often each was the case, less how often it was expected to be among those drawn with it.
        """
        return self.trace.gather(self.trace.count - self.trace.expected, of)

    def deviance(self, of: str = "event") -> np.ndarray:
        """Signed roots of what each event, dyad or actor adds to the deviance.

        Of events float64 (M,): sqrt(-2 log P) with P the probability of what happened, given an event. Of dyads and
        actors, shaped as ``martingale``: sign(N - E) sqrt(2 (N log(N / E) - (N - E))), the Poisson deviance of N events
        with E expected.

        Source: McCullagh & Nelder 1989, section 2.4.3; Therneau & Grambsch 2000, section 4.3.
        """
        if of == "event":
            return np.sqrt(-2 * self.trace.log_probability)
        count, expected = (self.trace.gather(x, of) for x in (self.trace.count, self.trace.expected))
        with np.errstate(divide="ignore", invalid="ignore"):
            gain = np.where(count > 0, count * np.log(count / expected), 0.0) - (count - expected)
        return np.sign(count - expected) * np.sqrt(2 * np.maximum(gain, 0.0))

    def schoenfeld(self, *, scaled: bool = False) -> np.ndarray:
        """float64 (M, p): statistics of each event less their mean over its candidates.

        ``scaled`` by the mean information of an event and put around the estimate, so that their trend in time is the
        trend of a coefficient.

        Source: Schoenfeld 1982, doi:10.1093/biomet/69.1.239; Grambsch & Therneau 1994, doi:10.1093/biomet/81.3.515.
        """
        raw = self.trace.schoenfeld
        if not scaled:
            return raw
        free = _free(self.fit)
        out = np.full(raw.shape, np.nan)
        inverse = np.linalg.pinv(self._given_event()[np.ix_(free, free)])
        out[:, free] = self.fit.estimate[free] + raw.shape[0] * raw[:, free] @ inverse
        return out

    def score(self, of: str = "dyad") -> np.ndarray:
        """The part of each event, dyad or actor in the score: (M, p), or shaped as ``martingale`` with p at the end.

        Those of dyads, senders or receivers sum to the score, which is 0 at the estimate; in ordinal models those of
        events do too.
        """
        if of == "event":
            return self.trace.x if self.trace.timed else self.trace.schoenfeld
        return self.trace.gather(self.trace.dyad_score, of)

    def waiting(self) -> Waiting:
        """The waiting times in units of what was to be expected, which are independent Exp(1) under the model.

        Raises
        ------
        BadModel : the model is about order only.
        """
        if not self.trace.timed:
            raise BadModel(
                "waiting times are no part of a model of the order of events",
                where="timing",
                hint='fit with timing = "interval"',
            )
        line = self.fit.design.timeline
        passed = np.cumsum(line.exposure * self.trace.total)
        steps = np.flatnonzero(np.diff(line.event_ptr))
        gaps = np.diff(passed[steps], prepend=0.0)
        tied = int((np.diff(line.event_ptr)[steps] > 1).sum())
        distance, p_value = exponential_test(gaps, scaled=not self.fit.fixed[0])
        return Waiting(gaps, distance, p_value, tied)

    def table(self) -> Any:
        """A Polars table, one row an event: row, time, who, log_probability, deviance, Schoenfeld residuals."""
        raw = self.schoenfeld()
        return events_table(
            self.fit,
            log_probability=self.trace.log_probability,
            deviance=self.deviance("event"),
            **{f"schoenfeld[{term}]": raw[:, k] for k, term in enumerate(self.fit.terms)},
        )

    def _given_event(self) -> np.ndarray:
        """float64 (p, p): the information in which candidate acted, given that one did."""
        if not self.trace.timed:
            return self.trace.information.sum(0)
        raw = self.trace.schoenfeld
        return raw.T @ raw


@dataclass(frozen=True, slots=True, eq=False)
class Waiting:
    """Waiting times in units of what was to be expected.

    gaps : float64 (K,), one for each distinct time of events, independent Exp(1) under the model.
    distance, p_value : Kolmogorov-Smirnov with the correction for an estimated baseline, see ``exponential_test``.
    tied       : times with several events, where waiting times are not what the model says they are.
    """

    gaps: np.ndarray
    distance: float
    p_value: float
    tied: int


def exponential_test(gaps: np.ndarray, *, scaled: bool = True) -> tuple[float, float]:
    """The Kolmogorov-Smirnov distance of gaps float64 (K,) from Exp(1), and its p value.

    scaled : the mean of the gaps was estimated from them, as a baseline is; they are then divided by it, and the p
             value is the place of the distance among those of 4,000 samples treated likewise. Without this correction
             the test hardly ever rejects.

    Source: Lilliefors 1969, doi:10.1080/01621459.1969.10500983; the form of the statistic that is the same for all K is
    Stephens 1974, doi:10.1080/01621459.1974.10480196, table 1, so that samples of 500 stand for longer ones.
    """
    from scipy.stats import kstest

    if not scaled:
        test = kstest(gaps, "expon")
        return float(test.statistic), float(test.pvalue)

    observed = float(_distance(gaps[None, :])[0])
    drawn = _distances(min(gaps.size, 500))
    return observed, float((drawn >= _modified(observed, gaps.size)).sum() + 1) / (drawn.size + 1)


def _distance(samples: np.ndarray) -> np.ndarray:
    """float64 (B,): the distance of each of B samples float64 (B, n), over its mean, from Exp(1)."""
    n = samples.shape[1]
    at = -np.expm1(-np.sort(samples / samples.mean(1, keepdims=True), axis=1))
    steps = np.arange(n + 1) / n
    return np.maximum((steps[1:] - at).max(1), (at - steps[:-1]).max(1))


def _modified(distance: Any, n: int) -> Any:
    return (distance - 0.2 / n) * (np.sqrt(n) + 0.26 + 0.5 / np.sqrt(n))


@lru_cache(maxsize=16)
def _distances(n: int) -> np.ndarray:
    """float64 (4000,): modified distances of samples of n from Exp(1)."""
    return _modified(_distance(np.random.default_rng(0).exponential(size=(4000, n))), n)


def residuals(fit: Fit) -> Residuals:
    """The residuals of a fit.

    Raises
    ------
    NotConverged : the fit did not converge.
    """
    fit.require_converged()
    return Residuals(fit, trace(fit.design, fit.estimate, samples=fit.samples()))


@dataclass(frozen=True, slots=True, eq=False)
class Drift:
    """Tests of whether coefficients stay the same in time.

    terms     : the q terms that were tested.
    against   : the function of time that a coefficient was let drift with.
    statistic : float64 (q,), chi-squared with 1 degree of freedom each; p_value : float64 (q,).
    overall, overall_p_value : all terms together, chi-squared with q degrees of freedom.
    supremum  : float64 (q,), the furthest that the cumulative score goes from 0, in standard deviations of a score at
                the end; supremum_p_value : float64 (q,), its place among ``draws`` processes that the model would give.
    """

    terms: tuple[str, ...]
    against: str
    statistic: np.ndarray
    p_value: np.ndarray
    overall: float
    overall_p_value: float
    supremum: np.ndarray
    supremum_p_value: np.ndarray
    draws: int

    def table(self) -> Any:
        """A Polars table, one row a term and one for all."""
        import polars as pl

        return pl.DataFrame(
            {
                "term": [*self.terms, "all terms"],
                "chi_squared": [*self.statistic, self.overall],
                "df": [1] * len(self.terms) + [len(self.terms)],
                "p_value": [*self.p_value, self.overall_p_value],
                "supremum": [*self.supremum, None],
                "supremum_p_value": [*self.supremum_p_value, None],
            }
        )


# A cumulative process is read at no more than this many moments.
_MOMENTS = 1000


def drift(
    fit: Fit,
    *,
    against: str = "time",
    draws: int = 1000,
    rng: np.random.Generator | int = 0,
    trace: Trace | None = None,
) -> Drift:
    """Test whether each coefficient stays the same in time.

    Parameters
    ----------
    against : ``time``; ``log``, of the time since the start; ``rank``, the number of events so far. The score test of
              beta + theta g(t) with this g.
    draws   : processes to simulate for the supremum test, which needs no g.
    trace   : of the fit, where it is at hand.

    Raises
    ------
    NotConverged : the fit did not converge.
    BadModel     : ``against`` is none of these.

    Source: Therneau & Grambsch 2000, section 6.2 (exact score test as in R's survival 3); Lin, Wei & Ying 1993,
    doi:10.1093/biomet/80.3.557, for the supremum: processes sum_v G_v u_v(t) - I(t) I^-1 sum_v G_v u_v, G_v normal.
    """
    from scipy.stats import chi2

    fit.require_converged()
    kept = _walk(fit, trace)
    free = _free(fit)
    g = _clock(kept, against)
    score, info = kept.score[:, free], kept.information[:, free][:, :, free]
    total = info.sum(0)
    g = g - np.average(g, weights=np.maximum(np.einsum("sii->s", info / np.diag(total)), 0.0))
    U = g @ score
    cross, square = np.tensordot(g, info, 1), np.tensordot(g * g, info, 1)
    V = square - cross @ np.linalg.solve(total, cross)
    statistic = U**2 / np.diag(V)
    overall = float(U @ np.linalg.pinv(V) @ U)
    supremum, place = _supremum(kept, free, total, draws, np.random.default_rng(rng))
    return Drift(
        tuple(np.array(fit.terms)[free]),
        against,
        statistic,
        chi2.sf(statistic, 1),
        overall,
        float(chi2.sf(overall, free.size)),
        supremum,
        place,
        draws,
    )


def _clock(kept: Trace, against: str) -> np.ndarray:
    if against == "time":
        return (kept.time - kept.time[0]) / max(float(np.ptp(kept.time)), 1e-300)
    if against == "rank":
        return np.searchsorted(kept.step, np.arange(kept.time.size), side="left") / kept.step.size
    if against == "log":
        start = kept.design.history.start
        since = kept.time - (kept.time[0] if start is None else start)
        return np.log(np.maximum(since, since[since > 0].min(initial=1.0)))
    raise BadModel(f"against = {against!r}", where="against", hint="it is time, log or rank")


def _supremum(
    kept: Trace, free: np.ndarray, total: np.ndarray, draws: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """The supremum of each cumulative score, and the share of simulated processes that go at least as far."""
    S, M = kept.time.size, kept.step.size
    # Moments are cut so that each holds about as many events.
    moment = np.minimum(np.searchsorted(kept.step, np.arange(S)) * _MOMENTS // max(M, 1), _MOMENTS - 1)
    moment = np.unique(moment, return_inverse=True)[1]
    m, q = int(moment.max()) + 1, free.size
    observed, part = np.zeros((m, q)), np.zeros((m, q, q))
    np.add.at(observed, moment, kept.score[:, free])
    np.add.at(part, moment, kept.information[:, free][:, :, free])
    scale = np.sqrt(np.diag(total))
    share = np.cumsum(part, 0) @ np.linalg.inv(total)
    z = (kept.x if kept.timed else kept.schoenfeld)[:, free]
    of = moment[kept.step]
    # Given the multipliers, what falls into one moment is normal with this covariance.
    spread = np.zeros((m, q, q))
    np.add.at(spread, of, z[:, :, None] * z[:, None, :])
    values, vectors = np.linalg.eigh(spread)
    root = vectors * np.sqrt(np.maximum(values, 0.0))[:, None, :]
    reached = np.abs(np.cumsum(observed, 0) / scale).max(0)
    further = np.zeros(q)
    for _ in range(draws):
        step = np.einsum("mij,mj->mi", root, rng.normal(size=(m, q)))
        walk = np.cumsum(step, 0)
        walk -= share @ walk[-1]
        further += np.abs(walk / scale).max(0) >= reached
    return reached, (further + 1) / (draws + 1)


def _walk(fit: Fit, kept: Trace | None) -> Trace:
    return trace(fit.design, fit.estimate, samples=fit.samples()) if kept is None else kept


def _free(fit: Fit) -> np.ndarray:
    """int (q,): the parameters that were estimated."""
    return np.flatnonzero(~np.array(fit.fixed, dtype=bool))
