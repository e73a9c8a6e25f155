"""Fit to the data: histories simulated from the fit against the one that happened, on statistics left out of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any

import numpy as np

from comity.errors import BadModel
from comity.histories import History
from comity.models.bench.plots import Plot, spread_plot
from comity.models.bench.report import holm
from comity.models.fit import Fit
from comity.models.simulate import Process, simulate

__all__ = ["AUXILIARY", "GoodnessOfFit", "goodness_of_fit", "monte_carlo"]

Auxiliary = Callable[[History], tuple[Sequence[str], np.ndarray]]

_COUNTS = (0, 1, 2, 3, 5, 8, 13, 21)


def _at_most(counts: np.ndarray) -> tuple[list[str], np.ndarray]:
    return [f"<= {k}" for k in _COUNTS], np.array([(counts <= k).mean() for k in _COUNTS])


def _events(history: History) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    keep = history.modelled
    return history.events.time[keep], history.events.sender[keep], history.events.receiver[keep]


def outdegree(history: History) -> tuple[list[str], np.ndarray]:
    """Share of senders with at most so many events."""
    return _at_most(np.bincount(_events(history)[1], minlength=len(history.senders)))


def indegree(history: History) -> tuple[list[str], np.ndarray]:
    """Share of receivers with at most so many events."""
    return _at_most(np.bincount(_events(history)[2], minlength=len(history.receivers)))


def dyads(history: History) -> tuple[list[str], np.ndarray]:
    """How events fall on pairs: distinct ones, the largest count, returned ones."""
    _, i, j = _events(history)
    n2 = len(history.receivers)
    counts = np.bincount(i * n2 + j, minlength=len(history.senders) * n2).reshape(-1, n2)
    out = [float((counts > 0).sum()), float(counts.max())]
    labels = ["distinct", "largest"]
    if history.one_mode and history.events.directed:
        out.append(float(((counts > 0) & (counts.T > 0)).sum() / 2))
        labels.append("mutual")
    return labels, np.array(out)


def triads(history: History) -> tuple[list[str], np.ndarray]:
    """Closed triples at the end: transitive, cyclic, and those with one sender or one receiver (one-mode data)."""
    _, i, j = _events(history)
    n1, n2 = len(history.senders), len(history.receivers)
    a = np.zeros((n1, n2))
    a[i, j] = 1.0
    if not history.one_mode:
        four = a @ a.T
        return ["four-cycles"], np.array([float((four * (four - 1))[~np.eye(n1, dtype=bool)].sum() / 4)])
    if not history.events.directed:
        a = np.maximum(a, a.T)
        return ["triangles"], np.array([float(np.trace(a @ a @ a) / 6)])
    return ["transitive", "cyclic"], np.array([float((a @ a * a).sum()), float(np.trace(a @ a @ a) / 3)])


def waiting(history: History) -> tuple[list[str], np.ndarray]:
    """Quantiles of the logarithm of the times between events."""
    gaps = np.diff(np.unique(_events(history)[0]))
    shares = (0.1, 0.25, 0.5, 0.75, 0.9)
    return [f"{100 * s:g}%" for s in shares], np.quantile(np.log(np.maximum(gaps, 1e-12)), shares)


def movers(history: History) -> tuple[list[str], np.ndarray]:
    """Order of movers: how many senders have acted by each fifth of the events."""
    _, i, _ = _events(history)
    marks = [max(round(share * i.size), 1) for share in (0.2, 0.4, 0.6, 0.8, 1.0)]
    return ["20%", "40%", "60%", "80%", "100%"], np.array([float(np.unique(i[:mark]).size) for mark in marks])


AUXILIARY: dict[str, Auxiliary] = {
    "outdegree": outdegree, "indegree": indegree, "dyads": dyads, "triads": triads, "waiting": waiting,
    "movers": movers,
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class GoodnessOfFit:
    """What was observed among what the model simulates.

    names     : of the q auxiliary statistics.   labels : of the numbers that each has.
    observed  : name -> float64 (k,).   simulated : name -> float64 (draws, k).
    p_value   : name -> of the observed numbers being as far from the simulated ones together.
    capped    : simulations that reached the cap on events before the end of the observation.
    """

    names: tuple[str, ...]
    labels: Mapping[str, tuple[str, ...]]
    observed: Mapping[str, np.ndarray]
    simulated: Mapping[str, np.ndarray]
    p_value: Mapping[str, float]
    capped: int

    def table(self) -> Any:
        """A Polars table, one row a statistic: p value, and corrected for the number of statistics (Holm)."""
        import polars as pl

        p = np.array([self.p_value[name] for name in self.names])
        return pl.DataFrame({"statistic": list(self.names), "p_value": p, "p_value_holm": holm(p)})

    def plot(self, name: str) -> Plot:
        """The observed numbers of one statistic among the simulated ones."""
        return spread_plot(self.simulated[name], self.observed[name], self.labels[name], up=name)


def goodness_of_fit(
    fit: Fit,
    statistics: Sequence[str] | Mapping[str, Auxiliary] | None = None,
    *,
    receivers: Fit | None = None,
    draws: int = 200,
    cap: float = 3.0,
    seed: int = 0,
    executor: Executor | None = None,
) -> GoodnessOfFit:
    """Simulate from a fit and compare auxiliary statistics with those of the history.

    Parameters
    ----------
    fit        : of a ``rem`` or ``coordination`` model, of a ``rate`` model with ``receivers``, a choice fit, or of a
                 ``choice`` model alone: then who acted and when are those of the history, and only receivers are drawn.
    statistics : names in ``AUXILIARY``, or name -> function of a History that returns labels and float64 (k,); absent:
                 all that the model can miss (waiting times only for timed models; nothing about senders for choices).
    draws      : histories to simulate, each with a stream of its own.
    cap        : stop a timed simulation at so many times the observed number of events; ``capped`` counts those.

    Timed models are simulated over the observed window, others for as many events as there were. The test is of the
    Mahalanobis distance of the observed numbers from the mean of the simulated ones, its p value the rank of that
    distance. The parameters are those of the fit to the same events, which makes the test conservative: its size is
    in docs/reference/bench.md.

    Raises
    ------
    BadModel     : a model that cannot be simulated, or a statistic that there is not.
    NotConverged : a fit did not converge.

    Source: Lospinoso & Snijders 2019, doi:10.1177/1748895018799072, for the distance; Amati, Lomi & Snijders 2024,
    doi:10.1093/jrsssa/qnae016.
    """
    for each in (fit, *([] if receivers is None else [receivers])):
        each.require_converged()
    if draws < 20:
        raise BadModel(f"draws = {draws}", where="draws", hint="at least 20, to see a p value of 0.05")
    history = fit.design.history
    if statistics is None:
        given = ("outdegree", "movers", "waiting") if fit.model.process == "choice" else ("waiting",)
        statistics = [name for name in AUXILIARY if fit.model.timed or name not in given]
    if not isinstance(statistics, Mapping):
        for name in statistics:
            if name not in AUXILIARY:
                raise BadModel(
                    f"there is no statistic {name!r}", where="statistics", hint=f"they are {', '.join(AUXILIARY)}"
                )
        statistics = {name: AUXILIARY[name] for name in statistics}
    observed = {name: function(history) for name, function in statistics.items()}
    end = float(history.events.time[history.modelled].max()) if history.end is None else history.end
    most = int(cap * fit.n_events) if fit.model.timed else fit.n_events
    until = end if fit.model.timed else None
    partner = None if receivers is None else receivers.process
    jobs = [
        (fit.process, partner, history, most, until, statistics, each)
        for each in np.random.SeedSequence(seed).spawn(draws)
    ]
    made = list(map(_one, jobs)) if executor is None else [f.result() for f in [executor.submit(_one, j) for j in jobs]]
    simulated = {name: np.stack([each[0][name] for each in made]) for name in statistics}
    p_value = {name: monte_carlo(simulated[name], observed[name][1]) for name in statistics}
    return GoodnessOfFit(
        tuple(statistics),
        {name: tuple(labels) for name, (labels, _) in observed.items()},
        {name: values for name, (_, values) in observed.items()},
        simulated,
        p_value,
        sum(each[1] for each in made) if fit.model.timed else 0,
    )


_Job = tuple[Process, Process | None, History, int, float | None, Mapping[str, Auxiliary], np.random.SeedSequence]


def _one(job: _Job) -> tuple[dict[str, np.ndarray], bool]:
    process, partner, history, most, until, statistics, seed = job
    drawn = simulate(process, history, np.random.default_rng(seed), events=most, until=until, receivers=partner)
    return {name: function(drawn)[1] for name, function in statistics.items()}, drawn.n_events >= most


def monte_carlo(simulated: np.ndarray, observed: np.ndarray) -> float:
    """The place of what was observed, float64 (k,), among what was simulated, float64 (B, k), by Mahalanobis distance.

    Mean and covariance are of all B + 1, so that with known parameters each place is as likely as any other.
    """
    every = np.vstack([observed, simulated])
    away = every - every.mean(0)
    inverse = np.linalg.pinv(np.atleast_2d(np.cov(every, rowvar=False)), rcond=1e-8, hermitian=True)
    distance = np.einsum("bi,ij,bj->b", away, inverse, away)
    return float((distance[1:] >= distance[0] - 1e-9).sum() + 1) / every.shape[0]
