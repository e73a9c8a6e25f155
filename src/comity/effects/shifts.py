"""Participation shifts: who follows whom, after the events of the last time at which there were any."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numba import njit

from comity.effects.cells import Reader, of_kind
from comity.effects.options import Options
from comity.effects.past import Past
from comity.effects.registry import Effect, register
from comity.effects.streams import Column, Stream

_SOURCE = "Gibson 2003, doi:10.1353/sof.2003.0055; Butts 2008, doi:10.1111/j.1467-9531.2008.00203.x"
_READ = ("scaling", "ignore_repetitions", "kind")

_BA, _BY, _XA, _XB, _XY, _AY, _AB, _A, _B, _X = range(10)


def _compute(code: int) -> Callable[[Reader, Options], Column]:
    def compute(reader: Reader, options: Options) -> Column:
        source = reader.history.events
        step, ptr = np.unique(reader.timeline.place(source.time), return_index=True)
        # Only the last time of events before a reading counts, so of several times in one step the latest.
        last = np.append(ptr[1:], source.time.size)
        ptr = np.searchsorted(source.time, source.time[last - 1], side="left")
        keep = of_kind(source, options.kind)
        seen = step < reader.timeline.n_readings
        n = reader.n1
        out = _shifts(step[seen], ptr[seen], last[seen], source.sender, source.receiver, keep, source.directed, n, code)
        sender, receiver = (Stream.from_values(step, key, value, n) for step, key, value in out[:2])
        step, key, value = out[2]
        dyad = Stream.from_values(step, key, value, n * n)
        return Column(sender, None if code >= _A else receiver, None if code >= _A else dyad)

    return compute


@njit(cache=True)
def _shifts(step, first, last, sender, receiver, keep, directed, n, code):
    """The dyads of one shift after each group of simultaneous events, as parts of senders, receivers and dyads.

    step : int32 (g,); first, last : int64 (g,), the events of a group are first : last of sender, receiver int32 (m,)
    where keep bool (m,).   code : the shift, in the order of the constants above.
    Returns step int32, key int64, value float64 of each part. A shift to or from "anyone" is a part of one actor, less
    the one dyad that is another shift; a pair of events at one time may give that dyad back.
    """
    # Numba learns the type of a list from its first member, which is left out again.
    nothing = (np.int64(0), np.int64(0), 0.0)
    sends, receives, dyads = [nothing], [nothing], [nothing]
    touched, partner = np.zeros(n, dtype=np.int64), np.full(n, -1, dtype=np.int64)
    several = np.zeros(n, dtype=np.bool_)
    old_s, old_r, old_d = [np.int64(0)], [np.int64(0)], [np.int64(0)]
    old_s.clear()
    old_r.clear()
    old_d.clear()
    rest = 0.0  # what senders without an event of their own have
    for g in range(step.size):
        now = step[g]
        for v in old_s:
            sends.append((np.int64(now), v, rest))
        for v in old_r:
            receives.append((np.int64(now), v, 0.0))
        for k in old_d:
            dyads.append((np.int64(now), k, 0.0))
        old_s.clear()
        old_r.clear()
        old_d.clear()
        count = 0
        for e in range(first[g], last[g]):
            count += 1 if keep[e] else 0
        everyone = 1.0 if count > 0 and (code == 4 or code == 9) else 0.0
        if everyone != rest:
            rest = everyone
            for each in range(n):
                sends.append((np.int64(now), np.int64(each), rest))
        if count == 0:
            continue
        members = [np.int64(0)]
        members.clear()
        for e in range(first[g], last[g]):
            if not keep[e]:
                continue
            a, b = np.int64(sender[e]), np.int64(receiver[e])
            for v in (a, b):
                if touched[v] == 0:
                    members.append(v)
                touched[v] += 1
            # whose part it is, and with whom the shift is another
            own, other = (a, b) if code == 5 or code == 2 or code == 7 else (b, a)
            if directed or code >= 7:
                several[own] = several[own] or (partner[own] >= 0 and partner[own] != other)
                partner[own] = other
            else:
                for v, w in ((a, b), (b, a)):
                    several[v] = several[v] or (partner[v] >= 0 and partner[v] != w)
                    partner[v] = w
            if code == 0 or code == 6:
                for i, j in ((a, b), (b, a)):
                    if not directed or (i == b) == (code == 0):
                        dyads.append((np.int64(now), i * n + j, 1.0))
                        old_d.append(i * n + j)
        for v in members:
            if code == 4:
                if touched[v] == count:  # in every event, so nothing from or to v is between two others
                    sends.append((np.int64(now), v, 0.0))
                    receives.append((np.int64(now), v, -1.0))
                    old_s.append(v)
                    old_r.append(v)
            elif code == 9:
                if touched[v] == count:
                    sends.append((np.int64(now), v, 0.0))
                    old_s.append(v)
            elif partner[v] >= 0 and code != 0 and code != 6:
                if code == 1 or code == 5 or code >= 7:
                    sends.append((np.int64(now), v, 1.0))
                    old_s.append(v)
                if code == 2 or code == 3 or (code == 5 and not directed):
                    receives.append((np.int64(now), v, 1.0))
                    old_r.append(v)
                if code < 7 and directed and not several[v]:
                    w = partner[v]
                    pair = v * n + w if code == 1 or code == 5 else w * n + v
                    dyads.append((np.int64(now), pair, -1.0))
                    old_d.append(pair)
                if code == 5 and not directed:
                    for w in members:
                        if w != v:
                            alone = not several[v] and not several[w] and partner[v] == w
                            dyads.append((np.int64(now), v * n + w, -2.0 if alone else -1.0))
                            old_d.append(v * n + w)
        if code == 4:
            for i in members:
                for j in members:
                    if i == j or touched[i] + touched[j] < count:
                        continue
                    alone = (1 if touched[i] == count else 0) + (1 if touched[j] == count else 0)
                    shared = 0
                    for e in range(first[g], last[g]):
                        if keep[e] and ((sender[e] == i and receiver[e] == j) or (sender[e] == j and receiver[e] == i)):
                            shared += 1
                    covers = touched[i] + touched[j] - shared == count
                    mend = (0.0 if covers else 1.0) - (1.0 - alone)
                    if mend != 0.0:
                        dyads.append((np.int64(now), i * n + j, mend))
                        old_d.append(i * n + j)
        for v in members:
            touched[v], partner[v], several[v] = 0, -1, False
    return _arrays(sends), _arrays(receives), _arrays(dyads)


@njit(cache=True)
def _arrays(changes):
    """step int32, key int64 and value float64 of a list of (step, key, value), less the first."""
    step, key = np.empty(len(changes) - 1, dtype=np.int32), np.empty(len(changes) - 1, dtype=np.int64)
    value = np.empty(len(changes) - 1)
    for c in range(1, len(changes)):
        step[c - 1], key[c - 1], value[c - 1] = changes[c]
    return step, key, value


_Holds = Callable[[int, int, int, int], bool]
# whether the candidate i -> j is the shift after a -> b
_PLAIN: dict[int, _Holds] = {
    _BA: lambda a, b, i, j: i == b and j == a,
    _BY: lambda a, b, i, j: i == b and j not in (a, b),
    _XA: lambda a, b, i, j: i not in (a, b) and j == a,
    _XB: lambda a, b, i, j: i not in (a, b) and j == b,
    _XY: lambda a, b, i, j: i not in (a, b) and j not in (a, b),
    _AY: lambda a, b, i, j: i == a and j not in (a, b),
    _AB: lambda a, b, i, j: i == a and j == b,
    _A: lambda a, b, i, j: i == a,
    _B: lambda a, b, i, j: i == b,
    _X: lambda a, b, i, j: i not in (a, b),
}


def _define(code: int) -> Callable[[Past, Options, int, int], float]:
    def define(past: Past, options: Options, i: int, j: int) -> float:
        when = max((t for t, *_ in past.events()), default=None)
        before = [(a, b) for t, a, b, _ in past.events(options.kind) if t == when]
        if not past.history.events.directed:
            before += [(b, a) for a, b in before]
            if code == _AY:
                return float(any(len({i, j} & {a, b}) == 1 for a, b in before))
        return float(any(_PLAIN[code](a, b, i, j) for a, b in before))

    return define


for _code, _name, _summary, _formula, _also in (
    (_BA, "turn_returned", "The last receiver answers the last sender.", "AB-BA: i = B, j = A", "psABBA"),
    (_BY, "turn_passed_on", "The last receiver turns to another.", "AB-BY: i = B, j ∉ {A, B}", "psABBY"),
    (_XA, "turn_to_sender", "Another turns to the last sender.", "AB-XA: i ∉ {A, B}, j = A", "psABXA"),
    (_XB, "turn_to_receiver", "Another turns to the last receiver.", "AB-XB: i ∉ {A, B}, j = B", "psABXB"),
    (_XY, "turn_of_others", "Two others follow.", "AB-XY: i, j ∉ {A, B}", "psABXY"),
    (_AY, "turn_continued", "The last sender turns to another.", "AB-AY: i = A, j ∉ {A, B}", "psABAY"),
    (_AB, "turn_repeated", "The last event again.", "AB-AB: i = A, j = B", "psABAB"),
    (_A, "turn_kept", "The last sender sends again.", "AB-A: i = A", "psABA"),
    (_B, "turn_taken", "The last receiver sends.", "AB-B: i = B", "psABB"),
    (_X, "turn_usurped", "Neither of the last two sends.", "AB-X: i ∉ {A, B}", "psABX"),
):
    _undirected = _code in (_AY, _AB)
    register(
        Effect(
            _name,
            _summary,
            f"1 where the event i → j is the shift {_formula} after any event A → B of the last time",
            _compute(_code),
            _define(_code),
            options=_READ if _code < _A else ("scaling", "kind"),
            processes=("rem", "rate") if _code >= _A else ("rem", "choice", *(["coordination"] if _undirected else [])),
            source=_SOURCE,
            also={
                f"remstats:{_also}": {},
                **({f"relevent:PSAB-{_also[4:]}": {}} if _code < _AB else {}),
            },
            one_mode=True,
            directed=not _undirected,
        )
    )
