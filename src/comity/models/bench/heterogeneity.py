"""Actors that differ: fixed effects of senders and receivers, and frailty (random intercepts)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from comity.errors import BadModel, NotConverged
from comity.models.bench.penalties import gaussian_ascent
from comity.models.bench.subset import with_actor_columns
from comity.models.fit import Fit, fit_design, likelihood

__all__ = ["Frailty", "fixed_effects", "frailty"]

_SIDES = {"rem": ("sender", "receiver"), "rate": ("sender",), "choice": ("receiver",), "coordination": ("receiver",)}


def _sides(fit: Fit, sides: Sequence[str] | str) -> tuple[str, ...]:
    given = (sides,) if isinstance(sides, str) else tuple(sides)
    for side in given:
        if side not in ("sender", "receiver"):
            raise BadModel(f"sides = {side!r}", where="sides", hint="they are sender and receiver")
        if side not in _SIDES[fit.model.process]:
            raise BadModel(
                f"a {fit.model.process} model does not tell {side}s apart",
                where="sides",
                hint=f"it does {_SIDES[fit.model.process][0]}s",
            )
    if not given or len(set(given)) < len(given):
        raise BadModel("no side, or one side twice", where="sides", hint='sides = ["sender", "receiver"]')
    return given


def _names(fit: Fit, side: str) -> tuple[str, ...]:
    return fit.design.history.senders if side == "sender" else fit.design.history.receivers


def _acted(fit: Fit, side: str) -> np.ndarray:
    """int64 (n,): events of each actor on a side; in undirected data on either."""
    design = fit.design
    n = design.n1 if side == "sender" else design.n2
    count = np.bincount(design.event_sender if side == "sender" else design.event_receiver, minlength=n)
    if fit.model.process == "coordination":
        count = count + np.bincount(design.event_sender, minlength=n)
    return count


def fixed_effects(fit: Fit, sides: Sequence[str] | str, *, least: int = 1) -> Fit:
    """The same model with an intercept for each sender, receiver, or both.

    Those with fewer than ``least`` events on a side share the reference with the one that has most there, since
    their own intercept would run off; a note counts them. What differs between actors alone (their degrees, their
    attributes that never change) is then estimated from changes only, and not at all where there are none.

    Raises
    ------
    BadModel : a side that the model does not tell apart, or nobody left to have an intercept.
    """
    design, notes = fit.design, []
    for side in _sides(fit, sides):
        acted, names = _acted(fit, side), _names(fit, side)
        reference = int(np.argmax(acted))
        keep = acted >= max(least, 1)
        keep[reference] = False
        if not keep.any():
            raise BadModel(f"no {side} has {least} events", where="least", hint="lower `least`")
        groups = np.full(acted.size, -1)
        groups[keep] = np.arange(int(keep.sum()))
        design = with_actor_columns(design, f"{side}s", groups, [f"{side}={names[k]}" for k in np.flatnonzero(keep)])
        quiet = int((acted < max(least, 1)).sum())
        notes.append(
            f"{side} intercepts are relative to {names[reference]}" + (f" and {quiet} quiet ones" * (quiet > 0))
        )
    made = fit_design(design)
    return replace(made, notes=(*made.notes, *notes))


@dataclass(frozen=True, slots=True, eq=False)
class Frailty:
    """A fit with normal random intercepts.

    fit      : of the terms, with the covariance that the intercepts' spread leaves them.
    sd       : side -> standard deviation of its intercepts.
    effects  : side -> float64 (n,), the intercepts' modes; spread : side -> float64 (n,), their standard errors.
    log_marginal : Laplace's approximation of the log-likelihood with the intercepts integrated out; the fit without
               them has ``plain``.
    p_value  : of there being no spread at all: half that of chi-squared(1) for one side (Self & Liang 1987,
               doi:10.1080/01621459.1987.10478472), and a mixture with halves and quarters for two.
    """

    fit: Fit
    sd: dict[str, float]
    effects: dict[str, np.ndarray]
    spread: dict[str, np.ndarray]
    log_marginal: float
    plain: float
    p_value: float

    def table(self, side: str) -> Any:
        """A Polars table of the intercepts of a side, the largest first."""
        import polars as pl

        names = _names(self.fit, side)
        return pl.DataFrame({"actor": list(names), "effect": self.effects[side], "std_error": self.spread[side]}).sort(
            "effect", descending=True
        )

    def __str__(self) -> str:
        lines = [self.fit.summary(), ""]
        lines += [f"standard deviation of {side} intercepts: {value:.4g}" for side, value in self.sd.items()]
        shown = "< 0.001" if self.p_value < 0.001 else f"= {self.p_value:.3f}"
        return "\n".join([*lines, f"against no spread: p {shown} (Laplace log-likelihood {self.log_marginal:.2f})"])


def frailty(fit: Fit, sides: Sequence[str] | str) -> Frailty:
    """The same model with a normal random intercept for each sender, receiver, or both.

    The spread is the maximum of Laplace's approximation of the likelihood with the intercepts integrated out, the
    terms at their maximum for each spread. Columns of all actors are carried through the likelihood: some hundred
    actors are quick, thousands are not.

    Raises
    ------
    BadModel     : a side that the model does not tell apart.
    NotConverged : the fit, or the search for the spread, did not end at a maximum.

    Source: Breslow & Clayton 1993, doi:10.1080/01621459.1993.10594284; for relational events Uzaheta, Amati & Stadtfeld
    2023 and Juozaitienė & Wit 2024, doi:10.1007/s11336-024-09952-x.
    """
    from scipy.optimize import minimize, minimize_scalar

    fit.require_converged()
    given = _sides(fit, sides)
    design, places = fit.design, {}
    for side in given:
        n = design.n1 if side == "sender" else design.n2
        places[side] = np.arange(design.p, design.p + n)
        design = with_actor_columns(design, f"{side}s", np.arange(n), [f"{side}={name}" for name in _names(fit, side)])
    p = fit.design.p
    free = np.append(~np.array(fit.fixed, dtype=bool), np.ones(design.p - p, dtype=bool))
    last = {"beta": np.append(fit.estimate, np.zeros(design.p - p))}

    def at(logs: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
        precision = np.zeros(design.p)
        for side, value in zip(given, logs, strict=True):
            precision[places[side]] = math.exp(-2 * value)
        beta, ll, info, arrived = gaussian_ascent(
            lambda b: likelihood(design, b), last["beta"], free, np.zeros(design.p), precision, design.reach
        )
        if not arrived:
            raise NotConverged("the intercepts did not settle", where="frailty", hint="leave a side out")
        last["beta"] = beta
        random = np.arange(p, design.p)
        inner = info[np.ix_(random, random)] / precision[random]
        _, logdet = np.linalg.slogdet(np.eye(random.size) + inner)
        return ll - 0.5 * float(precision @ beta**2) - 0.5 * float(logdet), beta, info + np.diag(precision)

    if len(given) == 1:
        found = minimize_scalar(lambda v: -at(np.array([v]))[0], bounds=(-5.0, 2.5), method="bounded")
        logs = np.array([found.x])
    else:
        start = np.full(len(given), -1.0)
        options = {"xatol": 1e-3, "fatol": 1e-5, "maxiter": 200}
        logs = minimize(lambda v: -at(np.clip(v, -5.0, 2.5))[0], start, method="Nelder-Mead", options=options).x
        logs = np.clip(logs, -5.0, 2.5)
    marginal, beta, hessian = at(logs)
    k = np.flatnonzero(free)
    whole = np.zeros((design.p, design.p))
    whole[np.ix_(k, k)] = np.linalg.inv(hessian[np.ix_(k, k)])
    inner = replace(
        fit,
        estimate=beta[:p],
        covariance=whole[:p, :p],
        information=hessian[:p, :p],
        log_likelihood=marginal,
        notes=(*fit.notes, f"random intercepts of {' and '.join(given)}s; the log-likelihood is Laplace's"),
    )
    return Frailty(
        inner,
        {side: float(math.exp(v)) for side, v in zip(given, logs, strict=True)},
        {side: beta[places[side]] for side in given},
        {side: np.sqrt(np.diag(whole)[places[side]]) for side in given},
        marginal,
        fit.log_likelihood,
        _mixture(max(2 * (marginal - fit.log_likelihood), 0.0), len(given)),
    )


def _mixture(statistic: float, sides: int) -> float:
    from scipy.stats import chi2

    if statistic <= 0:
        return 1.0
    if sides == 1:
        return float(0.5 * chi2.sf(statistic, 1))
    return float(0.5 * chi2.sf(statistic, 1) + 0.25 * chi2.sf(statistic, 2))
