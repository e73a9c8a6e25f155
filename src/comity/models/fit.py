"""Fit: what a model found on a history, and how far it may be trusted."""

from __future__ import annotations

import html
import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from comity.errors import BadModel, NotConverged
from comity.histories import Convention, History
from comity.models.candidates import event_ranks, rates_at
from comity.models.coordination import coordination_pass
from comity.models.design import Design
from comity.models.model import Model
from comity.models.newton import Ascent, ascend
from comity.models.parts import Part
from comity.models.sampled import Draw, Sampling, sampled_fit, sampled_pass
from comity.models.simulate import Process, simulate
from comity.models.sums import choice_pass, rem_pass, some_readings

__all__ = ["Fit", "fit", "fit_design", "likelihood", "objective", "refit"]


def likelihood(design: Design, beta: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
    """Log-likelihood, score (p,) and information (p, p) of a design at ``beta``, following the changes."""
    if design.model.process == "choice":
        return choice_pass(design, beta)
    if design.model.process == "coordination":
        return coordination_pass(design, beta)
    return rem_pass(design, beta)


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """A fitted model.

    terms          : the p parameters by name; ``baseline`` (log events per second and candidate) first where timing
                     is interval.
    estimate       : float64 (p,).
    covariance     : float64 (p, p), the inverse of the information; NaN for parameters that are not identified, 0
                     for those that were fixed.
    information    : float64 (p, p), observed = expected, except for coordination, where it is expected.
    score          : float64 (p,), at the estimate.
    log_likelihood, null_log_likelihood : the latter with every parameter but a baseline at 0.
    n_events       : events in the likelihood.
    converged      : whether this is a maximum; if not, ``why`` says in words why not, term by term.
    seconds        : for the whole fit, statistics included.
    notes          : what was filled or left out.
    sampling       : how candidates were drawn, where the likelihood sums over some; None where it sums over all.
    """

    design: Design = field(repr=False)
    terms: tuple[str, ...]
    estimate: np.ndarray
    covariance: np.ndarray
    information: np.ndarray
    score: np.ndarray
    log_likelihood: float
    null_log_likelihood: float
    n_events: int
    converged: bool
    why: tuple[str, ...]
    iterations: int
    seconds: float
    fixed: tuple[bool, ...]
    notes: tuple[str, ...] = ()
    sampling: Sampling | None = None

    @property
    def model(self) -> Model:
        """The model that was fitted."""
        return self.design.model

    @property
    def std_error(self) -> np.ndarray:
        """float64 (p,): square roots of the covariance's diagonal; 0 where fixed."""
        with np.errstate(invalid="ignore"):
            return np.sqrt(np.diag(self.covariance))

    @property
    def z(self) -> np.ndarray:
        """float64 (p,): estimate over standard error; NaN where fixed."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(self.std_error > 0, self.estimate / self.std_error, np.nan)

    @property
    def p_value(self) -> np.ndarray:
        """float64 (p,): two-sided, of the hypothesis that a parameter is 0, by the normal distribution."""
        return np.array([math.erfc(abs(z) / math.sqrt(2)) if z == z else math.nan for z in self.z])

    @property
    def n_parameters(self) -> int:
        """The number of estimated parameters."""
        return len(self.terms) - sum(self.fixed)

    @property
    def aic(self) -> float:
        """-2 log L + 2 p."""
        return -2 * self.log_likelihood + 2 * self.n_parameters

    @property
    def aicc(self) -> float:
        """AIC with the correction for small samples, over the number of events; infinite where there are too few."""
        left = self.n_events - self.n_parameters - 1
        return self.aic + 2 * self.n_parameters * (self.n_parameters + 1) / left if left > 0 else math.inf

    @property
    def bic(self) -> float:
        """-2 log L + p log M, with M the number of events."""
        return -2 * self.log_likelihood + self.n_parameters * math.log(self.n_events)

    @property
    def deviance(self) -> float:
        """-2 log L."""
        return -2 * self.log_likelihood

    @property
    def null_deviance(self) -> float:
        """-2 log L with every parameter but a baseline at 0."""
        return -2 * self.null_log_likelihood

    def interval(self, level: float = 0.95) -> np.ndarray:
        """float64 (p, 2): normal confidence intervals.

        Raises
        ------
        NotConverged : the fit did not converge, so that its spread means nothing.
        """
        self.require_converged()
        from statistics import NormalDist

        half = NormalDist().inv_cdf(0.5 + level / 2) * self.std_error
        return np.stack([self.estimate - half, self.estimate + half], axis=1)

    def require_converged(self) -> None:
        """Raise NotConverged unless the fit converged."""
        if not self.converged:
            raise NotConverged("the fit did not converge", hint="; ".join(self.why))

    def surprise(self) -> np.ndarray:
        """float64 (n_events,): -log of the probability of what happened among all that could have, given an event."""
        return event_ranks(self.design, self.estimate)[0]

    def rank(self) -> np.ndarray:
        """float64 (n_events,): the place of what happened among its candidates, 1 the likeliest; ties share a mean."""
        return event_ranks(self.design, self.estimate)[1]

    def candidates(self) -> np.ndarray:
        """int64 (n_events,): how many candidates there were."""
        return event_ranks(self.design, self.estimate)[2]

    def rates(self, reading: int = -1) -> np.ndarray:
        """float64 (n1, n2): what the model predicts at a reading of its timeline (the last one by default).

        Events per second of each candidate in a timed model; otherwise the probability of each candidate at the next
        event (in a choice model: given the sender). 0 for dyads that are not at risk.
        """
        return rates_at(self.design, self.estimate, reading)

    def samples(self) -> list[Draw] | None:
        """The candidates that were drawn, drawn again; None where the likelihood sums over all."""
        return None if self.sampling is None else self.sampling.draw(self.design)

    @property
    def process(self) -> Process:
        """The model with the estimates, as ``simulate`` takes it."""
        return Process(self.model, self.estimate)

    def simulate(
        self,
        rng: np.random.Generator,
        *,
        events: int | None = None,
        until: float | None = None,
        receivers: Fit | None = None,
    ) -> History:
        """A history that this fit would make; see ``comity.models.simulate.simulate``.

        ``events`` is as many as were fitted, unless given; ``receivers`` is the choice fit that goes with a rate fit.
        """
        chosen = None if receivers is None else receivers.process
        events = self.n_events if events is None else events
        return simulate(self.process, self.design.history, rng, events=events, until=until, receivers=chosen)

    def table(self) -> Any:
        """A Polars table, one row a term: estimate, std_error, z, p_value, low, high (95 per cent).

        z, p_value, low and high are null where a term was fixed or the fit did not converge.
        """
        import polars as pl

        said = self.converged & ~np.array(self.fixed, dtype=bool)
        ends = self.interval() if self.converged else np.full((len(self.terms), 2), np.nan)

        def only(values: np.ndarray) -> list[float | None]:
            return [float(v) if ok and v == v else None for v, ok in zip(values, said, strict=True)]

        return pl.DataFrame(
            {
                "term": list(self.terms),
                "estimate": self.estimate.tolist(),
                "std_error": [float(v) if v == v else None for v in self.std_error],
                "z": only(self.z),
                "p_value": only(self.p_value),
                "low": only(ends[:, 0]),
                "high": only(ends[:, 1]),
            },
            schema_overrides=dict.fromkeys(("std_error", "z", "p_value", "low", "high"), pl.Float64),
        )

    def as_dict(self) -> dict[str, Any]:
        """What ``comity fit --json`` prints; numbers that do not exist are None."""

        def clean(values: Sequence[float]) -> list[float | None]:
            return [float(v) if math.isfinite(v) else None for v in values]

        out: dict[str, Any] = {
            "terms": list(self.terms),
            "estimate": clean(self.estimate.tolist()),
            "std_error": clean(self.std_error.tolist()),
            "log_likelihood": clean([self.log_likelihood])[0],
            "n_events": self.n_events,
            "converged": self.converged,
            "iterations": self.iterations,
            "seconds": self.seconds,
        }
        if self.why:
            out["why"] = list(self.why)
        if self.notes:
            out["notes"] = list(self.notes)
        return out

    def summary(self) -> str:
        """The fit as a table in text, with stars only where it converged."""
        lines = [_title(self), ""]
        width = max(len(term) for term in self.terms)
        if self.converged:
            lines.append(f"{'':{width}}  {'estimate':>12}  {'std. error':>11}  {'z':>8}  {'p':>8}")
        else:
            lines.append(f"{'':{width}}  {'estimate':>12}  {'std. error':>11}")
        rows = zip(self.terms, self.estimate, self.std_error, self.z, self.p_value, self.fixed, strict=True)
        for term, estimate, error, z, p, fixed in rows:
            head = f"{term:{width}}  {estimate:12.6g}"
            if fixed:
                lines.append(f"{head}  {'(fixed)':>11}")
            elif not self.converged:
                lines.append(f"{head}  {_or_dash(error, 11, '.6g')}")
            else:
                shown = "< 0.001" if p < 0.001 else f"{p:.3f}"
                lines.append(f"{head}  {error:11.6g}  {z:8.3f}  {shown:>8} {_stars(p)}".rstrip())
        lines.append("")
        if self.converged:
            lines.append("*** p < 0.001, ** p < 0.01, * p < 0.05")
        else:
            lines += [f"NOT CONVERGED: {reason}" for reason in self.why]
        lines.append(
            f"log-likelihood {self.log_likelihood:.4f} ({self.n_parameters} parameters, {self.n_events} events)"
            + (f", null deviance {self.null_deviance:.2f}" if math.isfinite(self.null_deviance) else "")
        )
        if self.converged:
            lines.append(f"AIC {self.aic:.2f}, AICc {self.aicc:.2f}, BIC {self.bic:.2f}")
        lines += [f"note: {note}" for note in self.notes]
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        """The summary as an HTML table, for notebooks."""
        head = ["term", "estimate", "std. error"] + (["z", "p"] if self.converged else [])
        body = []
        rows = zip(self.terms, self.estimate, self.std_error, self.z, self.p_value, self.fixed, strict=True)
        for term, estimate, error, z, p, fixed in rows:
            cells = [html.escape(term), f"{estimate:.6g}", "fixed" if fixed else _or_dash(error, 0, ".6g")]
            if self.converged:
                cells += ["", ""] if fixed else [f"{z:.3f}", f"{p:.3g} {_stars(p)}"]
            body.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
        foot = "" if self.converged else "".join(f"<p><b>Not converged:</b> {html.escape(w)}</p>" for w in self.why)
        return (
            f"<p>{html.escape(_title(self))}</p><table><thead><tr>"
            + "".join(f"<th>{cell}</th>" for cell in head)
            + "</tr></thead><tbody>"
            + "".join(body)
            + f"</tbody></table>{foot}<p>log-likelihood {self.log_likelihood:.4f}, {self.n_events} events</p>"
        )


_TITLES = {
    "rem": "Relational event model",
    "rate": "DyNAM rate",
    "choice": "DyNAM choice",
    "coordination": "DyNAM choice-coordination",
}


def _title(result: Fit) -> str:
    model = result.model
    what = _TITLES[model.process]
    if model.process in ("rem", "rate"):
        what += ", interval timing" if model.timed else ", ordinal timing"
    return f"{what} ({model.convention.name} convention), {result.design.n1} senders"


def _or_dash(value: float, width: int, form: str) -> str:
    return f"{value:{width or ''}{form}}" if value == value else f"{'-':>{width}}" if width else "-"


def _stars(p: float) -> str:
    return "***" if p < 0.001 else "**" if p < 0.01 else "*" if p < 0.05 else ""


def fit(
    history: History,
    process: str,
    effects: Sequence[str | Mapping[str, Any]],
    *,
    timing: str = "ordinal",
    convention: str | Convention = "comity",
    ties: str | None = None,
    missing: str | None = None,
    fixed: Mapping[str, float] | None = None,
    typed: bool = False,
    controls: int | None = None,
    draws: int = 1,
    rng: np.random.Generator | int | None = None,
) -> Fit:
    """Fit a model by maximum likelihood.

    Parameters
    ----------
    history : from ``History.from_tables`` or a model file.
    process, effects, timing, convention, ties, missing, fixed, typed : see ``Model.of``.
    controls : sum over a sample of so many candidates beside each event instead of over all; see
               ``comity.models.sampled``. Not needed below some thousands of actors.
    draws    : how many samples to draw and combine.
    rng      : where the samples come from; a number is a seed (default 1).

    Returns
    -------
    A Fit; where no maximum was found its ``converged`` is False and its ``why`` says why.

    Raises
    ------
    BadModel : a term that cannot be computed or that has no variation, named.
    BadInput : a value that cannot be used, with its row.
    """
    model = Model.of(
        process, effects, timing=timing, convention=convention, ties=ties, missing=missing, fixed=fixed, typed=typed
    )
    if controls is None:
        return fit_model(model, history)
    started = time.perf_counter()
    if draws < 1:
        raise BadModel(f"draws = {draws}", where="draws", hint="draw at least once")
    if not isinstance(rng, np.random.Generator):
        rng = np.random.default_rng(1 if rng is None else rng)
    sampling = Sampling(controls, tuple(rng.bit_generator.seed_seq.spawn(draws)))  # type: ignore[attr-defined]
    return _fit_sampled(Design.build(model, history), sampling, started)


def refit(result: Fit, design: Design) -> Fit:
    """The model of a fit on another design, such as a part of its own, drawing candidates as the fit did."""
    return fit_design(design) if result.sampling is None else _fit_sampled(design, result.sampling, time.perf_counter())


def objective(result: Fit) -> Callable[[np.ndarray], Part]:
    """Log-likelihood, score (p,) and information (p, p) as functions of the parameters, as the fit summed them.

    Where candidates were drawn, over the same draws; of several draws the mean.
    """
    samples = result.samples()
    if samples is None:
        return lambda beta: likelihood(result.design, beta)

    def mean(beta: np.ndarray) -> Part:
        parts = [sampled_pass(result.design, each, beta)[0] for each in samples]
        return (
            float(np.mean([part[0] for part in parts])),
            np.mean([part[1] for part in parts], axis=0),
            np.mean([part[2] for part in parts], axis=0),
        )

    return mean


def fit_model(model: Model, history: History) -> Fit:
    """Fit a model to a history."""
    started = time.perf_counter()
    return fit_design(Design.build(model, history), started)


def _fit_sampled(design: Design, sampling: Sampling, started: float) -> Fit:
    model, controls, draws = design.model, sampling.controls, len(sampling.seeds)
    samples = sampling.draw(design)
    free = np.array([label not in model.fixed for label in design.labels])
    start = np.array([model.fixed.get(label, 0.0) for label in design.labels])
    if model.timed and free[0]:
        exposure = float(design.timeline.exposure.sum()) * design.n1 * max(design.n2 - 1, 1)
        start[0] = math.log(design.timeline.n_events / exposure)
    ends, estimate, covariance = sampled_fit(design, samples, start, free)
    null = float(np.mean([sampled_pass(design, each, np.zeros(design.p))[0][0] for each in samples]))
    if model.timed:
        null = design.timeline.n_events * (math.log(design.timeline.n_events / -null) - 1.0)
    why = tuple(dict.fromkeys(reason for end in ends for reason in _reasons(design, end)))
    note = (
        f"sampled risk sets: {controls} controls {'a reading' if model.timed else 'an event'}, {draws} "
        f"{'draw' if draws == 1 else 'draws'}; the log-likelihood is that of the sample, not of the history"
    )
    return Fit(
        design,
        design.labels,
        estimate,
        covariance,
        np.mean([end.information for end in ends], axis=0),
        np.mean([end.score for end in ends], axis=0),
        float(np.mean([end.log_likelihood for end in ends])),
        null,
        design.timeline.n_events,
        all(end.arrived for end in ends) and not why,
        why,
        max(end.iterations for end in ends),
        time.perf_counter() - started,
        tuple(bool(v) for v in ~free),
        (*design.notes, note),
        sampling,
    )


def fit_design(design: Design, started: float | None = None) -> Fit:
    """Fit a design that is at hand."""
    started = time.perf_counter() if started is None else started
    model = design.model
    free = np.array([label not in model.fixed for label in design.labels])
    start = np.array([model.fixed.get(label, 0.0) for label in design.labels])
    null = np.zeros(design.p)
    first = likelihood(design, null)
    null_ll = first[0]
    _require_variation(design, first[2], free)
    if model.timed:
        # The pass at 0 counts the exposure of all candidates: log L = -sum of exposure.
        null[0] = math.log(design.timeline.n_events / -first[0]) if first[0] < 0 else 0.0
        null_ll = design.timeline.n_events * (null[0] - 1.0)
        if free[0]:
            start[0] = null[0]
    if not math.isfinite(first[0]):
        _impossible(design)
    start = _begun(design, start, free)
    known = None if start.any() else first
    end = ascend(lambda beta: likelihood(design, beta), start, free, design.reach, known)
    covariance = _covariance(end, free)
    why = _reasons(design, end)
    return Fit(
        design,
        design.labels,
        end.beta,
        covariance,
        end.information,
        end.score,
        end.log_likelihood,
        null_ll,
        design.timeline.n_events,
        end.arrived and not why,
        why,
        end.iterations,
        time.perf_counter() - started,
        tuple(bool(v) for v in ~free),
        design.notes,
    )


def _begun(design: Design, start: np.ndarray, free: np.ndarray) -> np.ndarray:
    """Where the ascent begins: in a large design at the maximum of a small part of its readings, a few steps away."""
    some = some_readings(design) if design.model.process in ("rem", "rate") else None
    if some is None:
        return start
    near = ascend(lambda beta: rem_pass(design, beta, stretches=some), start, free, design.reach)
    return near.beta if near.arrived and not near.runaway.size else start


def _require_variation(design: Design, information: np.ndarray, free: np.ndarray) -> None:
    """A statistic that is the same for every candidate at every event says nothing."""
    for k in np.flatnonzero(free):
        if design.model.timed and k == 0:
            continue
        scale = max(design.reach[k], 1e-300) ** 2 * max(design.timeline.n_events, 1)
        exposure = information[0, 0] if design.model.timed else 1.0
        if not information[k, k] > 1e-14 * scale * (
            exposure / max(design.timeline.n_events, 1) if design.model.timed else 1
        ):
            raise BadModel(
                "the statistic does not vary: it is the same for every candidate"
                + (" at every event" if not design.model.timed else ", namely 0"),
                where=design.labels[k],
                hint="drop the term, or check its network, attribute and window",
            )


def _impossible(design: Design) -> None:
    """Name the first event of a dyad that is not at risk."""
    surprise = event_ranks(design, np.zeros(design.p))[0]
    bad = np.flatnonzero(~np.isfinite(surprise))
    if bad.size == 0:
        return
    k = int(bad[0])
    line, history = design.timeline, design.history
    row = int(line.event_row[k])
    sender, receiver = history.senders[line.sender[k]], history.receivers[line.receiver[k]]
    raise BadModel(
        f"the event {sender!r} -> {receiver!r} is not among its candidates: one of them is not present",
        where=f"events:{row + 2}",
        hint="check who is present at that time, and the risk set",
    )


def _covariance(end: Ascent, free: np.ndarray) -> np.ndarray:
    p = free.size
    out = np.zeros((p, p))
    k = np.flatnonzero(free)
    if k.size == 0:
        return out
    part = end.information[np.ix_(k, k)]
    size = np.sqrt(np.where(np.diag(part) > 0, np.diag(part), 1.0))
    if end.flat.shape[0] or not np.isfinite(part).all():
        out[np.ix_(k, k)] = np.nan
        return out
    out[np.ix_(k, k)] = np.linalg.inv(part / np.outer(size, size)) / np.outer(size, size)
    return out


def _reasons(design: Design, end: Ascent) -> tuple[str, ...]:
    """Why the ascent did not end at a maximum, by term."""
    reasons = []
    for direction in end.flat if not end.runaway.size else ():
        members = [design.labels[k] for k in np.flatnonzero(np.abs(direction) > 0.1 * np.abs(direction).max())]
        if len(members) > 1:
            reasons.append(f"flat direction: {', '.join(members)} cannot be told apart; drop one of them")
        else:
            reasons.append(f"flat direction: the likelihood does not depend on {members[0]}")
    if end.runaway.size:
        names = ", ".join(design.labels[k] for k in end.runaway)
        reasons.append(
            f"separation: the likelihood still rises as {names} "
            f"{'grows' if end.runaway.size == 1 else 'grow'} without bound; the statistic tells events from "
            "non-events completely; drop or coarsen it"
        )
    if not end.arrived and not reasons:
        reasons.append(f"no maximum was reached in {end.iterations} iterations; rescale the statistics or drop terms")
    return tuple(reasons)
