"""The registry: every effect once, with its words, options and the names that other programs use for it."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from comity.effects.cells import Reader
from comity.effects.options import Options
from comity.effects.streams import Column
from comity.errors import BadModel
from comity.histories import tables

__all__ = ["Effect", "Named", "describe", "effects", "find", "known", "register"]

PROCESSES = ("rem", "rate", "choice", "coordination")

Compute = Callable[[Reader, Options], Column]
# The plain definition: the statistic of the candidate i -> j, from what happened before.
Define = Callable[[Any, Options, int, int], float]


@dataclass(frozen=True, slots=True)
class Effect:
    """One effect.

    name     : ours.
    summary  : what it says, in one sentence.
    formula  : the statistic of the candidate i -> j just before t.
    compute  : the policy: asks the reader for cells, calls a kernel, returns a Column.
    define   : the plain definition, slow and obvious; tests hold the kernel to it.
    options  : the option keys that it takes.
    processes: the models that it is identified in.
    source   : where it is defined.
    also     : the names of other programs -> the options that give their convention.
    proportional : whether it has a proportional form (scaling = "prop").
    one_mode : whether it needs senders and receivers to be the same nodes.
    directed : whether it needs directed events.
    needs    : the options without which it means nothing.
    tried    : values that ``check_effect`` gives an option, where those of ``check.TRIED`` will not do.
    """

    name: str
    summary: str
    formula: str
    compute: Compute
    define: Define
    options: tuple[str, ...] = ()
    processes: tuple[str, ...] = PROCESSES
    source: str = ""
    also: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    defaults: Mapping[str, Any] = field(default_factory=dict)
    proportional: bool = False
    one_mode: bool = False
    directed: bool = False
    needs: tuple[str, ...] = ()
    tried: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """The effect in words, as ``comity effects --json`` prints it."""
        return {
            "name": self.name,
            "summary": self.summary,
            "formula": self.formula,
            "options": list(self.options),
            "needs": list(self.needs),
            "proportional": self.proportional,
            "processes": list(self.processes),
            "one_mode": self.one_mode,
            "directed": self.directed,
            "source": self.source,
            "also": {name: dict(fixed) for name, fixed in self.also.items()},
        }


@dataclass(frozen=True, slots=True)
class Named:
    """An effect under the name that a model gave it, with the options that the name fixes."""

    effect: Effect
    name: str
    defaults: Mapping[str, Any]


_EFFECTS: dict[str, Effect] = {}
_NAMES: dict[str, Named] = {}

# Each module registers the effects it defines when it is imported.
_MODULES = (
    "covariates",
    "ties",
    "degrees",
    "closure",
    "four_cycles",
    "embeddedness",
    "tertius",
    "shifts",
    "recency",
    "actors",
)


def register(effect: Effect) -> Effect:
    """Put an effect on the list, under its own name and those of other programs.

    Raises
    ------
    BadModel : a name is taken.
    """
    for name in (effect.name, *effect.also):
        if name in _NAMES:
            raise BadModel(f"an effect named {name!r} is already registered", where=name, hint="choose another name")
    _EFFECTS[effect.name] = effect
    _NAMES[effect.name] = Named(effect, effect.name, effect.defaults)
    for name, fixed in effect.also.items():
        _NAMES[name] = Named(effect, name, {**effect.defaults, **fixed})
    return effect


def forget(name: str) -> None:
    """Take an effect off the list again."""
    effect = _EFFECTS.pop(name)
    for each in (effect.name, *effect.also):
        del _NAMES[each]


def _load() -> None:
    for module in _MODULES:
        importlib.import_module(f"comity.effects.{module}")


def effects() -> Iterator[Effect]:
    """Every effect, in the order in which they were registered."""
    _load()
    return iter(tuple(_EFFECTS.values()))


def find(name: str) -> Named:
    """The effect of that name: ours, or another program's with its prefix.

    Raises
    ------
    BadModel : there is none; the hint has the nearest names.
    """
    _load()
    if name not in _NAMES:
        prefixed = [each for each in _NAMES if each.split(":")[-1] == name]
        hint = f"; write {' or '.join(repr(p) for p in prefixed)}" if prefixed else tables.near(name, list(_NAMES))
        raise BadModel(f"there is no effect {name!r}", where=name, hint="`comity effects` lists them" + hint)
    return _NAMES[name]


def known(name: str) -> bool:
    """Whether there is an effect of that name."""
    _load()
    return name in _NAMES


def describe(effect: Effect) -> str:
    """The effect in a few lines of text."""
    lines = [effect.name, f"    {effect.summary}", f"    {effect.formula}"]
    needed = [key for key in effect.options if key in effect.needs]
    free = [key for key in effect.options if key not in effect.needs]
    if needed:
        lines.append(f"    needs    {', '.join(needed)}")
    if free:
        lines.append(f"    options  {', '.join(free)}")
    lines.append(f"    models   {', '.join(effect.processes)}")
    for name, fixed in effect.also.items():
        told = ", ".join(
            f"{key} = {str(value).lower() if isinstance(value, bool) else value}" for key, value in fixed.items()
        )
        lines.append(f"    also     {name}" + (f" ({told})" if told else ""))
    if effect.source:
        lines.append(f"    source   {effect.source}")
    return "\n".join(lines) + "\n"
