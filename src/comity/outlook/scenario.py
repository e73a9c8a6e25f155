"""Scenario: what a forecast would be if the world were changed as a file says, against the world as it is.

Both worlds are simulated with the same estimates, the same draws of their parameters, and the same luck state by
state (common random numbers), so that what differs between them comes from the file alone. Estimates stay those of
the record as it is: an act that "did not happen" is taken out of the standing from which the futures begin, not out
of what the model learned from.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from comity.codebook import codebook
from comity.days import Day
from comity.errors import BadInput
from comity.ledger import Act
from comity.outlook.doctrines import Doctrine, classify, find
from comity.outlook.draws import BEGINS, ENDS, LAPSES, RecognitionHistory, draw_history
from comity.outlook.fitted import DRAWS, Fitted, fitted
from comity.outlook.forecast import check_case, code_on, count_of, estimate_notes, horizon_days, run_futures, starts
from comity.outlook.scenario_file import Line, Scenario, read_scenario
from comity.outlook.simulate import LAPSED, RECOGNISED, WITHDREW, Futures, Phase, Start, start
from comity.outlook.specification import Specification
from comity.outlook.statistics import Moment, Tracker, columns
from comity.outlook.world import EVER, World, parents
from comity.polities import registry, tables
from comity.standing import View
from comity.standing.forecasts import LEVEL, Count, begins_on
from comity.standing.spells import lineage, party_on, rivals
from comity.standing.words import listing, with_article

__all__ = ["HELD_EQUAL", "Change", "CurvePoint", "ScenarioResult", "StateDifference", "scenario"]

HELD_EQUAL = (
    "Everything that the file does not name is held equal: other acts, memberships, wars, money, persuasion. The "
    "differences follow from associations in the record; they do not show that one act causes another."
)
_POINTS = 12
"""Parts into which the horizon is cut for the curve."""
_PARAMETERS = 60
"""Draws of the parameters behind each interval, over all draws of the history."""
_SURE = 1 - 1e-6


@dataclass(frozen=True, slots=True)
class StateDifference:
    """One state: how likely it is to recognise the case at the end of the horizon, without the file and with it.

    ``low`` and ``high`` bound the difference with 80 per cent, over what the model does not know of its parameters.
    """

    party: str
    name: str
    now: bool
    """Whether it recognises the case on the day, as the record has it."""
    base: float
    scenario: float
    difference: float
    low: float
    high: float
    named: bool
    """Whether the file itself moves it, by an act, an act undone or a condition."""
    why: tuple[tuple[str, float], ...]
    """(effect, factor on the state's rate): what the changes do to its rate at once, before anybody answers them."""

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object."""
        return {
            "party": self.party, "name": self.name, "now": self.now, "base": round(self.base, 5),
            "scenario": round(self.scenario, 5), "difference": round(self.difference, 5), "low": round(self.low, 5),
            "high": round(self.high, 5), "named": self.named,
            "why": [{"effect": effect, "factor": round(factor, 3)} for effect, factor in self.why],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """A mean in both worlds and its difference, with 80 per cent of what the parameters leave open."""

    base: float
    scenario: float
    difference: float
    low: float
    high: float

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object."""
        return {name: round(getattr(self, name), 4) for name in ("base", "scenario", "difference", "low", "high")}


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Recognisers on a day: their mean in both worlds, and the band that holds 80 in 100 futures of each."""

    day: str
    recognisers: Change
    base_band: tuple[int, int]
    scenario_band: tuple[int, int]

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object."""
        return {
            "day": self.day, **self.recognisers.to_dict(), "base_band": list(self.base_band),
            "scenario_band": list(self.scenario_band),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class ScenarioResult:
    """A forecast with a file of changes against the forecast without."""

    case: str
    name: str
    title: str
    on: str
    until: str
    estimates: str
    changes: tuple[tuple[str, str], ...]
    """(file and line, in words) of each change."""
    recognisers: Change
    """States that recognise the case at the end."""
    beyond: Change
    """The same without the states that the file itself moves: what the changes bring about."""
    counts: tuple[tuple[Count, Count], ...]
    """How many will act, without the file and with it: recognise and withdraw."""
    states: tuple[StateDifference, ...]
    """Largest differences first."""
    curve: tuple[CurvePoint, ...]
    answers: tuple[tuple[str, str, Change], ...]
    """What doctrines call for: doctrine, in words, and how often within the horizon."""
    futures: int
    seed: int
    draws: int
    notes: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object."""
        return {
            "case": self.case, "name": self.name, "title": self.title, "on": self.on, "until": self.until,
            "estimates": self.estimates, "changes": [{"where": w, "words": said} for w, said in self.changes],
            "recognisers": self.recognisers.to_dict(), "beyond": self.beyond.to_dict(),
            "counts": [{"base": a.to_dict(), "scenario": b.to_dict()} for a, b in self.counts],
            "states": [state.to_dict() for state in self.states],
            "curve": [point.to_dict() for point in self.curve],
            "answers": [{"doctrine": d, "words": w, **change.to_dict()} for d, w, change in self.answers],
            "futures": self.futures, "seed": self.seed, "draws": self.draws, "level": LEVEL,
            "notes": list(self.notes), "held_equal": HELD_EQUAL,
        }  # fmt: skip


def scenario(
    view: View,
    source: str | Path | Mapping[str, Any] | Scenario,
    *,
    on: Day | str | None = None,
    horizon: str | None = None,
    futures: int = 6_000,
    seed: int = 1,
    draws: int | None = None,
    disputed: bool = True,
    spec: Specification | None = None,
    model: Fitted | None = None,
    executor: Executor | None = None,
    tell: Callable[[str], None] | None = None,
) -> ScenarioResult:
    """Simulate a case with and without the changes of a scenario.

    Parameters
    ----------
    source  : a TOML file, or a mapping of the same form; see ``comity.outlook.scenario_file``.
    on, horizon : instead of the file's.
    futures : how many are simulated of each world, spread evenly over the draws of the history.
    draws   : how many histories are drawn; 1 takes the plain reading alone.
    model   : a fitted model at hand.
    executor: where futures run; any number of workers gives the same numbers.

    Raises
    ------
    BadInput : the file, with its line: it contradicts the record or the calendar, or changes nothing that the model
        knows; or the case cannot be forecast on that day.
    UnknownParty, AmbiguousName : a name in the file that nobody bore then.
    """
    asked = source if isinstance(source, Scenario) else read_scenario(source, on=on, horizon=horizon)
    asked = replace(asked, on=begins_on(view, asked.on))
    days = horizon_days(asked.horizon)
    day = float(asked.on.latest.toordinal() + 1)
    check_case(view, asked.case, day)
    model = model or fitted(
        view, EVER if asked.estimates == "all" else day, spec=spec, draws=draws or DRAWS, seed=seed, disputed=disputed,
        executor=executor, tell=tell,
    )  # fmt: skip
    plan = _Plan(view, model, asked, day, days)
    for line in asked.lines:
        plan.take(line)
    bases = starts(model, asked.case, day, days)
    pairs = [plan.worlds(base, seed=seed, disputed=disputed) for base in bases]
    together = max(2, futures // (len(bases) * max(1, _PARAMETERS // len(bases))))
    runs = [
        run_futures(model, [pair[k] for pair in pairs], futures=futures, seed=seed, together=together,
                    executor=executor)
        for k in range(2)
    ]  # fmt: skip
    return _result(model, asked, plan, day, days, runs[0], runs[1], futures, seed)


@dataclass(slots=True)
class _Plan:
    """What the lines of a file come to, gathered line by line and held against the record.

    Days are offsets from the start of the futures. States are indices of the world.
    """

    view: View
    model: Fitted
    asked: Scenario
    day: float
    days: float
    left_out: list[Act] = field(default_factory=list)
    memberships: list[tuple[float, tuple[str, str, bool]]] = field(default_factory=list)
    attributes: list[tuple[float, tuple[str, str, bool | str]]] = field(default_factory=list)
    parent: str = ""
    forced: list[tuple[float, str, int, int]] = field(default_factory=list)
    """Day, case, state and process."""
    extra: list[tuple[float, float, int, float]] = field(default_factory=list)
    """From and to which day, state, recognitions a year."""
    bars: list[tuple[float, float, int, np.ndarray, float]] = field(default_factory=list)
    """From and to which day, process, states (bool (n,)), factor on their rates towards the case."""
    inclusive: set[int] = field(default_factory=set)
    """States that can recognise the case and its rival at once."""
    answers: list[tuple[str, str, float, float, np.ndarray]] = field(default_factory=list)
    """Doctrine, words, from and to which day, third states (bool (n,)) whose recognition calls for an answer."""
    named: set[int] = field(default_factory=set)
    words: list[tuple[str, str]] = field(default_factory=list)
    idle: list[str] = field(default_factory=list)
    """Lines that change nothing that the model knows of the case."""
    _stands: dict[str, set[int]] = field(default_factory=dict)

    def take(self, line: Line) -> None:
        """One line of the file; in the order of ``KEYS``."""
        said = getattr(self, f"_{line.what}")(line)
        self.words.append((line.where, said))

    # -- what each kind of line does ---------------------------------------------------------------------------------

    def _happens(self, line: Line) -> str:
        case = self._towards(line)
        process = _process(line)
        at = self._offset(line.day, line.at("when"), case)
        moved = []
        for code in line.who:
            k = self._state(code, line, case)
            if k is None:
                continue
            stands = self._recognises(case)
            if (k in stands) == (process == 0):
                if line.group:
                    continue
                raise self._already(line, code, case, process)
            # Lines are read in the order of the file, which has to be that of the acts of one party.
            (stands.add if process == 0 else stands.discard)(k)
            if process == 0:
                for other in rivals(case):
                    self._recognises(other).discard(k)
            self.forced.append((at, case, k, process))
            self.named.add(k)
            moved.append(code)
        if not moved:
            raise BadInput(
                f"no member of {line.group} could still do so", where=line.where,
                hint="all members recognise the case already, or none does" if process == 0 else "none recognises it",
            )  # fmt: skip
        verb = "recognises" if process == 0 else "withdraws its recognition of"
        members = f", members of {line.group}," if line.group else ""
        return f"{line.day}: {_names(moved)}{members} {verb if len(moved) == 1 else _many(verb)} {_name(case)}"

    def _did_not_happen(self, line: Line) -> str:
        case = self._towards(line)
        process = _process(line)
        said = []
        for code in line.who:
            k = self._state(code, line, case)
            assert k is not None
            found = []
            for spell in self.view.spells(case):
                act = spell.began if process == 0 else spell.ended
                if self.model.world.find(spell.party) != k or act is None or act.happened is None:
                    continue
                if process == 1 and spell.how == "rival":
                    continue
                if line.day is None or act.happened.possibly_on(line.day):
                    found.append(spell)
            before = [s for s in found if _by(s.began if process == 0 else s.ended) < self.day]
            what = "recognition" if process == 0 else "withdrawal"
            if not before:
                later = f"; its {what} is of {_when(found[0], process)}, after the scenario's day" if found else ""
                raise BadInput(
                    f"the record holds no {what} of {_name(case)} by {_name(code)} "
                    f"{f'on {line.day}' if line.day else f'by {self.asked.on}'}{later}",
                    where=line.at("when"), hint=self._history(case, k),
                )  # fmt: skip
            if len(before) > 1:
                raise BadInput(
                    f"the record holds {len(before)} such acts by {_name(code)}", where=line.where,
                    hint=f"say which with when: {listing(_when(spell, process) for spell in before)}",
                )  # fmt: skip
            spell = before[0]
            acts = [spell.began, *spell.reaffirmed] if process == 0 else []
            if spell.ended is not None and (process == 1 or spell.how != "rival"):
                acts.append(spell.ended)
            self.left_out += acts
            self.named.add(k)
            (self._recognises(case).discard if process == 0 else self._recognises(case).add)(k)
            said.append(f"{_name(code)}'s {what} of {_name(case)} of {_when(spell, process)}")
        return f"not done: {listing(said)}"

    def _joins(self, line: Line) -> str:
        return self._membership(line, True)

    def _leaves(self, line: Line) -> str:
        return self._membership(line, False)

    def _membership(self, line: Line, joins: bool) -> str:
        organisation = line.values["organisation"]
        at = self._from(line)
        known = sorted({name for network in self.model.spec.networks for name in network.organisations})
        if organisation not in known:
            raise BadInput(
                f"the model knows no tie by {organisation}, so that this would change nothing",
                where=line.at("organisation"), hint=f"it knows {', '.join(known)}",
            )  # fmt: skip
        members = {self.model.world.find(code) for code in registry().members(organisation, self.asked.on)}
        for code in line.who:
            k = self._state(code, line, "")
            assert k is not None
            inside = k in members
            for _, (name, other, was) in self.memberships:
                inside = was if name == organisation and self.model.world.find(other) == k else inside
            if inside == joins:
                raise BadInput(
                    f"{_name(code)} {'already is' if joins else 'is no'} member of {organisation} on {self.asked.on}",
                    where=line.where, hint=f"`comity polities show {code}` lists its memberships; remove the line",
                )  # fmt: skip
            self.memberships.append((at, (organisation, code, joins)))
        self._see(
            line, World(self.model.world.networks, changes=tuple((organisation, c, joins, 0.0) for c in line.who))
        )
        verb = "joins" if joins else "leaves"
        return f"{self._since(line)}: {_names(line.who)} {verb if len(line.who) == 1 else _many(verb)} {organisation}"

    def _attribute(self, line: Line) -> str:
        name, value, at = line.values["name"], line.values["value"], self._from(line)
        if name == "parent":
            return self._new_parent(line, value)
        names = ("great-power", "exposed", "region", "parent")
        if name not in names:
            raise BadInput(f"there is no attribute {name!r}", where=line.at("name"), hint=f"one of: {', '.join(names)}")
        if name == "region" and value not in tables.regions():
            raise BadInput(
                f"there is no region {value!r}", where=line.at("value"), hint=f"one of: {', '.join(tables.regions())}"
            )
        if name != "region" and not isinstance(value, bool):
            raise BadInput(f"value = {value!r}", where=line.at("value"), hint="true or false")
        world = self.model.world
        snapshot = world.snapshot(self.day)
        for code in line.who:
            k = self._state(code, line, "")
            assert k is not None
            now = registry().region(code) if name == "region" else bool(
                (snapshot.power if name == "great-power" else snapshot.exposed)[k]
            )  # fmt: skip
            if now == value:
                raise BadInput(
                    f"{name} of {_name(code)} is {value!r} already", where=line.where, hint="remove the line"
                )
            self.attributes.append((at, (name, world.states[k], value)))
        self._see(line, World(world.networks, attributes=tuple((name, c, value, 0.0) for c in line.who)))
        told = {"great-power": "a great power", "exposed": "exposed to secession"}
        be = "is" if len(line.who) == 1 else "are"
        if name == "region":
            return f"{self._since(line)}: {_names(line.who)} {be} counted to {value}"
        return f"{self._since(line)}: {_names(line.who)} {be} {'' if value else 'not '}{told[name]}"

    def _new_parent(self, line: Line, value: Any) -> str:
        case = self.asked.case
        if line.who != (case,):
            raise BadInput(
                f"the parent is an attribute of the case, {case}", where=line.at("who"), hint=f'write who = "{case}"'
            )
        if self._from(line) > 0:
            raise BadInput(
                "a parent holds from the scenario's day", where=line.at("when"), hint="leave `when` out, or move `on`"
            )
        code = registry().resolve(str(value), on=self.asked.on, where=line.at("value"))
        if self.model.world.find(code) < 0:
            raise BadInput(f"{_name(code)} is no state of the model", where=line.at("value"), hint="name a state")
        if lineage(parents().get(case, "")) == lineage(code):
            raise BadInput(f"parent of {case} is {code} already", where=line.where, hint="remove the line")
        self.parent = code
        return f"{_name(case)} counts as having left, or being claimed by, {_name(code)}"

    def _condition(self, line: Line) -> str:
        case = self.asked.case
        likely = line.values.get("likely", 1.0)
        if not isinstance(likely, (int, float)) or isinstance(likely, bool) or not 0 < likely <= 1:
            raise BadInput(f"likely = {likely!r}", where=line.at("likely"), hint="a probability above 0, up to 1")
        within = horizon_days(line.values.get("within", "90d"))
        at = self._offset(line.day, line.at("met"), case)
        rate = -np.log1p(-min(float(likely), _SURE)) / within * 365.25
        moved = []
        for code in line.who:
            k = self._state(code, line, case)
            if k is None:
                continue
            if k in self._recognises(case):
                if line.group:
                    continue
                raise self._already(line, code, case, 0)
            self.extra.append((at, at + within, k, rate))
            self.named.add(k)
            moved.append(code)
        if not moved:
            raise BadInput(f"every member of {line.group} recognises it", where=line.where, hint="remove the line")
        said = line.values.get("says") or self._condition_said(case, moved)
        return (
            f"{line.day}: the condition of {_names(moved)} is met{f' ({said})' if said else ''}; taken to recognise "
            f"{_name(case)} with probability {likely:g} within {within:.0f} days"
        )

    def _doctrine(self, line: Line) -> str:
        """A doctrine that binds states towards the case: taken to cover it, whatever it was made for."""
        case, world = self.asked.case, self.model.world
        doctrine = find(str(line.values["name"]), where=line.at("name"))
        in_force = line.values.get("in_force", True)
        first = self._from(line)
        last = np.inf if line.until is None else self._offset(line.until, line.at("until"), case)
        codes = line.who or tuple(sorted(doctrine.bound(self.asked.on)))
        bound = np.zeros(world.n, dtype=bool)
        for code in codes:
            k = world.find(code)
            if k >= 0 and k != world.find(case) and world.snapshot(self.day).present[k]:
                bound[k] = True
        if not bound.any():
            raise BadInput(
                f"the {doctrine.title} binds nobody on {self.asked.on}", where=line.where,
                hint='say whom it binds: who = ["FRA"], or members_of = "EU"',
            )  # fmt: skip
        whom = _names(codes) if len(codes) <= 6 else f"{int(bound.sum())} states"
        forms = {rule.form for rule in doctrine.rules}
        if "exclusive" in forms:
            if in_force or not any(rival in self.view.cases for rival in rivals(case)):
                raise BadInput(
                    f"{doctrine.title} changes nothing here", where=line.where,
                    hint="it holds in every forecast of rival governments; in_force = false lifts it",
                )  # fmt: skip
            self.inclusive.update(np.flatnonzero(bound).tolist())
            return f"{doctrine.title} does not bind {whom}: they can recognise the case and its rival at once"
        if not in_force:
            raise BadInput(
                "no doctrine but one China is in force in the forecast", where=line.at("in_force"),
                hint="remove the line",
            )  # fmt: skip
        said = self._barred(line, doctrine, bound, first, last)
        said += self._threatened(line, doctrine, bound, first, last)
        until = f" until {line.until}" if line.until else ""
        return f"{self._since(line)}{until}: {doctrine.title} binds {whom}: {'; '.join(said)}"

    def _threatened(
        self, line: Line, doctrine: Doctrine, bound: np.ndarray, first: float, last: float
    ) -> list[str]:  # fmt: skip
        """Rules by which the bound states answer what third states do."""
        world, said = self.model.world, []
        rules = [rule for rule in doctrine.rules if rule.form == "answer"]
        factor = line.values.get("deterrence", 1.0)
        if not isinstance(factor, (int, float)) or isinstance(factor, bool) or not 0 <= factor <= 10:
            raise BadInput(
                f"deterrence = {factor!r}", where=line.at("deterrence"),
                hint="a factor on the rates of others: 0.5 halves them",
            )  # fmt: skip
        if "deterrence" in line.values and not rules:
            raise BadInput(f"the {doctrine.title} threatens nobody", where=line.at("deterrence"), hint="remove it")
        for rule in rules:
            exempt = {world.find(code) for parties, _ in rule.exempt for code in parties}
            third = np.array([not bound[k] and k not in exempt for k in range(world.n)])
            self.answers.append((doctrine.title, rule.words, first, last, third))
            if factor != 1.0:
                self.bars.append((first, last, 0, third, float(factor)))
                said.append(f"others recognise at {factor:g} of their rate")
            said.append("each recognition by another state calls for an answer")
        return said

    def _barred(self, line: Line, doctrine: Doctrine, bound: np.ndarray, first: float, last: float) -> list[str]:
        """What the bound states may not do towards the case."""
        case, world, said = self.asked.case, self.model.world, []
        if any(rule.objects == "governments" for rule in doctrine.rules) and case not in registry().governments:
            raise BadInput(
                f"the {doctrine.title} is of governments, and {_name(case)} is a state", where=line.where,
                hint="remove the line, or write a scenario of a government",
            )  # fmt: skip
        barred = [(kind, bound) for rule in doctrine.rules if rule.form == "bar" for kind in rule.kinds]
        classed: dict[str, list[str]] = {}
        for k in np.flatnonzero(bound) if doctrine.classes else ():
            (found,) = classify(self.view, doctrine, world.states[k], self.asked.on, party=case)
            classed.setdefault(found.words, []).append(world.states[k])
            bars = next(one.bars for one in doctrine.classes if one.name == found.kind)
            barred += [(kind, np.arange(world.n) == k) for kind in bars]
        said += [f"{_name(case)} is {words} for {_names(codes)}" for words, codes in classed.items()]
        for process, (effects, words) in enumerate(
            ((("opens", "resumes"), "recognise the case"), (("closes", "suspends"), "withdraw recognition"))
        ):
            states = np.zeros(world.n, dtype=bool)
            for kind, part in barred:
                if codebook()[kind].effect in effects:
                    states |= part
            for at, towards, mover, act in self.forced:
                if states[mover] and towards == case and act == process and first <= at < last:
                    raise BadInput(
                        f"{_name(world.states[mover])} acts in this file as the {doctrine.title} does not let it",
                        where=line.where, hint="remove its act, or leave it out of who",
                    )  # fmt: skip
            if states.any():
                self.bars.append((first, last, process, states, 0.0))
                self.named.update(np.flatnonzero(states).tolist())
                said.append(f"bound states do not {words}")
        return said

    def _condition_said(self, case: str, moved: Sequence[str]) -> str:
        """The condition in the record's words, where it holds one."""
        for claim in self.view.claims(case).values():
            if claim.sender in moved and claim.receiver == case and claim.condition:
                return claim.condition
        return ""

    # -- what the lines are held against -----------------------------------------------------------------------------

    def _towards(self, line: Line) -> str:
        case = line.values.get("towards", self.asked.case)
        group = (self.asked.case, *(r for r in rivals(self.asked.case) if r in self.view.cases))
        if case not in group:
            raise BadInput(
                f"the scenario is of {_name(self.asked.case)}, and {_name(case)} is not among its rivals",
                where=line.at("towards"), hint=f"towards can be {' or '.join(group)}; or write a scenario of {case}",
            )  # fmt: skip
        return str(case)

    def _see(self, line: Line, world: World) -> None:
        """Note a line after which every state at risk has the statistics that it had."""
        base = starts(self.model, self.asked.case, self.day, self.days)[0]
        other = start(self.model.spec, world, base.history, base.group[0], self.day, self.days)
        here = base.open[0]
        same = all(np.array_equal(a[0, here], b[0, here]) for a, b in zip(base.x, other.x, strict=True))
        if same and np.array_equal(base.networks[:, here][:, :, here], other.networks[:, here][:, :, here]):
            self.idle.append(f"{line.where} changes nothing that the model knows of {_name(self.asked.case)}")

    def _recognises(self, case: str) -> set[int]:
        if case not in self._stands:
            codes = self.view.carried_on(case, self.asked.on)
            self._stands[case] = {self.model.world.find(code) for code in codes}
        return self._stands[case]

    def _state(self, code: str, line: Line, case: str) -> int | None:
        """The index of a state in being; None for a member of an organisation that cannot act towards the case."""
        world, where = self.model.world, line.at("who")
        k = world.find(code)
        why = ""
        if k < 0 or "/" in code:
            why = f"{_name(code)} is no state of the model"
        elif code not in registry().in_being(self.asked.on):
            why = f"{_name(code)} is not in being on {self.asked.on}"
        elif case and k == world.find(case):
            why = f"{_name(code)} does not act towards its own case"
        if why and line.group:
            return None
        if why:
            raise BadInput(why, where=where, hint=f"`comity polities list --on {self.asked.on}` lists the states")
        return k

    def _offset(self, day: Day | None, where: str, case: str) -> float:
        """Days from the start to an act of a day (its middle, as in the plain reading)."""
        assert day is not None
        claim = registry().get(case).start
        if claim.earliest > day.latest:
            raise BadInput(
                f"{day} is before {_name(case)} began, on {claim}", where=where, hint=f"take a day from {claim} on"
            )
        at = (day.earliest.toordinal() + day.latest.toordinal()) // 2 - self.day + 0.5
        if at < 0:
            raise BadInput(
                f"{day} is not after the scenario's day, {self.asked.on}", where=where,
                hint="move `on` to an earlier day, or take a later one; what was done by then is changed with "
                "[[did_not_happen]]",
            )  # fmt: skip
        if at > self.days:
            until = dt.date.fromordinal(int(self.day + self.days) - 1)
            raise BadInput(f"{day} is after the horizon, {until}", where=where, hint="take a longer horizon")
        return at

    def _from(self, line: Line) -> float:
        """Days from the start on which a state of things begins; 0 where no day is given, or one that is past."""
        if line.day is None or line.day.latest <= self.asked.on.latest:
            return 0.0
        return self._offset(line.day, line.at("when"), self.asked.case)

    def _since(self, line: Line) -> str:
        return str(line.day) if self._from(line) else f"from {self.asked.on}"

    def _already(self, line: Line, code: str, case: str, process: int) -> BadInput:
        k = self.model.world.find(code)
        said = "already recognises" if process == 0 else "does not recognise"
        return BadInput(
            f"{_name(code)} {said} {_name(case)} by then", where=line.where,
            hint=self._history(case, k) + "; remove the line, or put what has to come before it above it",
        )  # fmt: skip

    def _history(self, case: str, k: int) -> str:
        """What the record has of one state towards a case by the day."""
        said = []
        for spell in self.view.spells(case):
            if self.model.world.find(spell.party) == k and _by(spell.began) < self.day:
                ended = f" until {_when(spell, 1)}" if spell.ended and _by(spell.ended) < self.day else ""
                said.append(f"recognises it from {_when(spell, 0)}{ended}")
        return f"in the record it {' and '.join(said)}" if said else "the record has no recognition of it by that party"

    # -- the two worlds ----------------------------------------------------------------------------------------------

    def worlds(self, base: Start, *, seed: int, disputed: bool) -> tuple[Start, Start]:
        """The start as it is and as the file makes it, of one draw of the history.

        Where something changes on the way, rates are read anew in both worlds, so that this makes no difference.
        """
        model, days = self.model, self.days
        moments = {at for at, _ in self.memberships} | {at for at, _ in self.attributes}
        moments |= {at for at, *_ in self.forced} | {at for span in self.extra for at in span[:2]}
        moments |= {at for span in self.bars for at in span[:2]}
        breaks = sorted(at for at in moments if 0 < at < days)
        nothing = np.zeros_like(base.allowed)
        plain = replace(base, later=tuple(Phase(at, base.allowed, nothing, base.x, base.networks) for at in breaks))
        history = self._history_of(base.history, seed, disputed)
        j = history.cases.index(self.asked.case)
        begins = [
            start(model.spec, self._world(at), history, j, self.day, days) if k == 0 or self._moves(at) else None
            for k, at in enumerate([0.0, *breaks])
        ]
        first = begins[0]
        assert first is not None
        later: list[Phase] = []
        last = first
        for at, begin in zip(breaks, begins[1:], strict=True):
            last = begin or last
            later.append(Phase(at, self._allowed(first, at), self._extra(first, at), last.x, last.networks))
        forced = [
            (at, first.group.index(history.cases.index(case)), k, process)
            for at, case, k, process in sorted(self.forced)
            if history.cases.index(case) in first.group
        ]
        exclusive = np.array([k not in self.inclusive for k in range(model.world.n)])
        changed = replace(
            first, forced=np.array(forced, dtype=float).reshape(-1, 4), allowed=self._allowed(first, 0.0),
            exclusive=exclusive, later=tuple(later),
        )  # fmt: skip
        return plain, changed

    def reasons(self, base: Start, changed: Start) -> list[tuple[tuple[str, float], ...]]:
        """By state, the two effects that the file moves most for it, with the factor on its rate.

        Right after all that the file says, each taken alone: what others do in answer is not in it.
        """
        tracker = Tracker.of(changed.history, self.day)
        for _, place, k, process in changed.forced:
            tracker.apply(self.day, int(k), changed.group[int(place)], BEGINS if process == 0 else ENDS)
            for other in changed.history.rivals[changed.group[int(place)]]:
                if process == 0 and tracker.recognises[other, int(k)]:
                    tracker.apply(self.day, int(k), other, LAPSES)
        world = self._world(self.days)
        moment = Moment.at(self.model.spec, world.snapshot(self.day), tracker)
        out: list[tuple[tuple[str, float], ...]] = [()] * self.model.world.n
        for process, estimate in enumerate(self.model.estimates):
            if estimate is None:
                continue
            x = columns(estimate.process, changed.history, tracker, moment, changed.group[0], self.day)
            moved = (x - base.x[process][0]) * estimate.mean[estimate.effects]
            # What a doctrine does to a rate stands beside the effects; what it bars is told as the file's own doing.
            factor = changed.allowed[process, 0]
            moved = np.column_stack([moved, np.log(np.where(factor > 0, factor, 1.0))])
            labels = [*(effect.label for effect in estimate.process.effects), "doctrine"]
            for k in np.flatnonzero(base.risk(process)[0] & changed.risk(process)[0]):
                order = np.argsort(-np.abs(moved[k]), kind="stable")[:2]
                out[k] = tuple((labels[c], float(np.exp(moved[k, c]))) for c in order if abs(moved[k, c]) > 0.01)
        return out

    def _moves(self, at: float) -> bool:
        return at in {when for when, _ in self.memberships} | {when for when, _ in self.attributes}

    def _world(self, at: float) -> World:
        """The world as the file has made it by a day of the futures; what else is to come stays unknown."""
        world = self.model.world
        changes = tuple((*change, 0.0) for when, change in self.memberships if when <= at)
        attributes = tuple((*change, 0.0) for when, change in self.attributes if when <= at)
        return World(world.networks, changes=changes, attributes=attributes) if changes or attributes else world

    def _history_of(self, history: RecognitionHistory, seed: int, disputed: bool) -> RecognitionHistory:
        if self.left_out:
            model = self.model
            history = draw_history(
                self.view.without(self.left_out), model.world, draw=history.draw, seed=seed, rules=model.spec.draws,
                disputed=disputed,
            )  # fmt: skip
        if self.parent:
            parent = history.parent.copy()
            parent[history.cases.index(self.asked.case)] = self.model.world.find(self.parent)
            history = replace(history, parent=parent)
        return history

    def _allowed(self, begin: Start, at: float) -> np.ndarray:
        """float64 (2, G, n): the factors that doctrines set on rates towards the case on a day."""
        out = np.ones_like(begin.allowed)
        for first, last, process, states, factor in self.bars:
            if first <= at < last:
                out[process, 0, states] *= factor
        return out

    def _extra(self, begin: Start, at: float) -> np.ndarray:
        """float64 (2, G, n): recognitions a year that conditions add from a day on."""
        out = np.zeros_like(begin.allowed)
        for first, last, k, rate in self.extra:
            if first <= at < last:
                out[0, 0, k] += rate
        return out


def _process(line: Line) -> int:
    """0 for an act that begins recognition, 1 for one that ends it.

    Raises
    ------
    UnknownKind : no such kind of act. BadInput : one that does neither.
    """
    from comity.codebook import kind

    found = kind(str(line.values["what"]), where=line.at("what"))
    effects = [found.effect] if found.tie == "recognition" else [codebook()[name].effect for name in found.implies]
    for process, names in enumerate((("opens", "resumes"), ("closes", "suspends"))):
        if any(effect in names for effect in effects):
            return process
    raise BadInput(
        f"{found.name} neither begins nor ends recognition", where=line.at("what"),
        hint="recognise, establish-relations, withdraw-recognition or freeze-recognition",
    )  # fmt: skip


def _name(code: str) -> str:
    return with_article(registry().label(code))


def _names(codes: Sequence[str]) -> str:
    return listing(_name(code) for code in codes)


def _many(verb: str) -> str:
    return {"recognises": "recognise", "joins": "join", "leaves": "leave"}.get(
        verb, verb.replace("withdraws its", "withdraw their")
    )


def _by(act: Any) -> float:
    return float(act.happened.latest.toordinal()) if act and act.happened else np.inf


def _when(spell: Any, process: int) -> str:
    act = spell.began if process == 0 else spell.ended
    return str(act.happened)


# -- what the two runs say ---------------------------------------------------------------------------------------------


def _status(run: Futures, at: float) -> np.ndarray:
    """bool (F, n): who recognises the case so many days after the start, in each future."""
    when = np.where(run.when[:, 0] <= at, run.when[:, 0], -np.inf)
    latest = when.max(axis=2)
    out = np.where(latest == -np.inf, run.start.recognises[0], when[:, :, RECOGNISED] == latest)
    return np.asarray(out & run.start.open[0])


def _likely(run: Futures, counted: np.ndarray) -> np.ndarray:
    """float64 (B, n): by batch, the probability that a state recognises the case at the end.

    By what its clocks ran, which is more precise than counting futures where events are rare; by counting where they
    are not, or where something was forced. ``counted`` is bool (n,).
    """
    sizes = _batches(run)
    end = _status(run, run.start.horizon)
    lapsed = run.when[:, 0, :, LAPSED] <= run.start.horizon
    begins = run.start.recognises[0] & run.start.open[0]
    out = begins + run.batches[:, 0, 0] - run.batches[:, 1, 0] - _means(lapsed, sizes)
    return np.asarray(np.clip(np.where(counted, _means(end, sizes), out), 0.0, 1.0))


def _frequent(runs: Sequence[Futures]) -> np.ndarray:
    """bool (n,): states that act in so many futures that counting is the more precise.

    Var min(L, E) for E exponential exceeds p (1 - p), p = 1 - exp(-L), from about p = 0.7 on.
    """
    return np.asarray(np.max([run.probability[:, 0].max(axis=0) for run in runs], axis=0) > 0.7)


def _batches(run: Futures) -> list[slice]:
    count = run.batches.shape[0]
    size = -(-run.n // count)
    return [slice(k * size, min((k + 1) * size, run.n)) for k in range(count)]


def _means(values: np.ndarray, parts: Sequence[slice]) -> np.ndarray:
    return np.stack([values[part].mean(axis=0) for part in parts])


def _change(base: np.ndarray, other: np.ndarray, weight: np.ndarray) -> Change:
    """Of means by batch (B,), in both worlds."""
    difference = other - base
    low, high = _quantiles(difference)
    mean = float(weight @ difference)
    return Change(float(weight @ base), float(weight @ other), mean, min(float(low), mean), max(float(high), mean))


def _quantiles(values: np.ndarray) -> np.ndarray:
    return np.asarray(np.percentile(values, [50 - 50 * LEVEL, 50 + 50 * LEVEL], axis=0))


def _result(
    model: Fitted, asked: Scenario, plan: _Plan, day: float, days: float, bases: Sequence[Futures],
    others: Sequence[Futures], futures: int, seed: int,
) -> ScenarioResult:  # fmt: skip
    n = model.world.n
    forced = np.zeros(n, dtype=bool)
    forced[[k for _, _, k, _ in plan.forced]] = True
    weight = np.concatenate([[part.stop - part.start for part in _batches(run)] for run in bases]) / futures
    often = _frequent([*bases, *others])
    likely = [
        np.concatenate([_likely(run, counted) for run in runs])
        for runs, counted in ((bases, often), (others, often | forced))
    ]
    difference = likely[1] - likely[0]
    mean, (low, high) = weight @ difference, _quantiles(difference)
    now = np.mean([run.start.recognises[0] & run.start.open[0] for run in bases], axis=0) >= 0.5
    present = np.any([run.start.open[0] for run in bases], axis=0)
    why = plan.reasons(bases[0].start, others[0].start)
    states = []
    for k in np.flatnonzero(present):
        code = code_on(party_on(model.world.states[k], asked.on), model.histories[0], day)
        states.append(
            StateDifference(
                code, registry().label(code), bool(now[k]), float(weight @ likely[0][:, k]),
                float(weight @ likely[1][:, k]), float(mean[k]), float(min(low[k], mean[k])),
                float(max(high[k], mean[k])), k in plan.named, why[k],
            )
        )  # fmt: skip
    states.sort(key=lambda s: (-abs(s.difference), -s.base, s.party))
    free = np.array([k not in plan.named for k in range(n)])
    return ScenarioResult(
        case=asked.case,
        name=registry().label(asked.case),
        title=asked.title,
        on=asked.on.latest.isoformat(),
        until=dt.date.fromordinal(int(day + days) - 1).isoformat(),
        estimates=asked.estimates,
        changes=tuple(plan.words),
        recognisers=_change(likely[0].sum(axis=1), likely[1].sum(axis=1), weight),
        beyond=_change(likely[0][:, free].sum(axis=1), likely[1][:, free].sum(axis=1), weight),
        counts=tuple(
            (count_of(act, _acted(bases, k)), count_of(act, _acted(others, k)))
            for k, act in enumerate(("recognise", "withdraw"))
            if model.estimates[k] is not None or _acted(others, k).any()
        ),
        states=tuple(states),
        curve=tuple(_curve(bases, others, weight, day, days)),
        answers=tuple(
            (
                title,
                words,
                _change(_called(bases, first, last, third), _called(others, first, last, third), weight),
            )
            for title, words, first, last, third in plan.answers
        ),
        futures=futures,
        seed=seed,
        draws=len(bases),
        notes=(*plan.idle, *estimate_notes(model)),
    )


def _acted(runs: Sequence[Futures], kind: int) -> np.ndarray:
    """int (F,): how many states did so in each future; a lapse by recognition of a rival counts as withdrawal."""
    counts = []
    for run in runs:
        when = run.when[:, 0, :, kind]
        if kind == WITHDREW:
            when = np.minimum(when, run.when[:, 0, :, LAPSED])
        counts.append((when <= run.start.horizon).sum(axis=1))
    return np.concatenate(counts)


def _called(runs: Sequence[Futures], first: float, last: float, third: np.ndarray) -> np.ndarray:
    """float64 (B,): by batch, how many recognitions by third states (bool (n,)) fall between two days."""
    parts = []
    for run in runs:
        when = run.when[:, 0, third, RECOGNISED]
        called = ((when >= first) & (when < last) & (when <= run.start.horizon)).sum(axis=1)
        parts.append(_means(called, _batches(run)))
    return np.concatenate(parts)


def _curve(
    bases: Sequence[Futures], others: Sequence[Futures], weight: np.ndarray, day: float, days: float
) -> list[CurvePoint]:
    out = []
    for at in np.linspace(0.0, days, _POINTS + 1):
        counts = [[_status(run, at).sum(axis=1) for run in runs] for runs in (bases, others)]
        means = [
            np.concatenate([_means(count, _batches(run)) for count, run in zip(part, runs, strict=True)])
            for part, runs in zip(counts, (bases, others), strict=True)
        ]
        bands = [_quantiles(np.concatenate(part)).round().astype(int) for part in counts]
        out.append(
            CurvePoint(
                dt.date.fromordinal(int(day + at) - 1).isoformat(), _change(means[0], means[1], weight),
                (int(bands[0][0]), int(bands[0][1])), (int(bands[1][0]), int(bands[1][1])),
            )
        )  # fmt: skip
    return out
