"""A fit in plain words, and what was filled, dropped or coded before it: no claim beyond what the numbers say."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from comity.histories import History
from comity.models.bench.influence import influence
from comity.models.bench.residuals import Residuals, _free, days_of, drift, residuals
from comity.models.design import _attributes, _networks
from comity.models.fit import Fit
from comity.models.model import Model

__all__ = ["DataReport", "data_report", "report"]

_WHAT = {
    "rem": "which pair acts",
    "rate": "who acts",
    "choice": "whom a sender turns to",
    "coordination": "which pair comes together",
}
_QUANTITY = {"rem": "the rate of an event", "rate": "the rate of acting", "choice": "the odds of being chosen",
             "coordination": "the odds of being chosen"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DataReport:
    """What a model would use of a history, and what is missing from it.

    lines : sentences.   gaps : what is missing -> how many values.
    """

    lines: tuple[str, ...]
    gaps: dict[str, int]

    def __str__(self) -> str:
        return "\n".join(self.lines)


def data_report(history: History, model: Model | None = None) -> DataReport:
    """What was filled, dropped and coded, before anything is fitted.

    model : absent: everything that the history holds is reported on, without saying how it would be filled.
    """
    lines = [
        f"{history.n_events} events are to be explained, of {history.events.time.size} changes; "
        f"{len(history.senders)} senders, {len(history.receivers)} receivers."
    ]
    e = history.events
    when = e.time[history.modelled]
    tied = int(history.n_events - np.unique(when).size)
    if tied:
        lines.append(f"{tied} events share their time with an earlier one; their order is not known.")
    terms = [] if model is None else [part for whole in model.terms for part in whole.parts]
    used_networks = [n for t in terms for n in _networks(t) if n is not None] if model else list(history.networks)
    used_attributes = [a for t in terms for a in _attributes(t)] if model else list(history.attributes)
    refuses = model is not None and model.convention.missing == "refuse"
    gaps: dict[str, int] = {}
    for name in dict.fromkeys(used_attributes):
        each = history.attribute(name)
        first, later = int(np.isnan(each.initial).sum()), int(np.isnan(each.value).sum())
        if each.levels:
            coded = ", ".join(f"{level} = {k}" for k, level in enumerate(each.levels[:8]))
            more = f" and {len(each.levels) - 8} more" if len(each.levels) > 8 else ""
            lines.append(f"{name} is categorical, coded {coded}{more}.")
        if first + later:
            gaps[name] = first + later
            fate = _fate(model, refuses, "become the mean of the others")
            lines.append(
                f"{name}: {first} of {each.initial.size} values at the start and {later} of {each.value.size} changes "
                f"are missing{fate}."
            )
    for name in dict.fromkeys(used_networks):
        if name == "events":
            continue
        net = history.network(name)
        missing = int(np.isnan(net.value).sum() + np.isnan(net.initial_weight).sum())
        if missing:
            gaps[name] = missing
            lines.append(f"The network {name}: {missing} values are missing{_fate(model, refuses, 'count as no tie')}.")
    if history.present is not None:
        absent = int((history.present.initial == 0).sum())
        lines.append(f"{absent} actors are absent at the start; presence changes {history.present.time.size} times.")
    if history.start is None:
        lines.append("The start of the observation is not given; it opens with the first event.")
    lines += [f"{note}." for note in history.notes]
    if not gaps:
        lines.append("Nothing that would be used is missing.")
    return DataReport(tuple(lines), gaps)


def _fate(model: Model | None, refuses: bool, filled: str) -> str:
    if model is None:
        return ""
    return '; the model refuses them (missing = "mean" would fill them)' if refuses else f"; they {filled}"


def report(fit: Fit, *, level: float = 0.95, checks: bool = True) -> str:
    """A fit in plain words.

    checks : also test for drift and look for events and actors that the estimates hang on, which takes a few passes.

    It says associations, never causes; gives each estimate with its interval; corrects the tests of drift for their
    number (Holm); and of a fit that did not converge says only that and why.
    """
    out = [_opening(fit)]
    if not fit.converged:
        out.append("The fit did not converge, so nothing is said about its estimates: " + "; ".join(fit.why) + ".")
        return "\n\n".join(out)
    out.append("\n".join(f"- {line}" for line in _terms(fit, level)))
    of = residuals(fit)
    out.append(_how_well(fit, of))
    if checks:
        out.append("\n".join(f"- {line}" for line in _checks(fit, of)))
    if fit.notes:
        out.append("\n".join(f"- note: {note}" for note in fit.notes))
    out.append(
        "These are associations among the events as recorded, given the other terms and the risk set; they are not by "
        f"themselves causes. Even were the model right, {100 * (1 - level):.3g} in 100 such intervals would miss their "
        f"values; here {'is one' if fit.n_parameters == 1 else f'are {fit.n_parameters}'}."
    )
    return "\n\n".join(out)


def _opening(fit: Fit) -> str:
    line, history = fit.design.timeline, fit.design.history
    days = days_of(history.events.time[line.event_row])
    timed = "and when" if fit.model.timed else "in order only, not when"
    return (
        f"{fit.n_events} events among {len(history.senders)} senders and {len(history.receivers)} receivers, from "
        f"{days[0]} to {days[-1]}. The model is of {_WHAT[fit.model.process]}, {timed}."
    )


def _terms(fit: Fit, level: float) -> list[str]:
    ends = fit.interval(level)
    of = _QUANTITY[fit.model.process]
    said = []
    for k, term in enumerate(fit.terms):
        if fit.fixed[k]:
            said.append(f"{term} was fixed at {fit.estimate[k]:g}.")
            continue
        ratio, low, high = (math.exp(min(v, 700.0)) for v in (fit.estimate[k], ends[k, 0], ends[k, 1]))
        if term == "baseline":
            said.append(
                f"With every statistic at 0 a candidate has {ratio * 86400:.3g} events a day "
                f"({low * 86400:.3g} to {high * 86400:.3g})."
                if np.abs(fit.design.history.events.time).max() > 1e7
                else f"With every statistic at 0 a candidate has {ratio:.3g} events in a unit of time "
                f"({low:.3g} to {high:.3g})."
            )
            continue
        size = f"a factor of {ratio:.3g} ({100 * level:g} per cent interval {low:.3g} to {high:.3g})"
        if low > 1 or high < 1:
            way = "higher" if ratio > 1 else "lower"
            said.append(f"{term}: one unit more goes with {of} being {way}, by {size}.")
        else:
            said.append(f"{term}: the direction is not clear; one unit more goes with {of} changing by {size}.")
    return said


def _how_well(fit: Fit, of: Residuals) -> str:
    surprise = np.exp(-of.trace.log_probability)
    middle = float(np.median(surprise))
    text = (
        f"Of what could have happened, the model gave what did happen a probability of one in {middle:.3g} in "
        "the median, without looking ahead of it but with parameters fitted to it."
    )
    if not fit.model.timed:
        alike = math.exp(min(-fit.null_log_likelihood / fit.n_events, 700.0))
        text += f" Were all candidates alike it would be one in {alike:.3g}."
    gain = fit.null_log_likelihood
    return text + f" The log-likelihood is {fit.log_likelihood:.2f}, against {gain:.2f} without any effect."


def _checks(fit: Fit, of: Residuals) -> list[str]:
    said = []
    tested = drift(fit, trace=of.trace, draws=200)
    adjusted = holm(tested.p_value)
    moving = [f"{t} (p = {p:.2g})" for t, p in zip(tested.terms, adjusted, strict=True) if p < 0.05]
    said.append(
        "Score tests, corrected for their number, speak against these coefficients being the same throughout: "
        + ", ".join(moving)
        + ". Their estimates are averages over the period."
        if moving
        else "The score tests show no drift of a coefficient in time, which is not to say that there is none."
    )
    moved = influence(fit, of)
    size = np.abs(moved.events[:, _free(fit)] / fit.std_error[_free(fit)])
    event, term = np.unravel_index(int(np.argmax(size)), size.shape)
    name = np.array(fit.terms)[_free(fit)][term]
    row = int(fit.design.timeline.event_row[event])
    history = fit.design.history
    who = f"{history.senders[history.events.sender[row]]} and {history.receivers[history.events.receiver[row]]}"
    place = f"act {history.events.act[row]}" if history.events.act else f"row {row + 2} of the table"
    said.append(
        f"The event that an estimate hangs on most is that of {who} ({place}): without it {name} "
        f"would move by about {size.max():.2g} standard errors (in one step from the estimate, which is rough where "
        "it is far)."
    )
    if moved.actors is not None:
        people = np.abs(moved.actors[:, _free(fit)] / fit.std_error[_free(fit)])
        actor, term = np.unravel_index(int(np.argmax(people)), people.shape)
        name = np.array(fit.terms)[_free(fit)][term]
        said.append(
            f"The actor that an estimate hangs on most is {history.senders[actor]}: without it {name} would move by "
            f"about {people.max():.2g} standard errors."
        )
    return said


def holm(p_values: Sequence[float] | np.ndarray) -> Any:
    """float64 (q,): p values corrected for their number. Source: Holm 1979, Scandinavian Journal of Statistics 6."""
    p = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(p)
    stepped = np.maximum.accumulate(p[order] * (p.size - np.arange(p.size)))
    out = np.empty_like(p)
    out[order] = np.minimum(stepped, 1.0)
    return out
