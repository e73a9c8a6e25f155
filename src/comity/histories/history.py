"""History: events in time, the networks and attributes around them, and who was there, as arrays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from comity.errors import BadInput
from comity.histories import tables

if TYPE_CHECKING:
    from comity.ledger import Act

__all__ = ["Attribute", "History", "Network"]

# What an act's effect on a tie, by the codebook, makes of it.
_TIED = {"opens": 1.0, "resumes": 1.0, "closes": 0.0, "suspends": 0.0}
_WHILE = ("untied", "tied")
_PRESENT = ("present", "receivers_present")


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """One network: its ties at the start and every change of a tie, in time order.

    time : float64 (m,), seconds, non-decreasing.   sender, receiver : int32 (m,), indices of nodes.
    value : float64 (m,); what a change adds where ``adds`` is True, else what it writes. NaN is not known.
    kind : int32 (m,), index into ``kinds``; zeros where changes have no type.
    initial_sender, initial_receiver : int32 (q,);   initial_weight : float64 (q,), the ties before any change.
    directed : an undirected tie is listed once and holds in both directions.
    act : the id of the act behind each change, where the table has a column ``act``; else ().
    """

    name: str
    time: np.ndarray
    sender: np.ndarray
    receiver: np.ndarray
    value: np.ndarray
    adds: bool
    kind: np.ndarray
    kinds: tuple[str, ...]
    initial_sender: np.ndarray
    initial_receiver: np.ndarray
    initial_weight: np.ndarray
    directed: bool
    act: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Attribute:
    """A value of every node, and its changes in time order.

    initial : float64 (n,), NaN where not known.   time : float64 (m,), seconds.   node : int32 (m,).
    value : float64 (m,), NaN where not known.   levels : the names of the codes of a categorical attribute, else ().
    on : ``"nodes"`` in one-mode data; in two-mode data ``"senders"`` or ``"receivers"``.
    """

    name: str
    initial: np.ndarray
    time: np.ndarray
    node: np.ndarray
    value: np.ndarray
    levels: tuple[str, ...] = ()
    on: str = "nodes"


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """A history of events: what relational event models and DyNAM are fitted to.

    Parameters
    ----------
    senders, receivers : labels; the same tuple in one-mode data.
    events    : the dependent network with all its changes.
    modelled  : bool (m,), which changes of ``events`` the model explains.
    networks, attributes : what else is known, by name.
    present   : Attribute of 0 and 1, or None where everybody is there throughout.
    start, end : the window of observation in seconds, or None where it was not given.
    at_risk   : bool (n1, n2), the dyads that can have an event at all; None is every dyad but the diagonal.
    at_risk_while : ``"untied"`` or ``"tied"``: a dyad can have an event only while the events have left it so.
    receivers_present : the second mode's ``present``, in two-mode data.
    name      : what the network of events is called besides ``"events"``; "" is nothing else.
    notes     : what was filled, dropped or left out while reading, in words.

    Make one with ``History.from_tables`` or ``History.from_acts``; ``comity.read_model`` makes one from a model file.
    """

    senders: tuple[str, ...]
    receivers: tuple[str, ...]
    events: Network
    modelled: np.ndarray
    networks: Mapping[str, Network] = field(default_factory=dict)
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    present: Attribute | None = None
    start: float | None = None
    end: float | None = None
    at_risk: np.ndarray | None = None
    at_risk_while: str = ""
    receivers_present: Attribute | None = None
    notes: tuple[str, ...] = ()
    name: str = ""

    @property
    def one_mode(self) -> bool:
        """Whether senders and receivers are the same nodes."""
        return self.senders is self.receivers

    @property
    def n_events(self) -> int:
        """The number of events that a model of this history explains."""
        return int(self.modelled.sum())

    def network(self, name: str | None) -> Network:
        """The named network; None, ``"events"`` and the history's own name are the events themselves."""
        if name is None or name == "events" or (name == self.name and name not in self.networks):
            return self.events
        if name not in self.networks:
            have = ["events", *([self.name] if self.name else []), *self.networks]
            raise BadInput(
                f"there is no network {name!r}; there are {', '.join(have)}",
                hint=f"add [networks.{name}] to the model file" + tables.near(name, have),
            )
        return self.networks[name]

    def attribute(self, name: str) -> Attribute:
        """The named attribute."""
        if name not in self.attributes:
            have = list(self.attributes)
            raise BadInput(
                f"there is no attribute {name!r}; there are {', '.join(have) or 'none'}",
                hint=f"add a column {name!r} to the table of nodes" + tables.near(name, have),
            )
        return self.attributes[name]

    @staticmethod
    def from_tables(
        changes: Any,
        *,
        nodes: Any = None,
        receivers: Any = None,
        initial: Any = None,
        dependent: str = "created",
        directed: bool = True,
        networks: Mapping[str, Mapping[str, Any]] | None = None,
        attributes: Mapping[str, Mapping[str, Any]] | None = None,
        start: Any = None,
        end: Any = None,
        risk_set: Any = "full",
        self_ties: str = "refuse",
        name: str = "",
        where: str = "changes",
    ) -> History:
        """A history from tables.

        Parameters
        ----------
        changes   : table with ``time``, ``sender``, ``receiver`` and ``increment`` or ``replace`` (neither: each row
                    adds one), optionally ``type`` and ``act``; in time order. A table is a CSV path, a mapping
                    of columns or anything that speaks Arrow.
        nodes     : table with ``label``, optionally ``present``, and one column an attribute. Absent: the labels
                    that occur in ``changes`` and ``initial``, sorted.
        receivers : the same for the second mode of two-mode data.
        initial   : table of the ties before the first change: ``sender``, ``receiver``, optionally ``weight``.
        dependent : ``created`` (changes that raise a tie), ``dissolved`` (that lower one) or ``all``.
        networks  : name -> {"changes": table, "initial": table, "directed": bool}.
        attributes: name -> {"changes": table with time, node, replace}, where the node ``*`` is everybody; the name
                    ``present`` says who comes and goes, ``receivers_present`` the same of the second mode.
        start, end : the window of observation: ISO dates or seconds.
        risk_set  : ``"full"``; ``"active"``, the dyads that ever have an event; ``"untied"``, those not tied by then
                    (who recognises can no longer begin to); ``"tied"``; or a table of sender and receiver.
        self_ties : ``"refuse"`` or ``"drop"``.
        name      : what the network of events is called besides ``"events"``.

        Raises
        ------
        BadInput : with the table and row, where a row cannot be used as it is.
        """
        build = _Builder(self_ties)
        head = tables.read_table(changes, where)
        where = _name(changes, where)
        tables.need(head, ("time", "sender", "receiver"), where)
        first = None if initial is None else tables.read_table(initial, _name(initial, "initial"))
        if nodes is not None:
            build.senders = build.labels(nodes, "nodes")
        elif receivers is None:
            ends = [head, first] if first else [head]
            found = {str(v) for t in ends for side in ("sender", "receiver") for v in t.get(side, ())}
            build.senders = tuple(sorted(found))
        else:
            build.senders = tuple(sorted({str(v) for v in head["sender"]}))
        build.receivers = build.senders if receivers is None else build.labels(receivers, "receivers")
        events = build.network("events", head, where, first, _name(initial, "initial"), directed)
        if events.time.size == 0:
            raise BadInput("the history has no events", where=where, hint="a model needs at least two")
        others = {
            other: build.network_from(other, spec, directed if receivers is None else True)
            for other, spec in (networks or {}).items()
        }
        values, present, second = build.attributes(nodes, receivers, attributes or {})
        history = History(
            build.senders,
            build.receivers,
            events,
            build.modelled(events, dependent, where),
            others,
            values,
            present,
            None if start is None else tables.seconds_of(start, "start"),
            None if end is None else tables.seconds_of(end, "end"),
            build.at_risk(risk_set, events),
            risk_set if isinstance(risk_set, str) and risk_set in _WHILE else "",
            second,
            tuple(build.notes),
            name,
        )
        _check_window(history)
        return history

    @staticmethod
    def from_acts(
        acts: Iterable[Act],
        *,
        tie: str = "recognition",
        two_mode: bool = False,
        imprecise: str = "leave out",
        dependent: str = "created",
        risk_set: Any = "untied",
        **more: Any,
    ) -> History:
        """A history from the acts of a ledger that are about one tie; ``events.act`` has their ids.

        Parameters
        ----------
        acts      : acts, in any order; the codebook says which of them begin the tie and which end it.
        tie       : the codebook's name of the tie: ``recognition``, ``relations``, ``mission``, ``war``, …
        two_mode  : senders act on receivers that are cases, not senders themselves.
        imprecise : what to do with an act whose day is not one certain day: ``"leave out"`` or ``"earliest"``. Either
                    way ``notes`` says how many there were.
        dependent, risk_set, more : as in ``from_tables``; nodes are those that occur, unless given.

        Raises
        ------
        BadInput : no act is about the tie, or none has a day.
        """
        from comity.codebook import codebook

        if imprecise not in ("leave out", "earliest"):
            raise BadInput(f"imprecise={imprecise!r}", where="imprecise", hint="it is 'leave out' or 'earliest'")
        kinds = {name: kind for name, kind in codebook().items() if kind.tie == tie and kind.effect in _TIED}
        if not kinds:
            ties = sorted({kind.tie for kind in codebook().values() if kind.effect in _TIED})
            raise BadInput(
                f"no kind of act begins or ends {tie!r}", where="tie", hint=f"the ties are {', '.join(ties)}"
            )
        rows, undated, unsure = [], 0, 0
        for act in acts:
            if act.kind not in kinds:
                continue
            if act.happened is None:
                undated += 1
                continue
            if not act.happened.exact:
                unsure += 1
                if imprecise == "leave out":
                    continue
            rows.append(
                (act.happened.earliest, act.sender, act.receiver, _TIED[kinds[act.kind].effect], act.kind, act.id)
            )
        if not rows:
            raise BadInput(f"no act about {tie} has a certain day", where="acts", hint='imprecise = "earliest"')
        rows.sort(key=lambda row: (row[0], row[3]))
        # One row a tie and day; a second act on the same day that says the same is no second event.
        rows = list({row[:4]: row for row in rows}.values())
        names = ("time", "sender", "receiver", "replace", "type", "act")
        table = dict(zip(names, zip(*rows, strict=True), strict=True))
        if two_mode and "receivers" not in more:
            more["receivers"] = {"label": sorted(set(table["receiver"]))}
        history = History.from_tables(
            table, dependent=dependent, risk_set=risk_set, self_ties="drop", where="acts", **more
        )
        notes = list(history.notes)
        if undated:
            notes.append(f"{undated} acts without a day were left out")
        if unsure:
            did = "left out" if imprecise == "leave out" else "put on the first day they may be of"
            notes.append(f"{unsure} acts without a certain day were {did}")
        return replace(history, notes=tuple(notes))


def _name(table: Any, default: str) -> str:
    """A path stands for itself in an error."""
    return str(table) if isinstance(table, (str,)) or hasattr(table, "joinpath") else default


def _everybody(changes: tables.Columns, labels: tuple[str, ...]) -> tables.Columns:
    """Changes of an attribute with a row of each node where the node is ``*``, unless one is called so."""
    if "*" in labels or "*" not in [str(node) for node in changes["node"]]:
        return changes
    rows = range(len(changes["node"]))
    who = [(row, label) for row in rows for label in (labels if str(changes["node"][row]) == "*" else [None])]
    out: tables.Columns = {name: [column[row] for row, _ in who] for name, column in changes.items()}
    out["node"] = [changes["node"][row] if label is None else label for row, label in who]
    return out


def _check_window(history: History) -> None:
    times = history.events.time[history.modelled]
    if times.size == 0:
        return
    if history.start is not None and history.start > times[0]:
        raise BadInput(
            f"the observation starts at {history.start:g}, after the first event at {times[0]:g}",
            where="start",
            hint="move the start back, or put earlier events into `initial`",
        )
    if history.end is not None and history.end < times[-1]:
        raise BadInput(
            f"the observation ends at {history.end:g}, before the last event at {times[-1]:g}",
            where="end",
            hint="move the end on, or leave later events out",
        )


class _Builder:
    """Reads tables into arrays, with the labels and notes that they share."""

    def __init__(self, self_ties: str) -> None:
        if self_ties not in ("refuse", "drop"):
            raise BadInput(f"self_ties={self_ties!r}", hint="it is 'refuse' or 'drop'")
        self.self_ties = self_ties
        self.senders: tuple[str, ...] = ()
        self.receivers: tuple[str, ...] = ()
        self.notes: list[str] = []

    def labels(self, table: Any, default: str) -> tuple[str, ...]:
        where = _name(table, default)
        columns = tables.read_table(table, where)
        tables.need(columns, ("label",), where)
        labels = tuple(str(value) for value in columns["label"])
        seen: dict[str, int] = {}
        for row, label in enumerate(labels, start=2):
            if label in seen:
                raise BadInput(f"the label {label!r} occurs twice, first in row {seen[label]}", where=f"{where}:{row}")
            seen[label] = row
        if not labels:
            raise BadInput("the table of nodes has no rows", where=where)
        return labels

    def indices(self, values: Sequence[Any], labels: tuple[str, ...], where: str, side: str) -> np.ndarray:
        index = {label: k for k, label in enumerate(labels)}
        out = np.empty(len(values), dtype=np.int32)
        for k, value in enumerate(values):
            found = index.get(str(value), -1)
            if found < 0:
                raise BadInput(
                    f"the {side} {value!r} is not in the table of nodes",
                    where=f"{where}:{k + 2}",
                    hint="add it to the table of nodes" + tables.near(str(value), labels),
                )
            out[k] = found
        return out

    def network_from(self, name: str, spec: Mapping[str, Any], directed: bool) -> Network:
        for key in spec:
            if key not in ("changes", "initial", "directed"):
                raise BadInput(
                    f"unknown key {key!r}", where=f"networks.{name}", hint="keys: changes, initial, directed"
                )
        changes, initial = spec.get("changes"), spec.get("initial")
        if changes is None and initial is None:
            raise BadInput("neither changes nor initial is given", where=f"networks.{name}")
        where, at = _name(changes, f"networks.{name}.changes"), _name(initial, f"networks.{name}.initial")
        columns = {"time": [], "sender": [], "receiver": []} if changes is None else tables.read_table(changes, where)
        first = None if initial is None else tables.read_table(initial, at)
        return self.network(name, columns, where, first, at, bool(spec.get("directed", directed)))

    def network(
        self, name: str, columns: tables.Columns, where: str, first: tables.Columns | None, at: str, directed: bool
    ) -> Network:
        tables.need(columns, ("time", "sender", "receiver"), where)
        time = tables.times(columns["time"], where)
        sender = self.indices(columns["sender"], self.senders, where, "sender")
        receiver = self.indices(columns["receiver"], self.receivers, where, "receiver")
        if "increment" in columns and "replace" in columns:
            raise BadInput("both increment and replace are given", where=where, hint="keep the one that is meant")
        adds = "replace" not in columns
        column = "increment" if adds else "replace"
        value = tables.numbers(columns[column], where, column) if column in columns else np.ones(time.size)
        kinds: tuple[str, ...] = ("",)
        kind = np.zeros(time.size, dtype=np.int32)
        if "type" in columns:
            names = [str(v) for v in columns["type"]]
            kinds = tuple(sorted(set(names)))
            code = {word: k for k, word in enumerate(kinds)}
            kind = np.array([code[word] for word in names], dtype=np.int32)
        act = np.array([str(v) for v in columns["act"]] if "act" in columns else [], dtype=object)
        keep = self.without_self_ties(sender, receiver, where)
        time, sender, receiver, value, kind = (x[keep] for x in (time, sender, receiver, value, kind))
        act = act[keep] if act.size else act
        if name == "events":
            back = np.flatnonzero(np.diff(time) < 0)
            if back.size:
                raise BadInput(
                    f"events are out of order: {time[back[0] + 1]:.15g} after {time[back[0]]:.15g}",
                    where=f"{where}:{int(back[0]) + 3}",
                    hint="sort the table by time",
                )
        else:
            order = np.argsort(time, kind="stable")
            time, sender, receiver, value, kind = (x[order] for x in (time, sender, receiver, value, kind))
            act = act[order] if act.size else act
        i, j, w = self.ties(first, at)
        return Network(name, time, sender, receiver, value, adds, kind, kinds, i, j, w, directed, tuple(act.tolist()))

    def ties(self, first: tables.Columns | None, at: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        if first is None:
            none = np.empty(0, dtype=np.int32)
            return none, none, np.empty(0)
        tables.need(first, ("sender", "receiver"), at)
        i = self.indices(first["sender"], self.senders, at, "sender")
        j = self.indices(first["receiver"], self.receivers, at, "receiver")
        w = tables.numbers(first["weight"], at, "weight") if "weight" in first else np.ones(i.size)
        low = np.flatnonzero(w < 0)
        if low.size:
            raise BadInput(
                f"the weight {w[low[0]]:g} is negative", where=f"{at}:{int(low[0]) + 2}", hint="weights are 0 or more"
            )
        keep = self.without_self_ties(i, j, at)
        return i[keep], j[keep], w[keep]

    def without_self_ties(self, i: np.ndarray, j: np.ndarray, where: str) -> np.ndarray:
        if self.senders is not self.receivers:
            return np.ones(i.size, dtype=bool)
        loops = np.flatnonzero(i == j)
        if loops.size and self.self_ties == "refuse":
            k = int(loops[0])
            raise BadInput(
                f"{self.senders[i[k]]!r} is tied to itself",
                where=f"{where}:{k + 2}",
                hint="self-ties are outside every risk set; remove the row",
            )
        if loops.size:
            self.notes.append(f"{loops.size} self-ties of {where} were dropped")
        return i != j

    def modelled(self, events: Network, dependent: str, where: str) -> np.ndarray:
        if dependent not in ("created", "dissolved", "all"):
            raise BadInput(
                f"dependent = {dependent!r} is not a kind of change",
                where=where,
                hint="it is created, dissolved or all",
            )
        bad = np.flatnonzero(np.isnan(events.value))
        if bad.size:
            raise BadInput("the value of an event is missing", where=f"{where}:{int(bad[0]) + 2}")
        state: dict[tuple[int, int], float] = {}
        for i, j, w in zip(
            events.initial_sender.tolist(),
            events.initial_receiver.tolist(),
            events.initial_weight.tolist(),
            strict=True,
        ):
            state[(i, j) if events.directed or i < j else (j, i)] = w
        rises = np.empty(events.time.size)
        rows = zip(events.sender.tolist(), events.receiver.tolist(), events.value.tolist(), strict=True)
        for k, (i, j, value) in enumerate(rows):
            cell = (i, j) if events.directed or i < j else (j, i)
            old = state.get(cell, 0.0)
            state[cell] = new = old + value if events.adds else value
            rises[k] = new - old
            if new < 0:
                raise BadInput(
                    f"the tie {self.senders[i]!r} -> {self.receivers[j]!r} falls to {new:g}, below nothing",
                    where=f"{where}:{k + 2}",
                    hint="a tie that is not there cannot be dissolved; check the initial ties",
                )
        keep: np.ndarray = (
            rises > 0 if dependent == "created" else rises < 0 if dependent == "dissolved" else rises == rises
        )
        if not keep.any():
            raise BadInput(f"no change of the history is {dependent}", where=where, hint="choose another `dependent`")
        return keep

    def attributes(
        self, nodes: Any, receivers: Any, changes: Mapping[str, Mapping[str, Any]]
    ) -> tuple[dict[str, Attribute], Attribute | None, Attribute | None]:
        one_mode = receivers is None
        values: dict[str, tuple[Sequence[Any], str, str]] = {}
        there: dict[str, Sequence[Any]] = {}
        for table, on in ((nodes, "nodes" if one_mode else "senders"), (receivers, "receivers")):
            if table is None:
                continue
            where = _name(table, on)
            for name, column in tables.read_table(table, where).items():
                if name == "present":
                    there["receivers_present" if on == "receivers" else "present"] = column
                elif name != "label":
                    values[name] = (column, where, on)
        made: dict[str, Attribute] = {}
        for name, spec in changes.items():
            for key in spec:
                if key != "changes":
                    raise BadInput(f"unknown key {key!r}", where=f"attributes.{name}", hint="the key is changes")
            if name == "receivers_present" and one_mode:
                raise BadInput("there is no second mode", where=f"attributes.{name}", hint="write [attributes.present]")
            if name not in values and name not in _PRESENT:
                n = len(self.senders)
                values[name] = ([None] * n, "nodes", "nodes" if one_mode else "senders")
        for name, (column, where, on) in values.items():
            made[name] = self.attribute(name, column, where, on, changes.get(name))
        first, second = (
            self.presence(name, there, where, on, labels, changes)
            for name, where, on, labels in (
                ("present", _name(nodes, "nodes"), "nodes", self.senders),
                ("receivers_present", _name(receivers, "receivers"), "receivers", self.receivers),
            )
        )
        return made, first, second

    def presence(
        self,
        name: str,
        columns: Mapping[str, Sequence[Any]],
        where: str,
        on: str,
        labels: tuple[str, ...],
        changes: Mapping[str, Mapping[str, Any]],
    ) -> Attribute | None:
        if name not in columns and name not in changes:
            return None
        there = self.attribute(name, columns.get(name, [1.0] * len(labels)), where, on, changes.get(name))
        if there.levels:
            raise BadInput("`present` is neither TRUE nor FALSE", where=where)
        gaps = np.flatnonzero(np.isnan(there.initial))
        if gaps.size:
            raise BadInput("`present` is missing", where=f"{where}:{int(gaps[0]) + 2}")
        return there

    def attribute(
        self, name: str, column: Sequence[Any], where: str, on: str, spec: Mapping[str, Any] | None
    ) -> Attribute:
        labels = self.receivers if on == "receivers" else self.senders
        later: tables.Columns = {"time": [], "node": [], "replace": []}
        at = f"attributes.{name}.changes"
        if spec is not None:
            at = _name(spec["changes"], at)
            later = tables.read_table(spec["changes"], at)
            tables.need(later, ("time", "node", "replace"), at)
            later = _everybody(later, labels)
        time = tables.times(later["time"], at)
        node = self.indices(later["node"], labels, at, "node")
        levels: tuple[str, ...] = ()
        try:
            first = tables.numbers(column, where, name)
            value = tables.numbers(later["replace"], at, "replace")
        except BadInput:
            words = [*column, *later["replace"]]
            levels = tuple(sorted({str(w) for w in words if not tables.is_missing(w)}))
            code = {word: float(k) for k, word in enumerate(levels)}
            coded = np.array([np.nan if tables.is_missing(w) else code[str(w)] for w in words])
            first, value = coded[: len(column)], coded[len(column) :]
        order = np.argsort(time, kind="stable")
        return Attribute(name, first, time[order], node[order], value[order], levels, on)

    def at_risk(self, risk_set: Any, events: Network) -> np.ndarray | None:
        n1, n2 = len(self.senders), len(self.receivers)
        if isinstance(risk_set, str) and (risk_set == "full" or risk_set in _WHILE):
            return None
        open_ = np.zeros((n1, n2), dtype=bool)
        if isinstance(risk_set, str) and risk_set == "active":
            open_[events.sender, events.receiver] = True
        else:
            where = _name(risk_set, "risk_set")
            columns = tables.read_table(risk_set, where)
            tables.need(columns, ("sender", "receiver"), where)
            i = self.indices(columns["sender"], self.senders, where, "sender")
            j = self.indices(columns["receiver"], self.receivers, where, "receiver")
            open_[i, j] = True
        if self.senders is self.receivers:
            np.fill_diagonal(open_, False)
            if not events.directed:
                open_ |= open_.T
        out = np.flatnonzero(~open_[events.sender, events.receiver])
        if out.size:
            k = int(out[0])
            raise BadInput(
                f"the event {self.senders[events.sender[k]]!r} -> {self.receivers[events.receiver[k]]!r} is not in the "
                "risk set",
                where=f"events:{k + 2}",
                hint="add the dyad to the risk set",
            )
        return open_
