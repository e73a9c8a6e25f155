"""Estimate: effects, frailties and their spread, by penalised likelihood.

log rate of a row = baseline step + x'b + state + case + era + log g(case, year), the three before the last normal
around 0 with a variance of their own, and g, what a year brings to a case beyond all else, gamma with mean 1. Given
the variances, the mode is found by Newton's method; the variances follow in turn, those of the normal frailties by the
EM step of the Laplace approximation, that of g by the negative binomial likelihood of the counts of the cells, which
is exact. The g, a thousand of them, touch each other through the rest only, so that they are eliminated exactly
(Schur complement); that they are gamma and not lognormal keeps the level of the rates free of their spread.

The library's engine fits the same likelihood without frailties and without dyads that leave the risk set and return;
``tests/outlook/test_estimate.py`` holds the two together where both can go. What is here is small for that reason: it
must be fitted several hundred times in a backtest, with effects shrunk.

Source: Holford (1980), Biometrics 36:299; Breslow and Clayton (1993), doi:10.1080/01621459.1993.10594284, for
penalised quasi-likelihood; Lee and Nelder (1996), Journal of the Royal Statistical Society B 58:619, for gamma
frailties by h-likelihood; Therneau, Grambsch and Pankratz (2003), doi:10.1198/1061860031365, for frailties so fitted.
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

__all__ = ["Estimate", "fit_process", "pool"]

_LEAST = 10
"""Events below which nothing is fitted: fewer than that cannot tell a baseline from its spread."""
_STEP_RIDGE = 0.01
_FIRST = {"state": 0.3, "case": 2.0, "era": 0.3, "case_year": 1.0}
"""Variances at which the ascent begins."""
_PRIOR_EVENTS = {"state": 4.0, "case": 4.0, "era": 4.0, "case_year": 10.0}
"""How many frailties' worth of the beginning variance stand in for what a short history cannot say."""


@dataclass(frozen=True, slots=True, eq=False)
class Estimate:
    """What a process was found to depend on.

    labels   : names of the q parameters: baseline steps, effects, then frailties that are not of a case's year:
               ``state[k]``, ``case[j]``, ``era[d]``.
    mean     : float64 (q,), the mode.   covariance : float64 (q, q), the inverse of the penalised information.
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
    held = variance is not None
    known = dict(variance) if variance is not None else {g: _FIRST[g] for g in process.shrunk}
    for g in process.shrunk:
        known.setdefault(g, _FIRST[g])
    b, u = design.start(), np.zeros(design.n_cells)
    move = np.inf
    arrived = False
    ll = -np.inf
    for _ in range(rounds):
        ll, b, u, move, spread = design.step(b, u, known)
        change = 0.0
        if not held:
            change = design.update(known, b, spread)
        if move < 1e-2 and change < 0.03:
            arrived = True
            break
    _, _, covariance = design.solve(b, u, known)
    why = [] if arrived else [f"no maximum in {rounds} rounds (last step {move:.2g})"]
    for k in range(len(process.effects)):
        place = design.p_steps + k
        if np.abs(b[place]) > 12 or covariance[place, place] > 100:
            why.append(f"separation: {process.effects[k].label} grows without bound; drop it or raise the ridge")
    labels = [*process.labels]
    for g, (_, size) in design.offsets.items():
        labels += [f"{g}[{k}]" for k in range(size)]
    return Estimate(
        process, tuple(labels), b, covariance, design.p_steps, design.p_effects, design.offsets, known, float(ll),
        panel.n_events, panel.x.shape[0], not why, tuple(why), 1, np.zeros(b.size),
    )  # fmt: skip


@dataclass(slots=True, eq=False)
class _Design:
    """A panel as the ascent wants it, its rows sorted by cell: a case in a calendar year.

    X : float64 (R, p).   codes : int32 (R, k), for the baseline and each group the parameter that holds in a row,
    counted from p on.   Parameters stand in the order effects, steps, frailties here; ``order`` turns that into the
    order of ``Estimate``.
    """

    X: np.ndarray
    codes: np.ndarray
    exposure: np.ndarray
    y: np.ndarray
    cell: np.ndarray
    n_cells: int
    p_steps: int
    p_effects: int
    offsets: dict[str, tuple[int, int]]
    ridge: float
    q: int
    order: np.ndarray

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
            np.ascontiguousarray(panel.x[rows]), np.ascontiguousarray(np.stack(codes, axis=1), dtype=np.int32),
            panel.exposure[rows], panel.y[rows], cell, n_cells, s, p, offsets, process.ridge, place,
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

    def prior(self, variance: dict[str, float]) -> np.ndarray:
        """float64 (q,), the precision of each parameter's prior."""
        out = np.full(self.q, self.ridge)
        out[: self.p_steps] = _STEP_RIDGE
        for g, (first, size) in self.offsets.items():
            out[first : first + size] = 1.0 / variance[g]
        return out

    def _inner(self, b: np.ndarray) -> np.ndarray:
        out = np.empty(self.q)
        out[self.order] = b
        return out

    def penalised(self, b: np.ndarray, u: np.ndarray, variance: dict[str, float]) -> float:
        """Log-likelihood less the penalties."""
        cells = u if self.n_cells else np.zeros(1)
        ll = float(_likelihood(self.X, self.codes, self.exposure, self.y, self.cell, self._inner(b), cells))
        ll -= 0.5 * float(self.prior(variance) @ b**2)
        if self.n_cells:
            ll += float((u - np.exp(u)).sum()) / variance["case_year"]
        return ll

    def solve(
        self, b: np.ndarray, u: np.ndarray, variance: dict[str, float]
    ) -> tuple[tuple[np.ndarray, np.ndarray, float], tuple[np.ndarray, np.ndarray, np.ndarray], np.ndarray]:
        """The Newton step, what the variances need (diagonal of V; by cell, events and what was expected), and V."""
        cells = max(self.n_cells, 1)
        A, B = np.zeros((self.q, self.q)), np.zeros((cells, self.q))
        g, d, gu = np.zeros(self.q), np.zeros(cells), np.zeros(cells)
        ll = float(
            _pass(
                self.X,
                self.codes,
                self.exposure,
                self.y,
                self.cell,
                self._inner(b),
                u if self.n_cells else np.zeros(1),
                A,
                B,
                g,
                d,
                gu,
            )
        )
        counts, expected = gu + d, d * np.exp(-u) if self.n_cells else d
        A = np.tril(A) + np.tril(A, -1).T
        prior = self.prior(variance)
        A = A[np.ix_(self.order, self.order)]
        A[np.diag_indices(self.q)] += prior
        g = g[self.order] - prior * b
        if self.n_cells:
            B = B[:, self.order]
            d = d + np.exp(u) / variance["case_year"]
            gu = gu + (1.0 - np.exp(u)) / variance["case_year"]
            V = linalg.inv(A - B.T @ (B / d[:, None]), check_finite=False)
            step = V @ (g - B.T @ (gu / d))
            step_u = (gu - B @ step) / d
        else:
            V = linalg.inv(A, check_finite=False)
            step, step_u = V @ g, np.zeros(0)
        return (step, step_u, ll), (np.diag(V).copy(), counts, expected), V

    def step(
        self, b: np.ndarray, u: np.ndarray, variance: dict[str, float]
    ) -> tuple[float, np.ndarray, np.ndarray, float, tuple[np.ndarray, np.ndarray, np.ndarray]]:
        """One Newton step, halved until the penalised likelihood does not fall."""
        (step, step_u, ll), spread, _ = self.solve(b, u, variance)
        size = float(max(np.abs(step).max(initial=0.0), np.abs(step_u).max(initial=0.0)))
        scale = min(1.0, 3.0 / size) if size > 0 else 1.0
        if size > 0.2:
            before = self.penalised(b, u, variance)
            for _ in range(20):
                if self.penalised(b + scale * step, u + scale * step_u, variance) >= before - 1e-9 * abs(before):
                    break
                scale *= 0.5
        return ll, b + scale * step, u + scale * step_u, scale * size, spread

    def update(
        self, variance: dict[str, float], b: np.ndarray, spread: tuple[np.ndarray, np.ndarray, np.ndarray]
    ) -> float:
        """The variances anew, in place; returns the largest relative change."""
        change = 0.0
        for g in variance:
            if g == "case_year":
                if not self.n_cells:
                    continue
                new = _gamma_variance(spread[1], spread[2])
                change = max(change, abs(new / variance[g] - 1.0))
                variance[g] = new
                continue
            elif g in self.offsets:
                first, size = self.offsets[g]
                total = float((b[first : first + size] ** 2).sum() + spread[0][first : first + size].sum())
            else:
                continue
            prior = _PRIOR_EVENTS[g]
            new = (total + prior * _FIRST[g]) / (size + prior)
            # EM crawls where little is known of a group; a longer step is still an ascent in practice.
            new = float(np.clip(variance[g] * (new / variance[g]) ** 1.8, 1e-3, 9.0))
            change = max(change, abs(new / variance[g] - 1.0))
            variance[g] = new
        return change


def _gamma_variance(counts: np.ndarray, expected: np.ndarray) -> float:
    """The variance of a gamma with mean 1 that makes counts (K,) with these expectations likeliest."""
    prior, first = _PRIOR_EVENTS["case_year"], _FIRST["case_year"]

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
        first.process, first.labels, means.mean(axis=0), total, first.p_steps, first.p_effects, first.offsets,
        {g: float(np.mean([e.variance[g] for e in estimates])) for g in first.variance},
        float(np.mean([e.log_likelihood for e in estimates])), round(float(np.mean([e.n_events for e in estimates]))),
        round(float(np.mean([e.n_rows for e in estimates]))), all(e.converged for e in estimates),
        tuple(dict.fromkeys(w for e in estimates for w in e.why)), m, share,
    )  # fmt: skip
