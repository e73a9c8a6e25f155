"""Robustness: the estimates again under other readings of the record and other models, side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from comity.outlook.draws import draw_history
from comity.outlook.estimate import Estimate
from comity.outlook.fitted import fit_outlook
from comity.outlook.specification import Specification, read_specification
from comity.outlook.world import World
from comity.standing import View

__all__ = ["VARIANTS", "Robustness", "Variant", "robustness"]


@dataclass(frozen=True, slots=True)
class Variant:
    """One other way to read the record, or to model it.

    view  : what differs in ``Record.view``.   draws : numbers of the histories drawn.
    disputed, years : whether acts that are disputed, or dated to a year or worse, are held.
    without : which frailties of the specification are left out.
    held : share of the draws in which an act that is denied stands; None: as the specification says.
    """

    name: str
    view: Mapping[str, Any]
    draws: tuple[int, ...] = (1,)
    disputed: bool = True
    years: bool = True
    without: tuple[str, ...] = ()
    held: float | None = None

    def specification(self, spec: Specification) -> Specification:
        """The specification under this variant."""
        if self.held is not None:
            spec = replace(spec, draws=replace(spec.draws, disputed_held=self.held))
        if not self.without:
            return spec
        first, second = (
            replace(process, shrunk=tuple(g for g in process.shrunk if g not in self.without))
            for process in spec.processes
        )
        return replace(spec, recognition=first, withdrawal=second)


VARIANTS = (
    Variant("as packaged", {}, draws=(1, 2, 3)),
    Variant("one draw of the history", {}),
    Variant("plain reading", {}, draws=(0,)),
    Variant("recalled dates left out", {"checked": True}),
    Variant("disputed acts left out", {}, disputed=False),
    Variant("claimed and denied acts held", {"counting": "claimed"}, held=1.0),
    Variant("acts dated to a year left out", {}, years=False),
    Variant("no implied recognition", {"implied": "none"}),
    Variant("no frailty of states", {}, without=("state",)),
    Variant("no frailty of cases", {}, without=("case",)),
    Variant("no frailty of years and decades", {}, without=("case_year", "era")),
)


@dataclass(frozen=True, slots=True, eq=False)
class Robustness:
    """Estimates of one process under each variant, the first being the packaged one.

    labels : of the p effects.   estimate, std_error : float64 (v, p).   events : by variant.
    """

    process: str
    variants: tuple[str, ...]
    labels: tuple[str, ...]
    estimate: np.ndarray
    std_error: np.ndarray
    events: tuple[int, ...]

    @property
    def moved(self) -> np.ndarray:
        """float64 (v, p): how far each estimate moved, in standard errors of the packaged one."""
        return np.asarray((self.estimate - self.estimate[0]) / self.std_error[0])

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object."""
        return {
            "process": self.process, "variants": list(self.variants), "effects": list(self.labels),
            "estimate": self.estimate.round(4).tolist(), "std_error": self.std_error.round(4).tolist(),
            "events": list(self.events),
        }  # fmt: skip


def robustness(
    view: Callable[..., View],
    day: float,
    *,
    spec: Specification | None = None,
    variants: tuple[Variant, ...] = VARIANTS,
    seed: int = 1,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Robustness, Robustness]:
    """Estimates of recognition and of withdrawal under each variant.

    Parameters
    ----------
    view : makes a view of the record under a policy: ``Record.view``.
    day  : ordinal; what happened before it is used.
    """
    spec = spec or read_specification()
    world = World(spec.networks)
    found: list[tuple[Estimate, Estimate | None]] = []
    for k, variant in enumerate(variants):
        own = variant.specification(spec)
        record = view(**variant.view)
        histories = tuple(
            draw_history(
                record, world, draw=draw, seed=seed, rules=own.draws, disputed=variant.disputed, years=variant.years
            )
            for draw in variant.draws
        )
        found.append(fit_outlook(own, world, histories, day, executor=executor).estimates)
        if progress:
            progress(k + 1, len(variants))
    return _side_by_side(spec, variants, found, 0), _side_by_side(spec, variants, found, 1)


def _side_by_side(
    spec: Specification, variants: tuple[Variant, ...], found: list[tuple[Estimate, Estimate | None]], k: int
) -> Robustness:
    labels = tuple(effect.label for effect in spec.processes[k].effects)
    none = np.full(len(labels), np.nan)
    estimates = [each[k] for each in found]
    return Robustness(
        spec.processes[k].name,
        tuple(variant.name for variant in variants),
        labels,
        np.stack([none if e is None else e.mean[e.effects] for e in estimates]),
        np.stack([none if e is None else e.std_error[e.effects] for e in estimates]),
        tuple(0 if e is None else e.n_events for e in estimates),
    )
