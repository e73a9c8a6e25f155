"""Fits to a record that is not sure of itself: draws of the history, a fit to each, pooled by Rubin's rules.

A day known to the month is some day of that month; an act that may not have happened happens in some draws; where
accounts contradict each other one of them holds in each draw; events of one day fall in some order. What the fits
differ by is the part of an estimate's variance that is due to the record.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any

import numpy as np

from comity.days import Day, day
from comity.errors import BadDay, BadInput, BadModel, NotConverged
from comity.histories import History, tables
from comity.models.fit import fit

__all__ = ["Pooled", "UncertainHistory", "pool", "pooled"]

_DAY = 86400.0


@dataclass(frozen=True, slots=True, eq=False)
class UncertainHistory:
    """A table of events of which not everything is known.

    earliest, latest : float64 (m,), seconds: an event falls on a whole number of days from the one up to the other.
    probability      : float64 (m,), that it happened at all, or of its account among the ``alternative`` ones.
    alternative      : int64 (m,), rows with one number >= 0 are accounts of one event; -1 stands alone.
    exact            : bool (m,), whether the time was given to less than a day.
    columns          : the other columns of the table.   rest : what ``History.from_tables`` is to be told besides.
    order            : ``shared``: events of one day do not see each other; ``random``: each draw puts them in an order.
    """

    earliest: np.ndarray
    latest: np.ndarray
    probability: np.ndarray
    alternative: np.ndarray
    exact: np.ndarray
    columns: Mapping[str, Sequence[Any]]
    rest: Mapping[str, Any]
    order: str

    @staticmethod
    def from_tables(changes: Any, *, order: str = "shared", **rest: Any) -> UncertainHistory:
        """An uncertain history from a table.

        Parameters
        ----------
        changes : as in ``History.from_tables``, in any order, where ``time`` may be a day of any precision ("1961-03",
                  "1961", "1961-03-02/1961-03-09"; four digits are a year), and with two optional columns:
                  ``probability``, from 0 to 1, that the event happened (missing: 1); ``alternative``, which rows with
                  the same value share that are accounts of one event, of which at most one holds, each with its
                  probability.
        order   : ``shared`` or ``random``.
        rest    : the other arguments of ``History.from_tables``.

        Raises
        ------
        BadInput : a time, probability or alternative that cannot be used, with its row.
        """
        if order not in ("shared", "random"):
            raise BadInput(f"order = {order!r}", where="order", hint="it is shared or random")
        where = str(changes) if isinstance(changes, str) or hasattr(changes, "joinpath") else "changes"
        head: dict[str, Sequence[Any]] = dict(tables.read_table(changes, where))
        tables.need(head, ("time", "sender", "receiver"), where)
        spans = [_span(value, f"{where}:{k}") for k, value in enumerate(head["time"], start=2)]
        m = len(spans)
        q = tables.numbers(head.pop("probability", [1.0] * m), where, "probability")
        q = np.where(np.isnan(q), 1.0, q)
        bad = np.flatnonzero((q < 0) | (q > 1))
        if bad.size:
            raise BadInput(f"the probability {q[bad[0]]:g} is not between 0 and 1", where=f"{where}:{int(bad[0]) + 2}")
        words = list(head.pop("alternative", [None] * m))
        names = list(dict.fromkeys(str(w) for w in words if not tables.is_missing(w)))
        which = np.array([-1 if tables.is_missing(w) else names.index(str(w)) for w in words], dtype=np.int64)
        for number, name in enumerate(names):
            total = float(q[which == number].sum())
            if total > 1 + 1e-9:
                raise BadInput(
                    f"the accounts of {name!r} have probabilities that sum to {total:g}",
                    where=f"{where}:{int(np.flatnonzero(which == number)[0]) + 2}",
                    hint="at most one of them holds: let them sum to 1 or less",
                )
        columns = {name: list(values) for name, values in head.items() if name != "time"}
        low, high = np.array([s[0] for s in spans]), np.array([s[1] for s in spans])
        exact = np.array([s[2] for s in spans])
        return UncertainHistory(low, high, q, which, exact.astype(bool), columns, rest, order)

    @staticmethod
    def from_acts(
        acts: Iterable[Any], *, disputed: float = 0.5, order: str = "shared", **rest: Any
    ) -> UncertainHistory:
        """An uncertain history from a ledger's acts (``Ledger.acts``).

        Days keep their precision. Where claims give an act several days, those are its accounts, each as likely. An act
        that is denied, or that only an adversary announces, happened with the probability ``disputed``. Acts without
        any day are left out. The ids of the acts go along, so that ``influence`` can lead back to their evidence.

        Raises
        ------
        BadInput : no act has a day.
        """
        columns: dict[str, list[Any]] = {
            name: [] for name in ("time", "sender", "receiver", "type", "act", "probability", "alternative")
        }
        for act in acts:
            days = list(dict.fromkeys(act.days)) or ([act.happened.text] if act.happened else [])
            # A dispute about the day alone is in the days already.
            doubted = not act.documented or (act.disputed and len(days) < 2)
            for text in days:
                row = (text, act.sender, act.receiver, act.kind, act.id)
                for name, value in zip(columns, row, strict=False):
                    columns[name].append(value)
                columns["probability"].append((disputed if doubted else 1.0) / len(days))
                columns["alternative"].append(act.id if len(days) > 1 else None)
        if not columns["time"]:
            raise BadInput("no act has a day", where="acts", hint="give the days that are known, if only the year")
        return UncertainHistory.from_tables(columns, order=order, **rest)

    @property
    def n_uncertain(self) -> int:
        """Rows whose day or whose happening is not certain."""
        return int(((self.latest > self.earliest) | (self.probability < 1)).sum())

    def draw(self, rng: np.random.Generator) -> History:
        """One history that the record allows.

        Days are uniform over what is known, but not outside a stated ``start`` and ``end``.
        """
        m = self.earliest.size
        u = rng.random(m)
        holds = u < self.probability
        for number in range(int(self.alternative.max(initial=-1)) + 1):
            rows = np.flatnonzero(self.alternative == number)
            # One draw for all accounts: the k-th holds where it falls into the k-th of the intervals.
            edges = np.cumsum(self.probability[rows])
            holds[rows] = False
            one = int(np.searchsorted(edges, u[rows[0]], side="right"))
            if one < rows.size:
                holds[rows[one]] = True
        low, high = self.earliest.copy(), self.latest.copy()
        for key, bound in (("start", low), ("end", high)):
            if self.rest.get(key) is not None:
                edge = tables.seconds_of(self.rest[key], key)
                inside = (self.earliest <= edge) & (edge <= self.latest)
                bound[inside] = edge
        days = np.floor((high - low) / _DAY + 1e-9)
        time = low + np.where(self.exact, 0.0, np.floor(rng.random(m) * (days + 1)) * _DAY)
        if self.order == "random":
            gaps = np.diff(np.unique(time))
            room = min(_DAY, float(gaps.min())) if gaps.size else _DAY
            # The hour within a day is not known either; numbers without a calendar are put in order within their gap.
            time = time + rng.random(m) * (0.999 * np.where(self.exact, room, _DAY) if gaps.size else _DAY)
            if self.rest.get("end") is not None:
                time = np.minimum(time, tables.seconds_of(self.rest["end"], "end"))
        rows = np.flatnonzero(holds)
        rows = rows[np.argsort(time[rows], kind="stable")]
        columns = {name: [values[k] for k in rows.tolist()] for name, values in self.columns.items()}
        return History.from_tables({"time": time[rows], **columns}, **self.rest)


def _span(value: Any, where: str) -> tuple[float, float, bool]:
    """First and last day of a time in seconds, and whether it was given as a number or to less than a day."""
    if isinstance(value, Day) or (isinstance(value, str) and _is_day(value)):
        try:
            first, last = day(value).bounds
        except BadDay as error:
            raise BadInput(error.message, where=where, hint=error.hint) from None
        return tables.seconds_of(first, where), tables.seconds_of(last, where), False
    if tables.is_missing(value):
        raise BadInput("the time is missing", where=where, hint='give what is known, such as "1961" or "1961/1963"')
    seconds = tables.seconds_of(value, where)
    whole = isinstance(value, dt.date) and not isinstance(value, dt.datetime)
    return seconds, seconds, not whole


def _is_day(text: str) -> bool:
    """Four digits are a year; other numbers, and times of day, are not days."""
    if re.fullmatch(r"\d{4}", text.strip()):
        return True
    try:
        float(text)
    except ValueError:
        return not tables.is_missing(text) and "T" not in text and ":" not in text
    return False


@dataclass(frozen=True, slots=True, eq=False)
class Pooled:
    """Fits to several draws of a history, pooled.

    terms      : the p parameters.
    estimates  : float64 (B, p), std_errors : float64 (B, p), of each draw that converged.
    estimate   : float64 (p,), their mean.
    within     : float64 (p, p), the mean covariance; between : float64 (p, p), the covariance of the estimates.
    covariance : float64 (p, p), within + (1 + 1 / B) between.
    df         : float64 (p,), degrees of freedom of the t distribution.
    n_events   : int64 (B,), events of each draw.
    failed     : (draw, why) of each that did not converge; they are left out and counted.

    Source: Rubin 1987, Multiple Imputation for Nonresponse in Surveys, section 3.1; Barnard & Rubin 1999,
    doi:10.1093/biomet/86.4.948, for the degrees of freedom.
    """

    terms: tuple[str, ...]
    estimates: np.ndarray
    std_errors: np.ndarray
    estimate: np.ndarray
    within: np.ndarray
    between: np.ndarray
    covariance: np.ndarray
    df: np.ndarray
    n_events: np.ndarray
    fixed: tuple[bool, ...]
    failed: tuple[tuple[int, str], ...]

    @property
    def std_error(self) -> np.ndarray:
        """float64 (p,)."""
        return np.sqrt(np.diag(self.covariance))

    @property
    def record_share(self) -> np.ndarray:
        """float64 (p,): the share of each variance that is due to the record, (1 + 1 / B) between / total."""
        B = self.estimates.shape[0]
        with np.errstate(invalid="ignore", divide="ignore"):
            return (1 + 1 / B) * np.diag(self.between) / np.diag(self.covariance)

    @property
    def p_value(self) -> np.ndarray:
        """float64 (p,): two-sided, by the t distribution."""
        from scipy.stats import t

        with np.errstate(invalid="ignore", divide="ignore"):
            return 2 * t.sf(np.abs(self.estimate) / self.std_error, self.df)

    def interval(self, level: float = 0.95) -> np.ndarray:
        """float64 (p, 2): confidence intervals by the t distribution."""
        from scipy.stats import t

        half = t.ppf(0.5 + level / 2, self.df) * self.std_error
        return np.stack([self.estimate - half, self.estimate + half], axis=1)

    def table(self) -> Any:
        """A Polars table, one row a term: estimate, std_error, low, high, df, record_share, std_error_within."""
        import polars as pl

        ends = self.interval()
        return pl.DataFrame(
            {
                "term": list(self.terms),
                "estimate": self.estimate,
                "std_error": self.std_error,
                "p_value": self.p_value,
                "low": ends[:, 0],
                "high": ends[:, 1],
                "df": self.df,
                "record_share": self.record_share,
                "std_error_within": np.sqrt(np.diag(self.within)),
            }
        )

    def __str__(self) -> str:
        width = max(len(term) for term in self.terms)
        lines = [
            f"Pooled over {self.estimates.shape[0]} draws of the record, "
            f"{self.n_events.min()} to {self.n_events.max()} events each",
            "",
            f"{'':{width}}  {'estimate':>12}  {'std. error':>11}  {'df':>8}  {'p':>8}  {'due to the record':>18}",
        ]
        rows = zip(
            self.terms, self.estimate, self.std_error, self.df, self.p_value, self.record_share, self.fixed, strict=True
        )
        for term, estimate, error, df, p, share, fixed in rows:
            if fixed:
                lines.append(f"{term:{width}}  {estimate:12.6g}  {'(fixed)':>11}")
                continue
            shown = "< 0.001" if p < 0.001 else f"{p:.3f}"
            lines.append(
                f"{term:{width}}  {estimate:12.6g}  {error:11.6g}  {min(df, 99999.0):8.0f}  {shown:>8}  {share:17.1%}"
            )
        lines += [f"draw {k} was left out: {why}" for k, why in self.failed]
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class _Draw:
    """What one fit gives back: small, so that it travels between processes."""

    terms: tuple[str, ...]
    estimate: np.ndarray
    covariance: np.ndarray
    fixed: tuple[bool, ...]
    n_events: int
    why: str


def _one(history: UncertainHistory, arguments: Mapping[str, Any], seed: np.random.SeedSequence) -> _Draw:
    result = fit(history.draw(np.random.default_rng(seed)), **arguments)
    return _Draw(
        result.terms, result.estimate, result.covariance, result.fixed, result.n_events,
        "" if result.converged else "; ".join(result.why),
    )  # fmt: skip


def pooled(
    history: UncertainHistory,
    process: str,
    effects: Sequence[str | Mapping[str, Any]],
    *,
    draws: int = 20,
    seed: int = 0,
    executor: Executor | None = None,
    **options: Any,
) -> Pooled:
    """Fit a model to draws of an uncertain history and pool the fits.

    Parameters
    ----------
    process, effects, options : as in ``comity.fit``.
    draws    : B; twenty make the intervals about as wide as they would be with many.
    seed     : each draw has a stream of its own, so that the number of workers changes nothing.
    executor : anything with the interface of ``concurrent.futures.Executor``; absent: one after another.

    Raises
    ------
    BadModel, BadInput : as in ``comity.fit``.
    NotConverged       : fewer than two draws, or less than half of them, converged.
    """
    if draws < 2:
        raise BadModel(f"draws = {draws}", where="draws", hint="at least 2 are needed to see how much they differ")
    arguments = {"process": process, "effects": list(effects), **options}
    seeds = np.random.SeedSequence(seed).spawn(draws)
    if executor is None:
        done = [_one(history, arguments, each) for each in seeds]
    else:
        done = [f.result() for f in [executor.submit(_one, history, arguments, each) for each in seeds]]
    good = [each for each in done if not each.why]
    failed = tuple((k, each.why) for k, each in enumerate(done) if each.why)
    if len(good) < max(2, draws / 2):
        raise NotConverged(
            f"{len(failed)} of {draws} draws did not converge", where=f"draw {failed[0][0]}", hint=failed[0][1]
        )
    return pool(
        good[0].terms,
        np.stack([each.estimate for each in good]),
        np.stack([each.covariance for each in good]),
        n_events=[each.n_events for each in good],
        fixed=good[0].fixed,
        failed=failed,
    )


def pool(
    terms: Sequence[str],
    estimates: np.ndarray,
    covariances: np.ndarray,
    *,
    n_events: Sequence[int],
    fixed: Sequence[bool] | None = None,
    failed: Sequence[tuple[int, str]] = (),
) -> Pooled:
    """Pool estimates float64 (B, p) with covariances float64 (B, p, p) by Rubin's rules."""
    B, p = estimates.shape
    within = covariances.mean(0)
    between = np.atleast_2d(np.cov(estimates, rowvar=False, ddof=1))
    total = within + (1 + 1 / B) * between
    # Without the record's uncertainty there would be this many degrees of freedom.
    complete = max(float(np.mean(n_events)) - p, 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(np.diag(total) > 0, (1 + 1 / B) * np.diag(between) / np.diag(total), 0.0)
        old = np.where(share > 0, (B - 1) / share**2, math.inf)
        observed = (complete + 1) / (complete + 3) * complete * (1 - share)
        df = np.where(np.isinf(old), observed, 1 / (1 / old + 1 / np.maximum(observed, 1e-12)))
    held = tuple(fixed) if fixed is not None else (False,) * p
    return Pooled(
        tuple(terms), estimates, np.sqrt(np.einsum("bpp->bp", covariances)), estimates.mean(0), within, between, total,
        df, np.asarray(n_events, dtype=np.int64), held, tuple(failed),
    )  # fmt: skip
