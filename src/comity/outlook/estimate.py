"""Estimate: effects, frailties and their spread, by penalised likelihood.

Rate of a row = exp(baseline step + x'b) times frailties: of the state, of the case, of the decade, and of the year of
the case. Each is gamma with mean 1 and a variance of its own, so that the level of the rates is free of their spread,
and the baseline is the rate of a case of which nothing is known yet. Given the variances, the mode of the logs is found
by Newton's method; the variances follow in turn, each by the negative binomial likelihood of the counts of its levels,
all else at the mode. The frailties of years, a thousand of them, touch each other through the rest only, so that they
are eliminated exactly (Schur complement).

The likelihood of a log rate is skew, the more so the fewer events it rests on: its mean lies below its mode.
``Estimate.shift`` is how far, to the first order. With it, the mean of a rate over normal draws of the parameters is
what the events say where there are some, and wider, not lower, where there are none.

The library's engine fits the same likelihood without frailties and without dyads that leave the risk set and return;
``tests/outlook/test_estimate.py`` holds the two together where both can go. What is here is small for that reason: it
must be fitted several hundred times in a backtest, with effects shrunk.

Source: Holford (1980), Biometrics 36:299; Breslow and Clayton (1993), doi:10.1080/01621459.1993.10594284, for
penalised quasi-likelihood; Lee and Nelder (1996), Journal of the Royal Statistical Society B 58:619, for gamma
frailties by h-likelihood; Therneau, Grambsch and Pankratz (2003), doi:10.1198/1061860031365, for frailties so fitted;
Tierney, Kass and Kadane (1989), doi:10.1080/01621459.1989.10478824, for the mean beside the mode.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from scipy import linalg
from scipy.optimize import minimize_scalar
from scipy.special import gammaln

from comity.errors import BadInput
from comity.outlook.panel import N_ERAS, Panel
from comity.outlook.specification import EFFECTS, ProcessSpec
from comity.tables import Table

__all__ = ["Estimate", "fit_process", "learn", "pool"]

_LEAST = 10
"""Events below which nothing is fitted: fewer than that cannot tell a baseline from its spread."""
_STEP_RIDGE = 0.01
_FIRST = {"state": 0.3, "case": 1.0, "era": 0.3, "case_year": 1.0}
"""Variances at which the ascent begins."""
_PRIOR_EVENTS = {"state": 4.0, "case": 4.0, "era": 4.0, "case_year": 10.0}
"""How strongly each is held to it, for what a short history cannot say: a tenth of this is the precision of its log."""


@dataclass(frozen=True, slots=True, eq=False)
class Estimate:
    """What a process was found to depend on.

    labels   : names of the q parameters: baseline steps, effects, then frailties that are not of a case's year:
               ``state[k]``, ``case[j]``, ``era[d]``.
    mean     : float64 (q,), the mode.   shift : float64 (q,), the mean less the mode; see above.
    covariance : float64 (q, q), the inverse of the penalised information.
    p_steps, p_effects : how many of the first are baseline steps and effects.
    offsets  : group -> (first, size) of its frailties among the parameters.
    variance : group -> variance of its frailties, ``case_year`` included.
    log_likelihood : at the mode, without penalty.   n_events, n_rows : of the panel.
    converged, why : whether the ascent arrived; if not, in words why not.
    draws : how many histories are pooled in it.
    between : float64 (q,), share of the variance that is between histories (Rubin's fraction of missing information).
    """

    process: ProcessSpec
    labels: tuple[str, ...]
    mean: np.ndarray
    shift: np.ndarray
    covariance: np.ndarray
    p_steps: int
    p_effects: int
    offsets: dict[str, tuple[int, int]]
    variance: dict[str, float]
    log_likelihood: float
    n_events: int
    n_rows: int
    converged: bool
    why: tuple[str, ...]
    draws: int
    between: np.ndarray

    @property
    def effects(self) -> slice:
        """Where the effects are among the parameters."""
        return slice(self.p_steps, self.p_steps + self.p_effects)

    def table(self) -> Table[Row]:
        """The steps of the baseline and the effects, a row each."""
        rows = []
        for k in range(self.p_steps + self.p_effects):
            b, error = float(self.mean[k]), float(self.std_error[k])
            words = "Events a year and pair at this age, all else 0 (log)."
            if k >= self.p_steps:
                words = EFFECTS[self.process.effects[k - self.p_steps].name].summary
            factor = float(np.exp(b))
            rows.append(
                Row(self.labels[k], b, error, b - 1.96 * error, b + 1.96 * error, factor, float(self.between[k]), words)
            )
        return Table(rows, columns=Row.__slots__)

    @property
    def std_error(self) -> np.ndarray:
        """float64 (q,)."""
        return np.sqrt(np.maximum(np.diag(self.covariance), 0.0))


@dataclass(frozen=True, slots=True)
class Row:
    """One effect, as it is told."""

    effect: str
    estimate: float
    std_error: float
    low: float
    """Normal 95 per cent interval."""
    high: float
    factor: float
    """What the rate is multiplied by for one more of the statistic."""
    between: float
    """Share of the variance that comes from what the record leaves open of days and disputes."""
    words: str

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object."""
        return {
            name: round(value, 5) if isinstance(value := getattr(self, name), float) else value
            for name in self.__slots__
        }


def fit_process(
    process: ProcessSpec,
    panel: Panel,
    *,
    n_states: int,
    n_cases: int,
    rounds: int = 30,
    variance: dict[str, float] | None = None,
    where: str = "",
) -> Estimate:
    """Fit one process.

    Parameters
    ----------
    rounds   : most Newton steps, each followed by an EM step of the variances.
    variance : group -> variance, held fixed; None: estimated.

    Raises
    ------
    BadInput : the rows hold too few events to say anything.
    """
    if panel.n_events < _LEAST:
        raise BadInput(
            f"only {panel.n_events} events of {process.name} are known by then", where=where,
            hint=f"at least {_LEAST} are needed: take a later origin, or give the ledger more acts",
        )  # fmt: skip
    design = _Design.of(process, panel, n_states, n_cases)
    return _ascent(design, design.start(), panel, rounds=rounds, variance=variance)


def learn(estimate: Estimate, panel: Panel, *, cases: Sequence[int], n_states: int, n_cases: int) -> Estimate:
    """An estimate that holds no row of some cases, after rows of theirs.

    What the estimate says of all else is the prior, normal with its covariance; the frailties of the cases have the
    gamma that they have before anything is known of them. The variances stay.
    """
    design = _Design.of(estimate.process, panel, n_states, n_cases)
    new = np.zeros(0, dtype=np.int64)
    if "case" in design.offsets:
        new = design.offsets["case"][0] + np.asarray(cases, dtype=np.int64)
    precision = linalg.inv(estimate.covariance, check_finite=False)
    precision[new, :] = precision[:, new] = 0.0
    design.before = _Before(estimate.mean, estimate.shift, precision, new)
    return _ascent(design, estimate.mean.copy(), panel, rounds=30, variance=estimate.variance)


def _ascent(
    design: _Design, b: np.ndarray, panel: Panel, *, rounds: int, variance: dict[str, float] | None
) -> Estimate:
    """The mode from a start, with the variances where they are not held."""
    process = design.process
    held = variance is not None
    known = dict(variance) if variance is not None else {g: _FIRST[g] for g in process.shrunk}
    for g in process.shrunk:
        known.setdefault(g, _FIRST[g])
    u = np.zeros(design.n_cells)
    move = np.inf
    arrived = False
    for _ in range(rounds):
        b, u, move, at = design.step(b, u, known)
        change = 0.0 if held else design.update(known, at)
        if move < 1e-2 and change < 0.03:
            arrived = True
            break
    at = design.solve(b, u, known)
    covariance = at.covariance
    why = [] if arrived else [f"no maximum in {rounds} rounds (last step {move:.2g})"]
    for k in range(len(process.effects)):
        place = design.p_steps + k
        if np.abs(b[place]) > 12 or covariance[place, place] > 100:
            why.append(f"separation: {process.effects[k].label} grows without bound; drop it or raise the ridge")
    labels = [*process.labels]
    for g, (_, size) in design.offsets.items():
        labels += [f"{g}[{k}]" for k in range(size)]
    return Estimate(
        process, tuple(labels), b, design.shift(b, u, known, at), covariance, design.p_steps, design.p_effects,
        design.offsets, known, at.log_likelihood, panel.n_events, panel.x.shape[0], not why, tuple(why), 1,
        np.zeros(b.size),
    )  # fmt: skip


@dataclass(slots=True, eq=False)
class _Design:
    """A panel as the ascent wants it, its rows sorted by cell: a case in a calendar year.

    X : float64 (R, p).   codes : int32 (R, k), for the baseline and each group the parameter that holds in a row,
    counted from p on.   Parameters stand in the order effects, steps, frailties here; ``order`` turns that into the
    order of ``Estimate``.   before : what is known without these rows; None: only the priors of the process.
    """

    process: ProcessSpec
    X: np.ndarray
    codes: np.ndarray
    exposure: np.ndarray
    y: np.ndarray
    cell: np.ndarray
    n_cells: int
    p_steps: int
    p_effects: int
    offsets: dict[str, tuple[int, int]]
    q: int
    order: np.ndarray
    before: _Before | None = None

    @staticmethod
    def of(process: ProcessSpec, panel: Panel, n_states: int, n_cases: int) -> _Design:
        R, p = panel.x.shape
        s = len(process.baseline)
        rows = np.lexsort((panel.end, panel.year, panel.case))
        codes = [panel.step[rows] + p]
        offsets: dict[str, tuple[int, int]] = {}
        place = s + p
        for g, size, code in (
            ("state", n_states, panel.state), ("case", n_cases, panel.case), ("era", N_ERAS, panel.era),
        ):  # fmt: skip
            if g in process.shrunk:
                offsets[g] = (place, size)
                codes.append(code[rows] + place)
                place += size
        cell = np.zeros(R, dtype=np.int64)
        if "case_year" in process.shrunk and R:
            case, year = panel.case[rows], panel.year[rows]
            cell[1:] = np.cumsum((np.diff(case) != 0) | (np.diff(year) != 0))
        n_cells = int(cell[-1]) + 1 if "case_year" in process.shrunk and R else 0
        return _Design(
            process, np.ascontiguousarray(panel.x[rows]), np.ascontiguousarray(np.stack(codes, axis=1), dtype=np.int32),
            panel.exposure[rows], panel.y[rows], cell, n_cells, s, p, offsets, place,
            np.concatenate([np.arange(p, p + s), np.arange(p), np.arange(p + s, place)]),
        )  # fmt: skip

    def start(self) -> np.ndarray:
        """Each step of the baseline at its own rate, shrunk to that of all; everything else at 0."""
        b = np.zeros(self.q)
        step = self.codes[:, 0] - self.p_effects
        events = np.bincount(step, weights=self.y, minlength=self.p_steps)
        years = np.bincount(step, weights=self.exposure, minlength=self.p_steps)
        whole = max(events.sum(), 1.0) / max(years.sum(), 1e-9)
        b[: self.p_steps] = np.log((events + 1.0) / (years + 1.0 / whole))
        return b

    @property
    def levels(self) -> np.ndarray:
        """int64: the parameters that are levels of a frailty with a gamma prior."""
        if self.before is not None:
            return self.before.new
        return np.arange(self.p_steps + self.p_effects, self.q)

    def prior(self, b: np.ndarray, variance: dict[str, float]) -> tuple[float, np.ndarray, np.ndarray]:
        """Log density of the prior, its gradient (q,) and the negative of its curvature (q, q)."""
        if self.before is not None:
            precision, away = self.before.precision.copy(), b - self.before.mean
        else:
            precision, away = np.zeros((self.q, self.q)), b
            fixed = np.arange(self.p_steps + self.p_effects)
            precision[fixed, fixed] = np.where(fixed < self.p_steps, _STEP_RIDGE, self.process.ridge)
        gradient = -precision @ away
        whole = 0.5 * float(gradient @ away)
        spread = np.ones(self.q)
        for g, (first, size) in self.offsets.items():
            spread[first : first + size] = variance[g]
        at = self.levels
        rate = np.exp(np.minimum(b[at], 15.0))
        gradient[at] = (1.0 - rate) / spread[at]
        precision[at, at] = rate / spread[at]
        return whole + float(((b[at] - rate) / spread[at]).sum()), gradient, precision

    def _inner(self, b: np.ndarray) -> np.ndarray:
        out = np.empty(self.q)
        out[self.order] = b
        return out

    def penalised(self, b: np.ndarray, u: np.ndarray, variance: dict[str, float]) -> float:
        """Log-likelihood less the penalties."""
        cells = u if self.n_cells else np.zeros(1)
        ll = float(_likelihood(self.X, self.codes, self.exposure, self.y, self.cell, self._inner(b), cells))
        ll += self.prior(b, variance)[0]
        if self.n_cells:
            ll += float((u - np.exp(u)).sum()) / variance["case_year"]
        return ll

    def solve(self, b: np.ndarray, u: np.ndarray, variance: dict[str, float]) -> _Solved:
        """The Newton step from here, and what else the pass over the rows tells."""
        cells = max(self.n_cells, 1)
        A, B = np.zeros((self.q, self.q)), np.zeros((cells, self.q))
        g, d, gu = np.zeros(self.q), np.zeros(cells), np.zeros(cells)
        inside = self._inner(b)
        years = u if self.n_cells else np.zeros(1)
        ll = float(_pass(self.X, self.codes, self.exposure, self.y, self.cell, inside, years, A, B, g, d, gu))
        A = np.tril(A) + np.tril(A, -1).T
        A, g, B = A[np.ix_(self.order, self.order)], g[self.order], B[:, self.order]
        expected = np.diag(A).copy()
        levels = (g + expected, expected * np.exp(-b))
        yearly = (gu + d, d * np.exp(-years))
        _, gradient, curvature = self.prior(b, variance)
        A += curvature
        g = g + gradient
        if not self.n_cells:
            V = linalg.inv(A, check_finite=False)
            return _Solved(ll, V @ g, np.zeros(0), V, np.zeros((1, self.q)), np.full(1, np.inf), levels, yearly)
        d = d + np.exp(u) / variance["case_year"]
        gu = gu + (1.0 - np.exp(u)) / variance["case_year"]
        T = B / d[:, None]
        V = linalg.inv(A - B.T @ T, check_finite=False)
        step = V @ (g - T.T @ gu)
        return _Solved(ll, step, (gu - B @ step) / d, V, T, d, levels, yearly)

    def shift(self, b: np.ndarray, u: np.ndarray, variance: dict[str, float], at: _Solved) -> np.ndarray:
        """float64 (q,): mean less mode of each parameter, -1/2 V sum of the third derivatives times V.

        Of a row that is its expected events times the variance of its log rate; of a gamma prior, its curvature times
        the variance of its level.
        """
        V, T = at.covariance, at.along
        VT = T @ V
        spread = np.einsum("kq,kq->k", VT, T) + 1.0 / at.curvature
        back = np.argsort(self.order)
        m, mu = np.zeros(self.q), np.zeros(T.shape[0])
        _skew(
            self.X, self.codes, self.exposure, self.cell, self._inner(b), u if self.n_cells else np.zeros(1),
            np.ascontiguousarray(V[np.ix_(back, back)]), np.ascontiguousarray(VT[:, back]), spread, m, mu,
        )  # fmt: skip
        m = m[self.order]
        at_levels = self.levels
        m[at_levels] += np.diag(self.prior(b, variance)[2])[at_levels] * np.diag(V)[at_levels]
        if self.before is not None:
            # What was known before has a skewness of its own.
            m -= 2.0 * self.before.precision @ self.before.shift
        if self.n_cells:
            mu += np.exp(u) / variance["case_year"] * spread
        return np.asarray(-0.5 * V @ (m - T.T @ mu))

    def step(
        self, b: np.ndarray, u: np.ndarray, variance: dict[str, float]
    ) -> tuple[np.ndarray, np.ndarray, float, _Solved]:
        """One Newton step, halved until the penalised likelihood does not fall."""
        at = self.solve(b, u, variance)
        step, step_u = at.step, at.step_u
        size = float(max(np.abs(step).max(initial=0.0), np.abs(step_u).max(initial=0.0)))
        scale = min(1.0, 3.0 / size) if size > 0 else 1.0
        if size > 0.2:
            before = self.penalised(b, u, variance)
            for _ in range(20):
                if self.penalised(b + scale * step, u + scale * step_u, variance) >= before - 1e-9 * abs(before):
                    break
                scale *= 0.5
        return b + scale * step, u + scale * step_u, scale * size, at

    def update(self, variance: dict[str, float], at: _Solved) -> float:
        """The variances anew, in place; returns the largest relative change."""
        change = 0.0
        for g in self.process.shrunk:
            if g == "case_year":
                new = _gamma_variance(*at.yearly, g)
            else:
                here = slice(self.offsets[g][0], sum(self.offsets[g]))
                new = _gamma_variance(at.levels[0][here], at.levels[1][here], g)
            change = max(change, abs(new / variance[g] - 1.0))
            variance[g] = new
        return change


@dataclass(frozen=True, slots=True, eq=False)
class _Before:
    """What other rows said: mean, shift (q,) and precision (q, q), the latter 0 for the levels ``new`` (int64)."""

    mean: np.ndarray
    shift: np.ndarray
    precision: np.ndarray
    new: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class _Solved:
    """One pass over the rows.

    log_likelihood : at the parameters.   step, step_u : (q,) and (K,), Newton's.   covariance : (q, q).
    along : (K, q), how each year's frailty follows the parameters (with the sign turned).   curvature : (K,).
    levels : (q,) twice, of each parameter that is a level of a frailty the events, and those expected without it.
    yearly : (K,) twice, the same of years of cases.
    """

    log_likelihood: float
    step: np.ndarray
    step_u: np.ndarray
    covariance: np.ndarray
    along: np.ndarray
    curvature: np.ndarray
    levels: tuple[np.ndarray, np.ndarray]
    yearly: tuple[np.ndarray, np.ndarray]


def _gamma_variance(counts: np.ndarray, expected: np.ndarray, group: str) -> float:
    """The variance of a gamma with mean 1 that makes counts (K,) with these expectations likeliest."""
    prior, first = _PRIOR_EVENTS[group], _FIRST[group]

    def loss(log_variance: float) -> float:
        v = np.exp(-log_variance)
        ll = gammaln(counts + v) - gammaln(v) + v * np.log(v) - (counts + v) * np.log(expected + v)
        # A weak pull to where the ascent begins, for histories of a few cells.
        return float(-ll.sum() + 0.05 * prior * (log_variance - np.log(first)) ** 2)

    return float(np.exp(minimize_scalar(loss, bounds=(-6.0, 4.0), method="bounded").x))


@njit(cache=True, nogil=True)
def _likelihood(X, codes, exposure, y, cell, b, u):
    """Sum of y eta - exposure exp(eta); arrays as in ``_pass``."""
    R, p = X.shape
    ll = 0.0
    for r in range(R):
        eta = u[cell[r]]
        for k in range(p):
            eta += b[k] * X[r, k]
        for a in range(codes.shape[1]):
            eta += b[codes[r, a]]
        eta = min(eta, 15.0)
        ll += y[r] * eta - exposure[r] * np.exp(eta)
    return ll


@njit(cache=True, nogil=True)
def _pass(X, codes, exposure, y, cell, b, u, A, B, g, d, gu):
    """Log-likelihood, gradient and information of Poisson rows; returns the first.

    X : float64 (R, p)    codes : int32 (R, k), p <= code < q    exposure, y : float64 (R,)
    cell : int64 (R,), non-decreasing    b : float64 (q,)    u : float64 (K,)
    A : float64 (q, q), lower triangle added to    B : float64 (K, q), d, gu : float64 (K,), g : float64 (q,), added to
    """
    R, p = X.shape
    k = codes.shape[1]
    ll = 0.0
    for r in range(R):
        c = cell[r]
        eta = u[c]
        for i in range(p):
            eta += b[i] * X[r, i]
        for a in range(k):
            eta += b[codes[r, a]]
        eta = min(eta, 15.0)
        w = exposure[r] * np.exp(eta)
        e = y[r] - w
        ll += y[r] * eta - w
        d[c] += w
        gu[c] += e
        for i in range(p):
            x = X[r, i]
            if x != 0.0:
                wx = w * x
                g[i] += e * x
                B[c, i] += wx
                for j in range(i + 1):
                    A[i, j] += wx * X[r, j]
        for a in range(k):
            m = codes[r, a]
            g[m] += e
            B[c, m] += w
            for i in range(p):
                A[m, i] += w * X[r, i]
            for o in range(a + 1):
                A[m, codes[r, o]] += w
    return ll


@njit(cache=True, nogil=True)
def _skew(X, codes, exposure, cell, b, u, V, VT, spread, m, mu):
    """m[k] += sum of w h x_k, mu[c] += sum of w h, with h the variance of a row's log rate.

    As in ``_pass``; V : float64 (q, q)    VT : float64 (K, q)    spread : float64 (K,), variance of each year's frailty
    """
    R, p = X.shape
    k = codes.shape[1]
    for r in range(R):
        c = cell[r]
        eta = u[c]
        h = spread[c]
        for i in range(p):
            x = X[r, i]
            if x != 0.0:
                eta += b[i] * x
                part = 0.5 * V[i, i] * x - VT[c, i]
                for j in range(i):
                    part += V[i, j] * X[r, j]
                h += 2.0 * part * x
        for a in range(k):
            n = codes[r, a]
            eta += b[n]
            part = 0.5 * V[n, n] - VT[c, n]
            for i in range(p):
                part += V[n, i] * X[r, i]
            for o in range(a):
                part += V[n, codes[r, o]]
            h += 2.0 * part
        wh = exposure[r] * np.exp(min(eta, 15.0)) * h
        mu[c] += wh
        for i in range(p):
            m[i] += wh * X[r, i]
        for a in range(k):
            m[codes[r, a]] += wh


def pool(estimates: Sequence[Estimate]) -> Estimate:
    """Estimates of several draws of the history as one, by Rubin's rules.

    Source: Rubin (1987), Multiple Imputation for Nonresponse in Surveys, equations 3.1.2 to 3.1.5.
    """
    first = estimates[0]
    m = len(estimates)
    if m == 1:
        return first
    means = np.stack([e.mean for e in estimates])
    within = np.mean([e.covariance for e in estimates], axis=0)
    away = means - means.mean(axis=0)
    between = away.T @ away / (m - 1)
    total = within + (1 + 1 / m) * between
    share = np.divide((1 + 1 / m) * np.diag(between), np.diag(total), out=np.zeros(means.shape[1]))
    return Estimate(
        first.process, first.labels, means.mean(axis=0), np.mean([e.shift for e in estimates], axis=0), total,
        first.p_steps, first.p_effects, first.offsets,
        {g: float(np.mean([e.variance[g] for e in estimates])) for g in first.variance},
        float(np.mean([e.log_likelihood for e in estimates])), round(float(np.mean([e.n_events for e in estimates]))),
        round(float(np.mean([e.n_rows for e in estimates]))), all(e.converged for e in estimates),
        tuple(dict.fromkeys(w for e in estimates for w in e.why)), m, share,
    )  # fmt: skip
