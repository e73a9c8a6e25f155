"""Specification: the recognition model as a file says it, read and checked."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

from comity.errors import BadModel
from comity.polities import registry

__all__ = ["EFFECTS", "EffectSpec", "NetworkSpec", "ProcessSpec", "Specification", "read_specification", "words_of"]


@dataclass(frozen=True, slots=True)
class NetworkSpec:
    """How one network between states is made, on any day."""

    name: str
    organisations: tuple[str, ...] = ()
    weight: str = "count"
    contiguity: tuple[str, ...] = ()
    same: str = ""
    great_powers: str = ""
    past: str = ""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an effect is, in words."""

    summary: str
    raises: str
    """What one unit more of it means."""
    options: tuple[str, ...] = ()
    dynamic: bool = False
    """Whether it moves as events fall."""


EFFECTS: dict[str, Meaning] = {
    "recognisers": Meaning("How many states recognise the case.", "one more on the scale", ("transform",), True),
    "share": Meaning("Share of the other states in being that recognise the case.", "from none to all", (), True),
    "recent": Meaning(
        "Recognitions of the case so far, each counting half after its half-life; log(1 + sum).",
        "one more on the log scale", ("half_life_days",), True,
    ),
    "withdrawals": Meaning(
        "Withdrawals and freezes of the case so far, fading with a half-life; log(1 + sum).",
        "one more on the log scale", ("half_life_days",), True,
    ),
    "share_of": Meaning(
        "Share, by weight, of the state's partners in a network that recognise the case.", "from none to all",
        ("network",), True,
    ),
    "against": Meaning(
        "Share, by weight, of the state's partners in a network that withdrew or froze recognition, or recognise a "
        "rival.", "from none to all", ("network",), True,
    ),
    "rival": Meaning("The state recognises a rival government.", "it does", (), True),
    "again": Meaning("The state recognised the case before and does not now.", "it did", (), True),
    "since": Meaning("Years since the state recognised the case.", "one more on the scale", ("transform",)),
    "newcomer": Meaning("How new the state is: halves with its age.", "just come into being", ("half_life_days",)),
    "activity": Meaning(
        "Recognitions by the state of any case, fading with a half-life; log(1 + sum).", "one more on the log scale",
        ("half_life_days",),
    ),
    "power": Meaning("The state is a great power.", "it is"),
    "exposed": Meaning("A contested polity in being is claimed by the state, and the case is no government.", "one is"),
    "parent": Meaning("The state is the one that the case left or that claims it.", "it is"),
    "tied_to_parent": Meaning("The state is tied to the case's parent state in a network.", "it is", ("network",)),
    "tied_to_case": Meaning("The state is tied to the case's own polity in a network.", "it is", ("network",)),
    "government": Meaning("The case is a government, not a state.", "it is"),
}  # fmt: skip

_OWN = {
    "state": "The state's own pace, beyond everything else.",
    "case": "The case's own pace, beyond everything else.",
}


def words_of(label: str) -> str:
    """What an effect is, by its label: ``share_of(fellows)``, or ``state`` and ``case`` for their own pace."""
    return _OWN.get(label) or EFFECTS[label.partition("(")[0]].summary


SHRUNK = ("state", "case", "case_year", "era")
_TRANSFORMS = ("log1p", "sqrt")


@dataclass(frozen=True, slots=True)
class EffectSpec:
    """One effect with its options."""

    name: str
    network: str = ""
    half_life_days: float = 0.0
    transform: str = ""

    @property
    def label(self) -> str:
        """How tables name it: ``share_of(fellows)``, ``recent(30d)``."""
        told = self.network or (f"{self.half_life_days:g}d" if self.half_life_days else "") or self.transform
        return f"{self.name}({told})" if told else self.name


@dataclass(frozen=True, slots=True)
class ProcessSpec:
    """One process: its baseline, effects and shrunk frailties.

    baseline : days of age at which the rate may step, the first 0.
    ridge    : prior precision of each effect.
    shrunk   : which frailties: by ``state``, ``case``, ``case_year`` (calendar year of a case), ``era`` (decade).
    """

    name: str
    baseline: tuple[float, ...]
    effects: tuple[EffectSpec, ...]
    ridge: float
    shrunk: tuple[str, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """Names of the columns: one a baseline step, then one an effect."""
        steps = [*self.baseline, float("inf")]
        ages = [f"age {_age(a)}–{_age(b)}" if b < 1e9 else f"age {_age(a)}+" for a, b in pairwise(steps)]
        return (*ages, *(effect.label for effect in self.effects))


def _age(days: float) -> str:
    return f"{days / 365.25:.0f}y" if days >= 365 else f"{days:g}d"


@dataclass(frozen=True, slots=True)
class Draws:
    """How what is not known of the record enters; see ``comity.outlook.draws``."""

    unchecked_right: float = 0.9
    unchecked_days: int = 183
    disputed_held: float = 0.5


@dataclass(frozen=True, slots=True)
class Specification:
    """The recognition model."""

    networks: tuple[NetworkSpec, ...]
    recognition: ProcessSpec
    withdrawal: ProcessSpec
    draws: Draws

    @property
    def processes(self) -> tuple[ProcessSpec, ProcessSpec]:
        """Recognition and withdrawal."""
        return self.recognition, self.withdrawal

    @property
    def network_names(self) -> tuple[str, ...]:
        """Names of the networks, in the order of the file."""
        return tuple(network.name for network in self.networks)


def read_specification(path: str | Path | None = None) -> Specification:
    """The specification in a file, or the packaged one.

    Raises
    ------
    BadModel : the file cannot be read, or holds a key, effect, network or number that means nothing; it says where.
    """
    if path is None:
        return _packaged()
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadModel(f"cannot read the model: {error}", where=str(path), hint="give a TOML file") from None
    return _parse(text, str(path))


@lru_cache(maxsize=1)
def _packaged() -> Specification:
    return _parse(files("comity.outlook").joinpath("recognition.toml").read_text(encoding="utf-8"), "recognition.toml")


def _parse(text: str, where: str) -> Specification:
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadModel(f"not TOML: {error}", where=where, hint="start from the packaged recognition.toml") from None
    _keys(given, ("process", "timing", "networks", "recognition", "withdrawal", "draws"), where)
    for key, only in (("process", "rem"), ("timing", "interval")):
        if given.get(key, only) != only:
            raise BadModel(
                f"{key} = {given[key]!r}", where=f"{where}: {key}", hint=f'a forecast needs waiting times: "{only}"'
            )
    networks = tuple(_network(name, body, where) for name, body in given.get("networks", {}).items())
    names = tuple(network.name for network in networks)
    processes = []
    for name in ("recognition", "withdrawal"):
        if name not in given:
            raise BadModel(f"the model has no [{name}]", where=where, hint="it needs [recognition] and [withdrawal]")
        processes.append(_process(name, given[name], names, where))
    return Specification(networks, processes[0], processes[1], _draws(given.get("draws", {}), where))


def _keys(body: Mapping[str, Any], allowed: Sequence[str], where: str) -> None:
    for key in body:
        if key not in allowed:
            near = difflib.get_close_matches(key, allowed, n=1)
            raise BadModel(
                f"unknown key {key!r}", where=where,
                hint=(f"did you mean {near[0]!r}? " if near else "") + f"keys: {', '.join(allowed)}",
            )  # fmt: skip


def _network(name: str, body: Mapping[str, Any], file: str) -> NetworkSpec:
    where = f"{file}: networks.{name}"
    _keys(body, ("organisations", "weight", "contiguity", "same", "great_powers", "past"), where)
    for organisation in body.get("organisations", ()):
        if organisation not in registry().organisations():
            near = difflib.get_close_matches(organisation, registry().organisations(), n=3, cutoff=0.4)
            raise BadModel(
                f"no organisation is called {organisation!r}", where=where, hint=f"one of: {', '.join(near) or 'none'}"
            )
    made = [key for key in ("organisations", "contiguity", "same", "past") if body.get(key)]
    if not made and not body.get("great_powers"):
        raise BadModel("nothing says who is tied", where=where, hint='for example contiguity = ["land"]')
    for key, choices in (
        ("weight", ("count", "inverse-size")), ("same", ("region",)), ("great_powers", ("all", "allied")),
        ("past", ("cosine",)),
    ):  # fmt: skip
        if body.get(key) and body[key] not in choices:
            raise BadModel(f"{key} = {body[key]!r}", where=where, hint=f"{key} is {' or '.join(map(repr, choices))}")
    fields: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in body.items()}
    return NetworkSpec(name, **fields)


def _process(name: str, body: Mapping[str, Any], networks: tuple[str, ...], file: str) -> ProcessSpec:
    where = f"{file}: {name}"
    _keys(body, ("baseline", "effects", "ridge", "shrunk"), where)
    steps = tuple(float(step) for step in body.get("baseline", (0,)))
    if not steps or steps[0] != 0 or any(b <= a for a, b in pairwise(steps)):
        raise BadModel(f"baseline = {list(steps)}", where=where, hint="days of age, rising from 0: [0, 365, 3653]")
    effects: list[EffectSpec] = []
    for number, given in enumerate(body.get("effects", ()), start=1):
        effect = _effect(given, networks, f"{where}.effects[{number}]")
        if effect.label in [other.label for other in effects]:
            raise BadModel(f"{effect.label} occurs twice", where=f"{where}.effects[{number}]", hint="keep one")
        effects.append(effect)
    shrunk = tuple(body.get("shrunk", ()))
    for group in shrunk:
        if group not in SHRUNK:
            raise BadModel(f"nothing is shrunk by {group!r}", where=where, hint=f"shrunk: {', '.join(SHRUNK)}")
    ridge = body.get("ridge", 0.1)
    if not isinstance(ridge, (int, float)) or ridge < 0:
        raise BadModel(f"ridge = {ridge!r}", where=where, hint="a number of 0 or more")
    return ProcessSpec(name, steps, tuple(effects), float(ridge), shrunk)


def _effect(given: Any, networks: tuple[str, ...], where: str) -> EffectSpec:
    if isinstance(given, str):
        given = {"name": given}
    if not isinstance(given, Mapping) or not isinstance(given.get("name"), str):
        raise BadModel(f"{given!r} is not an effect", where=where, hint='write { name = "share" }')
    name = given["name"]
    if name not in EFFECTS:
        near = difflib.get_close_matches(name, EFFECTS, n=2, cutoff=0.4)
        raise BadModel(
            f"there is no effect {name!r}", where=where,
            hint=f"did you mean {' or '.join(near)}? " if near else f"effects: {', '.join(EFFECTS)}",
        )  # fmt: skip
    options = EFFECTS[name].options
    _keys({key: value for key, value in given.items() if key != "name"}, options, where)
    if "network" in options and given.get("network") not in networks:
        raise BadModel(
            f"there is no network {given.get('network')!r}", where=where, hint=f"networks: {', '.join(networks)}"
        )
    if "half_life_days" in options and not float(given.get("half_life_days", 0)) > 0:
        raise BadModel(f"{name} needs half_life_days above 0", where=where, hint="half_life_days = 365")
    if given.get("transform") and given["transform"] not in _TRANSFORMS:
        raise BadModel(f"transform = {given['transform']!r}", where=where, hint=f"one of {', '.join(_TRANSFORMS)}")
    return EffectSpec(**given)


def _draws(body: Mapping[str, Any], file: str) -> Draws:
    where = f"{file}: draws"
    _keys(body, ("unchecked_right", "unchecked_days", "disputed_held"), where)
    out = Draws(**body)
    for key in ("unchecked_right", "disputed_held"):
        if not 0 <= getattr(out, key) <= 1:
            raise BadModel(f"{key} = {getattr(out, key)!r}", where=where, hint="a probability, 0 to 1")
    return out
