"""Doctrine: a rule about whom a party may recognise or keep relations with, given the standing, read from a file.

A doctrine is held against the record on any day: what it required of whom by then, and what was done. Whether anybody
acted because of a doctrine is not in the record; only whether the acts are those that it required.
"""

from __future__ import annotations

import datetime as dt
import difflib
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from comity.codebook import codebook
from comity.days import Day
from comity.errors import BadInput
from comity.ledger import Act
from comity.polities import registry
from comity.standing import View
from comity.standing.spells import lineage, party_on
from comity.tables import Table

__all__ = [
    "FORMS", "VERDICTS", "Class", "Classed", "Doctrine", "Holder", "Rule", "Verdict", "classify", "doctrines", "find",
    "judge", "tally",
]  # fmt: skip

FORMS = ("bar", "answer", "exclusive")
VERDICTS = ("obeyed", "broken", "unknown", "not applicable")
"""What came of a requirement. ``unknown``: the record holds neither the act required nor one that contradicts it."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who was bound, and when: a party, the members of an organisation, or (both empty) all states."""

    party: str
    members_of: str
    start: Day
    end: Day | None

    def parties(self, on: Day) -> frozenset[str]:
        """Those bound on a day, by code."""
        if self.start.earliest > on.latest or (self.end is not None and self.end.latest <= on.latest):
            return frozenset()
        if self.party:
            return frozenset({self.party})
        return registry().members(self.members_of, on) if self.members_of else registry().in_being(on)

    def spans(self) -> list[tuple[str, Day, Day | None]]:
        """Every party that was bound at some time, with the first day and the day after the last."""
        if self.party:
            return [(self.party, self.start, self.end)]
        if self.members_of:
            rows = [(row.code, row.joined, row.left) for row in registry().memberships(organisation=self.members_of)]
        else:
            rows = [(code, polity.start, polity.end) for code, polity in registry().polities.items()]
        return [(code, _last(self.start, start), _first(self.end, end)) for code, start, end in rows]


@dataclass(frozen=True, slots=True)
class Fact:
    """An object to which a doctrine's condition applied, from and to when; ``only``: in the eyes of these holders."""

    object: str
    start: Day
    end: Day | None
    source: str
    only: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a doctrine; ``doctrines.toml`` says what each field means."""

    form: str
    words: str
    objects: tuple[str, ...] | str
    kinds: tuple[str, ...] = ()
    must: tuple[str, ...] = ()
    within_days: int = 0
    stated: bool = False
    exempt: tuple[tuple[frozenset[str], str], ...] = ()
    apart: tuple[tuple[frozenset[str], Day, str], ...] = ()
    relations: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Class:
    """One class of a classification."""

    name: str
    words: str
    bars: tuple[str, ...]
    members_of: str = ""
    kinds: tuple[str, ...] = ()
    ended_by: tuple[str, ...] = ()
    within_days: int = 0


@dataclass(frozen=True, slots=True)
class Doctrine:
    """A doctrine as its file declares it."""

    name: str
    title: str
    summary: str
    source: str
    holders: tuple[Holder, ...]
    rules: tuple[Rule, ...]
    facts: tuple[Fact, ...]
    classes: tuple[Class, ...]
    note: str = ""

    def bound(self, on: Day) -> frozenset[str]:
        """Parties bound on a day."""
        return frozenset().union(*(holder.parties(on) for holder in self.holders))

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object."""
        return {
            "name": self.name, "title": self.title, "summary": self.summary, "source": self.source, "note": self.note,
            "holders": [
                {"party": h.party or h.members_of or "all", "from": h.start.text, "to": h.end.text if h.end else ""}
                for h in self.holders
            ],
            "rules": [{"form": rule.form, "words": rule.words} for rule in self.rules],
            "classes": [{"name": one.name, "words": one.words, "bars": list(one.bars)} for one in self.classes],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule required of a holder on one occasion, and what the record says was done."""

    doctrine: str
    form: str
    holder: str
    about: str
    """The third party, or the object."""
    occasion: str
    """The act that called for it, by id; empty for a bar."""
    since: str
    """The day from which it was required."""
    verdict: str
    """One of ``VERDICTS``."""
    act: str
    """The act that obeys or breaks it, by id."""
    happened: str
    why: str

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Classed:
    """A counterpart as a tradition classes it in the view of a holder, on a day."""

    party: str
    name: str
    kind: str
    words: str
    since: str
    until: str
    act: str

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object."""
        return {("class" if name == "kind" else name): getattr(self, name) for name in self.__slots__}


@lru_cache(maxsize=1)
def _packaged() -> dict[str, Doctrine]:
    return _parse(files("comity.outlook").joinpath("doctrines.toml").read_text(encoding="utf-8"), "doctrines.toml")


def doctrines(path: str | Path | None = None) -> dict[str, Doctrine]:
    """The doctrines of a file, or the packaged ones, by name.

    Raises
    ------
    BadInput : the file cannot be read, or holds what means nothing; it says which doctrine.
    """
    if path is None:
        return _packaged()
    try:
        return _parse(Path(path).read_text(encoding="utf-8"), Path(path).name)
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"cannot read the doctrines: {error}", where=str(path), hint="give a TOML file") from None


def find(name: str, among: Mapping[str, Doctrine] | None = None, *, where: str = "") -> Doctrine:
    """The doctrine of a name.

    Raises
    ------
    BadInput : there is none; the hint offers the nearest.
    """
    known = doctrines() if among is None else among
    if name.lower() not in known:
        near = difflib.get_close_matches(name.lower(), known, n=2, cutoff=0.5)
        raise BadInput(
            f"no doctrine is called {name!r}", where=where,
            hint=f"did you mean {' or '.join(near)}?" if near else f"one of: {', '.join(known)}",
        )  # fmt: skip
    return known[name.lower()]


def _parse(text: str, file: str) -> dict[str, Doctrine]:
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"not TOML: {error}", where=file, hint="start from the packaged doctrines.toml") from None
    found = {}
    for name, body in given.items():
        where = f"{file}: {name}"
        try:
            found[name] = Doctrine(
                name, body["title"], body["summary"], body["source"],
                tuple(_holder(row, where) for row in body.get("holders", ())),
                tuple(_rule(row, where) for row in body.get("rules", ())),
                tuple(_fact(row, where) for row in body.get("facts", ())),
                tuple(_class_of(row) for row in body.get("classes", ())),
                body.get("note", ""),
            )  # fmt: skip
        except (KeyError, TypeError) as error:
            raise BadInput(f"a key is missing or unknown: {error}", where=where, hint="see the packaged file") from None
    return found


def _holder(row: Mapping[str, Any], where: str) -> Holder:
    party = row.get("party", "")
    if party:
        registry().get(party, where=where)
    return Holder(party, row.get("members_of", ""), Day.parse(row["from"]), _end(row))


def _end(row: Mapping[str, Any]) -> Day | None:
    return Day.parse(row["to"]) if row.get("to") else None


def _class_of(row: Mapping[str, Any]) -> Class:
    fields: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    return Class(**fields)


def _fact(row: Mapping[str, Any], where: str) -> Fact:
    registry().get(row["object"], where=where)
    return Fact(row["object"], Day.parse(row["from"]), _end(row), row["source"], tuple(row.get("only", ())))


def _rule(row: Mapping[str, Any], where: str) -> Rule:
    if row["form"] not in FORMS:
        raise BadInput(f"a rule has the form {row['form']!r}", where=where, hint=f"forms: {', '.join(FORMS)}")
    for name in (*row.get("kinds", ()), *row.get("must", ())):
        if name not in codebook():
            raise BadInput(f"no kind of act is called {name!r}", where=where, hint="see codebook.toml")
    objects = row["objects"]
    return Rule(
        form=row["form"],
        words=row["words"],
        objects=objects if isinstance(objects, str) else tuple(objects),
        kinds=tuple(row.get("kinds", ())),
        must=tuple(row.get("must", ())),
        within_days=row.get("within_days", 0),
        stated=row.get("stated", False),
        exempt=tuple((frozenset(one["parties"]), one["why"]) for one in row.get("exempt", ())),
        apart=tuple((frozenset(one["parties"]), Day.parse(one["from"]), one["why"]) for one in row.get("apart", ())),
        relations=frozenset(row.get("relations", ())),
    )


# -- what was required, and what was done ------------------------------------------------------------------------------


def judge(view: View, doctrine: Doctrine, on: Day | str) -> Table[Verdict]:
    """What a doctrine required by the end of a day, occasion by occasion, and what the record says was done."""
    day = Day.parse(on)
    rows: list[Verdict] = []
    for rule in doctrine.rules:
        judged = {"bar": _bars, "answer": _answers, "exclusive": _switches}[rule.form]
        rows += judged(view, doctrine, rule, day)
    rows.sort(key=lambda row: (row.since, row.form, row.holder, row.about))
    return Table(rows, columns=Verdict.__slots__)


def tally(rows: Sequence[Verdict]) -> dict[str, int]:
    """How often each verdict was given."""
    count = Counter(row.verdict for row in rows)
    return {verdict: count[verdict] for verdict in VERDICTS}


def _bars(view: View, doctrine: Doctrine, rule: Rule, day: Day) -> Iterator[Verdict]:
    """A row for each holder and object: the acts that broke it, or one that says that none is recorded."""
    for fact in _facts(view, doctrine, rule):
        for party, begins, ends in _bound(doctrine, fact, day):
            acts = [
                act
                for act in view.acts(fact.object)
                if act.receiver == fact.object and _same(act.sender, party) and act.kind in rule.kinds
                and not (rule.stated and act.implied_by) and _between(act, begins, ends)
            ]  # fmt: skip
            base = (doctrine.name, rule.form, party, fact.object, "", begins.text)
            for act in acts:
                yield Verdict(*base, "broken", act.id, _text(act), f"it {_past(act)} {fact.object}")
            if not acts and view.acts(fact.object):
                yield Verdict(*base, "obeyed", "", "", "the record holds no such act")
            elif not acts:
                yield Verdict(*base, "unknown", "", "", f"the record holds no act towards {fact.object}")


def _facts(view: View, doctrine: Doctrine, rule: Rule) -> list[Fact]:
    who = registry()
    if rule.objects == "facts":
        return list(doctrine.facts)
    if rule.objects == "governments":
        names: Sequence[str] = [case for case in view.cases if case in who.governments]
    else:
        names = rule.objects
    return [Fact(name, who.get(name).start, who.get(name).end, "") for name in names]


def _bound(doctrine: Doctrine, fact: Fact, day: Day) -> Iterator[tuple[str, Day, Day]]:
    """Each party bound towards an object, with the first day and the day after the last on which it was, by ``day``."""
    for party, start, end in (span for holder in doctrine.holders for span in holder.spans()):
        begins = _last(start, fact.start)
        ends = _first(_first(end, fact.end), day)
        assert ends is not None
        if begins.earliest > day.latest or begins.latest > ends.latest:
            continue
        if (not fact.only or party in fact.only) and party != registry().polity_of(fact.object):
            yield party, begins, ends


def _last(one: Day, other: Day) -> Day:
    return max(one, other, key=lambda day: day.earliest)


def _first(one: Day | None, other: Day | None) -> Day | None:
    """The earlier of two ends; None is never."""
    return min((day for day in (one, other) if day is not None), key=lambda day: day.earliest, default=None)


def _answers(view: View, doctrine: Doctrine, rule: Rule, day: Day) -> Iterator[Verdict]:
    """A row for each recognition of an object by a third party while somebody was bound."""
    assert not isinstance(rule.objects, str)
    for thing in rule.objects:
        for spell in view.spells(thing):
            begun = spell.began.happened
            if begun is None or begun.earliest > day.latest:
                continue
            for holder in sorted(doctrine.bound(begun)):
                if _same(spell.party, holder):
                    continue
                base = (doctrine.name, rule.form, holder, spell.party, spell.began.id, begun.text)
                why = _apart(rule, spell.party, begun)
                if why:
                    yield Verdict(*base, "not applicable", "", "", why)
                    continue
                acts = [a for a in view.acts(spell.party) if _same(a.sender, holder) and _same(a.receiver, spell.party)]
                done = next((a for a in acts if a.kind in rule.must and _near(a, begun, rule.within_days, day)), None)
                if done is not None:
                    yield Verdict(*base, "obeyed", done.id, _text(done), f"it {_past(done)} {spell.party}")
                elif spell.party in rule.relations or _related(acts, begun):
                    yield Verdict(*base, "broken", "", "", f"no such act within {rule.within_days} days is recorded")
                else:
                    yield Verdict(*base, "not applicable", "", "", "the record tells of no relations to break off")


def _apart(rule: Rule, party: str, begun: Day) -> str:
    for parties, why in rule.exempt:
        if party in parties:
            return why
    return next((why for parties, start, why in rule.apart if party in parties and start.latest <= begun.latest), "")


def _related(acts: Sequence[Act], by: Day) -> bool:
    """Whether two parties had relations on a day, as far as their acts say."""
    known = [a for a in acts if codebook()[a.kind].tie == "relations" and a.happened and a.happened.latest < by.latest]
    last = max(known, key=lambda act: act.sort_key, default=None)
    return last is not None and codebook()[last.kind].effect in ("opens", "resumes")


def _switches(view: View, doctrine: Doctrine, rule: Rule, day: Day) -> Iterator[Verdict]:
    """A row for each recognition of an object by a party that recognised, or then ended relations with, another."""
    assert not isinstance(rule.objects, str)
    for thing in rule.objects:
        for spell in view.spells(thing):
            begun = spell.began.happened
            if begun is None or begun.earliest > day.latest or spell.party not in doctrine.bound(begun):
                continue
            for other in rule.objects:
                if other == thing:
                    continue
                acts = [a for a in view.acts(other) if a.receiver == other and _same(a.sender, spell.party)]
                must = [a for a in acts if a.kind in rule.must]
                ended = next((a for a in must if _near(a, begun, rule.within_days, day, before=True)), None)
                held = any(
                    _same(one.party, spell.party) and one.began.happened and one.began.happened.latest < begun.earliest
                    and (one.how == "rival" and one.ended and one.ended.happened == begun)
                    for one in view.spells(other)
                )  # fmt: skip
                base = (doctrine.name, rule.form, spell.party, thing, spell.began.id, begun.text)
                kept = next((a for a in acts if _keeps(a) and _near(a, begun, rule.within_days, day)), None)
                if ended is not None:
                    yield Verdict(*base, "obeyed", ended.id, _text(ended), f"it {_past(ended)} {other}")
                elif kept is not None:
                    yield Verdict(*base, "broken", kept.id, _text(kept), f"it {_past(kept)} {other}")
                elif held:
                    yield Verdict(*base, "unknown", "", "", f"the record holds no act by which it left {other}")


def _keeps(act: Act) -> bool:
    """Whether an act keeps or makes a tie of recognition or relations."""
    kind = codebook()[act.kind]
    return kind.tie in ("recognition", "relations") and kind.effect in ("opens", "resumes") and not act.implied_by


def _same(one: str, other: str) -> bool:
    return one == other or lineage(one) == lineage(other)


def _between(act: Act, begins: Day, ends: Day) -> bool:
    """Whether an act certainly happened from one day on, and not after the last."""
    return bool(act.happened and begins.earliest <= act.happened.earliest and act.happened.latest <= ends.latest)


def _near(act: Act, begun: Day, within: int, day: Day, before: bool = False) -> bool:
    """Whether an act may have happened within so many days after another (``before``: or before it), by a day."""
    if act.happened is None or act.happened.earliest > day.latest:
        return False
    late = (act.happened.earliest - begun.latest).days
    early = (begun.earliest - act.happened.latest).days
    return late <= within and early <= (within if before else 0)


def _text(act: Act) -> str:
    return act.happened.text if act.happened else ""


def _past(act: Act) -> str:
    return codebook()[act.kind].words


# -- classification ----------------------------------------------------------------------------------------------------


def classify(view: View, doctrine: Doctrine, holder: str, on: Day | str, *, party: str = "") -> Table[Classed]:
    """How a tradition classes every state in being (or one party), in the view of a holder, on a day.

    Raises
    ------
    BadInput : the doctrine has no classes.
    """
    if not doctrine.classes:
        raise BadInput(f"{doctrine.name} classes nobody", where=doctrine.name, hint="leave --holder out")
    day = Day.parse(on)
    who = registry()
    acts: dict[str, list[Act]] = {}
    for act in view.acts(holder):
        other = act.receiver if act.sender == holder else act.sender
        if act.happened and act.happened.latest <= day.latest and other:
            acts.setdefault(party_on(other, day), []).append(act)
    names = [party] if party else sorted(who.in_being(day) - {holder, who.polity_of(holder)})
    rows = [_class(doctrine, name, acts.get(name, []), day) for name in names]
    return Table(rows, columns=Classed.__slots__)


def _class(doctrine: Doctrine, party: str, acts: Sequence[Act], day: Day) -> Classed:
    who = registry()
    for one in doctrine.classes:
        since = until = act = ""
        if one.members_of:
            if who.polity_of(party) not in who.members(one.members_of, day):
                continue
        elif one.kinds:
            bond = _bond(one, acts, day)
            if bond is None or bond.happened is None:
                continue
            since, act = bond.happened.text, bond.id
            until = Day.parse(_later(bond.happened, one.within_days)).text
        return Classed(party, who.label(party), one.name, one.words, since, until, act)
    raise BadInput("the last class has a condition", where=doctrine.name, hint="let the last class take what is left")


def _bond(one: Class, acts: Sequence[Act], day: Day) -> Act | None:
    """The last act that makes the bond of a class, where it has neither run out nor been ended since."""
    made = [act for act in acts if act.kind in one.kinds and not act.implied_by]
    last = max(made, key=lambda act: act.sort_key, default=None)
    if last is None or last.happened is None or _later(last.happened, one.within_days) < day.latest:
        return None
    ended = any(a.kind in one.ended_by and a.happened and a.happened.latest > last.happened.latest for a in acts)
    return None if ended else last


def _later(day: Day, days: int) -> dt.date:
    return day.latest + dt.timedelta(days=days)
