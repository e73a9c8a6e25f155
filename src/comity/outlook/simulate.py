"""Simulate: futures of a case and its rivals, with every statistic updated as events fall.

Each state has, towards each case and in each process, a clock of its own: an exponential threshold that the integral
of its rate has to reach (the time-change representation of a counting process). The clocks of a future depend on the
seed and the number of the future only. So two scenarios with one seed share their luck state by state, which is what
makes their difference precise, and it is nothing to a future how many others there are, or on which core they run.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field

import numpy as np
from numba import njit

from comity.outlook.draws import RecognitionHistory
from comity.outlook.estimate import Estimate
from comity.outlook.panel import era_of
from comity.outlook.specification import ProcessSpec, Specification
from comity.outlook.statistics import Moment, Tracker, columns, faded
from comity.outlook.world import World

__all__ = ["Futures", "Phase", "Start", "draw_parameters", "log_rates", "simulate", "start"]

STATIC, COUNT, SHARE, RECENT, GONE, SHARE_OF, AGAINST, RIVAL, AGAIN, SINCE = range(10)
_CODES = {
    "recognisers": COUNT, "share": SHARE, "recent": RECENT, "withdrawals": GONE, "share_of": SHARE_OF,
    "against": AGAINST, "rival": RIVAL, "again": AGAIN, "since": SINCE,
}  # fmt: skip
_TRANSFORMS = {"": 0, "log1p": 1, "sqrt": 2}
RECOGNISED, WITHDREW, LAPSED = 0, 1, 2
_QUARTER = 91.0
_YEAR = 365.25
"""Days after which a case has another frailty of the year; calendar years would begin in the middle of a horizon."""
_BATCH = 500
"""Futures that are simulated in one call, so that progress can be told and memory stays small."""


@dataclass(frozen=True, slots=True, eq=False)
class Phase:
    """What holds from a day of the futures on; what else a start says stays.

    day : days from the start.   allowed, x, networks : as in ``Start``.
    extra : float64 (2, G, n), events a year that are added to the rates of the two processes.
    """

    day: float
    allowed: np.ndarray
    extra: np.ndarray
    x: tuple[np.ndarray, np.ndarray]
    networks: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class Start:
    """Everything that a simulation begins with: a group of cases that exclude each other, on a day.

    group : case indices (G,).   day, horizon : ordinal day and days.
    recognises, withdrew, had : bool (G, n).   since : float64 (G, n).   open : bool (G, n), in being and not its own.
    allowed : float64 (2, G, n), multiplies the rates of the two processes: 0 forbids.
    x : float64 (2, G, n, p), statistics at the start, padded with 0 columns to the longer process.
    networks : float64 (m, n, n).   forced : float64 (k, 4): days from the start, group place, state, kind; by day.
    exclusive : bool (n,), states that let a case lapse when they recognise its rival.
    later : phases that follow, by day.
    """

    spec: Specification
    history: RecognitionHistory
    group: tuple[int, ...]
    day: float
    horizon: float
    recognises: np.ndarray
    withdrew: np.ndarray
    had: np.ndarray
    since: np.ndarray
    begun: tuple[tuple[float, ...], ...]
    ended: tuple[tuple[float, ...], ...]
    open: np.ndarray
    allowed: np.ndarray
    x: tuple[np.ndarray, np.ndarray]
    networks: np.ndarray
    forced: np.ndarray
    opened: tuple[float, ...]
    exclusive: np.ndarray
    later: tuple[Phase, ...] = field(default=())

    @property
    def phases(self) -> tuple[Phase, ...]:
        """From the start on, and what follows."""
        return (Phase(0.0, self.allowed, np.zeros_like(self.allowed), self.x, self.networks), *self.later)

    def risk(self, process: int) -> np.ndarray:
        """bool (G, n): who can recognise (0) or withdraw (1) at the start."""
        return self.open & (~self.recognises if process == 0 else self.recognises)


def start(
    spec: Specification,
    world: World,
    history: RecognitionHistory,
    case: int,
    day: float,
    horizon: float,
    *,
    tracker: Tracker | None = None,
    moment: Moment | None = None,
) -> Start:
    """A case and its rivals on a day, with what happened before it.

    ``tracker`` and ``moment`` may be handed in where several cases begin on one day.
    """
    tracker = tracker or Tracker.of(history, day)
    moment = moment or Moment.at(spec, world.snapshot(day), tracker)
    group = (case, *(r for r in history.rivals[case] if history.window(r, day) is not None))
    n = world.n
    open_ = np.tile(moment.world.present, (len(group), 1))
    for g, j in enumerate(group):
        if history.own[j] >= 0:
            open_[g, history.own[j]] = False
    x = tuple(
        np.stack([columns(process, history, tracker, moment, j, day) for j in group]) for process in spec.processes
    )
    networks = (
        np.stack([moment.networks[name] for name in spec.network_names]) if spec.networks else np.zeros((0, n, n))
    )
    opened = []
    for j in group:
        window = history.window(j, day)
        opened.append(window[0] if window else day)
    at = list(group)
    return Start(
        spec, history, group, day, horizon, tracker.recognises[at].copy(), tracker.withdrew[at].copy(),
        tracker.had[at].copy(), tracker.since[at].copy(), tuple(tuple(tracker.begun[j]) for j in group),
        tuple(tuple(tracker.ended[j]) for j in group), open_, np.ones((2, len(group), n)), (x[0], x[1]), networks,
        np.zeros((0, 4)), tuple(opened), np.ones(n, dtype=bool),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Futures:
    """What happened in each future.

    when : float32 (F, G, n, 3): days from the start to the first recognition, withdrawal and lapse; inf for none.
    probability : float64 (2, G, n): of recognition and withdrawal by each state, as the mean over futures of what its
        clock ran (a clock runs, on average, as far as its event is likely: the compensator of the event). Its error is
        far below that of counting futures where events are rare. What is forced is no part of it.
    batches : float64 (B, 2, G, n), the same by batch; one draw of the parameters each where they share one.
    """

    start: Start
    when: np.ndarray
    probability: np.ndarray
    batches: np.ndarray

    @property
    def n(self) -> int:
        """The number of futures."""
        return int(self.when.shape[0])

    def acted(self, kind: int = RECOGNISED, place: int = 0, within: float | None = None) -> np.ndarray:
        """bool (F, n): whether each state did so within so many days."""
        limit = self.start.horizon if within is None else within
        return np.asarray(self.when[:, place, :, kind] <= limit)


def draw_parameters(estimate: Estimate, rng: np.random.Generator, size: int, *, spread: bool = True) -> np.ndarray:
    """float64 (size, q): parameters drawn from a normal around their mean; without ``spread``, the mode repeated."""
    if not spread:
        return np.tile(estimate.mean, (size, 1))
    root = np.linalg.cholesky(estimate.covariance + 1e-10 * np.eye(estimate.mean.size))
    return np.asarray(estimate.mean + estimate.shift + rng.standard_normal((size, estimate.mean.size)) @ root.T)


def simulate(
    begin: Start,
    estimates: tuple[Estimate, Estimate | None],
    *,
    futures: int,
    seed: int = 1,
    spread: bool = True,
    parameters: tuple[np.ndarray, np.ndarray | None] | None = None,
    together: int = 1,
    executor: Executor | None = None,
) -> Futures:
    """Futures of a start.

    Parameters
    ----------
    estimates  : of recognition and of withdrawal; None for a history that tells of no withdrawals: none then happen.
    spread     : whether parameters are drawn anew in each future.
    parameters : (F, q) parameters at hand, for several cases that share them.
    together   : futures in a row that share a draw of the parameters; they are a batch where it is above 1.
    executor   : where the batches run; any number of workers gives the same futures.
    """
    G = len(begin.group)
    rng = np.random.default_rng([seed, 1])
    if parameters is None:
        row = np.arange(futures) // together
        first = draw_parameters(estimates[0], rng, row[-1] + 1, spread=spread)[row]
        other = estimates[1]
        second = None if other is None else draw_parameters(other, rng, row[-1] + 1, spread=spread)[row]
        parameters = (first, second)
    luck = np.random.default_rng([seed, 2, begin.group[0]])
    years = int(np.ceil(begin.horizon / _YEAR))
    noise = np.zeros((futures, G, years, 2))
    for k, estimate in enumerate(estimates):
        spread_ = 0.0 if estimate is None else estimate.variance.get("case_year", 0.0)
        if spread_ > 0:
            noise[..., k] = np.log(np.maximum(luck.gamma(1.0 / spread_, spread_, (futures, G, years)), 1e-12))
    streams = np.random.SeedSequence([seed, 3, begin.group[0]]).generate_state(futures).astype(np.uint32)
    marks = _marks(begin)
    size = together if together > 1 else _BATCH
    batches = [np.arange(a, min(a + size, futures)) for a in range(0, futures, size)]
    first_, second_ = parameters
    jobs = [
        (
            begin, estimates, (first_[rows], None if second_ is None else second_[rows]), noise[rows], streams[rows],
            marks,
        )
        for rows in batches
    ]  # fmt: skip
    if executor is None:
        done = [_batch(*job) for job in jobs]
    else:
        done = list(executor.map(_batch, *zip(*jobs, strict=True)))
    when = np.concatenate([part[0] for part in done])
    probability = sum(part[1] for part in done) / futures
    each = np.stack([part[1] / rows.size for part, rows in zip(done, batches, strict=True)])
    return Futures(begin, when, np.minimum(probability, 1.0), np.minimum(each, 1.0))


def _marks(begin: Start) -> np.ndarray:
    """Days from the start on which rates are read anew although nothing happened."""
    marks = set(np.arange(_QUARTER, begin.horizon, _QUARTER).tolist()) | {0.0, float(begin.horizon)}
    marks.update(np.arange(_YEAR, begin.horizon, _YEAR).tolist())
    marks.update(phase.day for phase in begin.later if 0 < phase.day < begin.horizon)
    for opened in begin.opened:
        for process in begin.spec.processes:
            marks.update(
                opened + step - begin.day for step in process.baseline if 0 < opened + step - begin.day < begin.horizon
            )
    return np.array(sorted(marks))


def _step(begin: Start, process: ProcessSpec, g: int, day: float) -> int:
    return int(np.searchsorted(process.baseline, begin.day + day - begin.opened[g], side="right")) - 1


def _base(begin: Start, x: np.ndarray, estimate: Estimate, b: np.ndarray) -> np.ndarray:
    """float64 (F, G, n), the part of the log rates that events do not move; of statistics ``x`` (G, n, p)."""
    process = estimate.process
    fixed = np.array([_CODES.get(e.name, STATIC) == STATIC for e in process.effects])
    effects = b[:, estimate.effects]
    out: np.ndarray = np.einsum("fp,gnp->fgn", effects[:, fixed], x[:, :, fixed], optimize=True)
    for group, (first, size) in estimate.offsets.items():
        part = b[:, first : first + size]
        if group == "state":
            out += part[:, None, :]
        elif group == "case":
            out += part[:, list(begin.group)][:, :, None]
        else:
            out += part[:, era_of(begin.day)][:, None, None]
    return out


def log_rates(begin: Start, k: int, estimate: Estimate, rng: np.random.Generator, size: int) -> np.ndarray:
    """float64 (size, n): log rates a year of the case at the start, under drawn parameters."""
    b = draw_parameters(estimate, rng, size)
    base, step = _base(begin, begin.x[k], estimate, b), b[:, : estimate.p_steps]
    moving = np.array([_CODES.get(e.name, STATIC) != STATIC for e in estimate.process.effects])
    eta = base[:, 0] + step[:, [_step(begin, estimate.process, 0, 0.0)]]
    eta += b[:, estimate.effects][:, moving] @ begin.x[k][0][:, moving].T
    return np.asarray(eta)


def _batch(
    begin: Start,
    estimates: tuple[Estimate, Estimate | None],
    parameters: tuple[np.ndarray, np.ndarray | None],
    noise: np.ndarray,
    streams: np.ndarray,
    marks: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    F, (G, n) = noise.shape[0], begin.open.shape
    history, spec, phases = begin.history, begin.spec, begin.phases
    bases, steps, betas, tables = [], [], [], []
    year = (marks[:-1] // _YEAR).astype(int)
    lives: list[float] = sorted(
        {e.half_life_days for p in spec.processes for e in p.effects if e.name in ("recent", "withdrawals")}
    ) or [1.0]
    for k, (process, estimate, b) in enumerate(zip(spec.processes, estimates, parameters, strict=True)):
        table = [
            (_CODES[e.name], _argument(e.network, e.half_life_days, spec, lives), _TRANSFORMS[e.transform])
            for e in process.effects
            if e.name in _CODES
        ]
        moving = [i for i, e in enumerate(process.effects) if e.name in _CODES]
        tables.append(np.array(table, dtype=np.int64).reshape(-1, 3))
        if estimate is None or b is None:
            bases.append(np.full((len(phases), F, G, n), -np.inf))
            steps.append(np.zeros((F, G, marks.size - 1)))
            betas.append(np.zeros((F, len(moving))))
            continue
        base = np.stack([_base(begin, phase.x[k], estimate, b) for phase in phases])
        with np.errstate(divide="ignore"):
            base += np.log(np.stack([phase.allowed[k] for phase in phases]))[:, None]
        bases.append(np.ascontiguousarray(base))
        place = [[_step(begin, process, g, float(m)) for m in marks[:-1]] for g in range(G)]
        steps.append(np.ascontiguousarray(b[:, place] + noise[:, :, year, k]))
        betas.append(np.ascontiguousarray(b[:, estimate.effects][:, moving]))
    exclude = np.array([[b in history.rivals[a] for b in begin.group] for a in begin.group], dtype=np.bool_)
    begun = np.array([[faded(days, begin.day, life) for life in lives] for days in begin.begun])
    ended = np.array([[faded(days, begin.day, life) for life in lives] for days in begin.ended])
    when = np.full((F, G, n, 3), np.inf, dtype=np.float32)
    spent = np.zeros((2, G, n))
    _run(
        streams, marks, bases[0], bases[1], steps[0], steps[1], betas[0], betas[1], tables[0], tables[1],
        np.array([phase.day for phase in phases]), np.stack([phase.extra for phase in phases]),
        np.stack([phase.networks for phase in phases]), begin.open, begin.recognises, begin.withdrew, begin.had,
        np.maximum(begin.day - begin.since, 0.0), begun, ended, np.array(lives), exclude, begin.exclusive, begin.forced,
        when, spent,
    )  # fmt: skip
    return when, spent


def _argument(network: str, life: float, spec: Specification, lives: Sequence[float]) -> int:
    if network:
        return spec.network_names.index(network)
    return lives.index(life) if life in lives else 0


@njit(cache=True, nogil=True)
def _scaled(x, transform):
    if transform == 1:
        return np.log1p(x)
    if transform == 2:
        return np.sqrt(x)
    return x


@njit(cache=True, nogil=True)
def _flags(g, i, rec, wd, had, exclude, flag):
    """flag[0..3, g, i]: recognises, stands against, recognises a rival, did before."""
    rival = False
    for h in range(rec.shape[0]):
        if exclude[g, h] and rec[h, i]:
            rival = True
    flag[0, g, i] = rec[g, i]
    flag[1, g, i] = (wd[g, i] or rival) and not rec[g, i]
    flag[2, g, i] = rival
    flag[3, g, i] = had[g, i] and not rec[g, i]


@njit(cache=True, nogil=True)
def _moved(i, rec, wd, had, exclude, W, open_, flag, num):
    """Bring flags and network sums up to date after state i moved.

    num : float64 (2, m, G, n): by role (for, against), network, case and state, the weight of partners in that role
    """
    for g in range(rec.shape[0]):
        a, b = flag[0, g, i], flag[1, g, i]
        _flags(g, i, rec, wd, had, exclude, flag)
        if not open_[g, i]:
            continue
        for role in range(2):
            old = a if role == 0 else b
            new = flag[role, g, i]
            if old != new:
                sign = 1.0 if new else -1.0
                for m in range(W.shape[0]):
                    for j in range(rec.shape[1]):
                        num[role, m, g, j] += sign * W[m, j, i]


@njit(cache=True, nogil=True)
def _sums(W, open_, flag, num):
    """num : float64 (2, m, G, n), overwritten: by role, network, case, state, the weight of partners in that role."""
    num[:] = 0.0
    for g in range(open_.shape[0]):
        for i in range(open_.shape[1]):
            for role in range(2):
                if open_[g, i] and flag[role, g, i]:
                    for m in range(W.shape[0]):
                        for j in range(open_.shape[1]):
                            num[role, m, g, j] += W[m, j, i]


@njit(cache=True, nogil=True)
def _run(
    streams, marks, base1, base2, step1, step2, beta1, beta2, table1, table2, phase_day, extra, nets,
    open_, rec0, wd0, had0, age0, begun0, ended0, lives, exclude, exclusive, forced, when, spent,
):  # fmt: skip
    """when[f, g, i, kind] = day of the first recognition, withdrawal and lapse in each future.

    streams : uint32 (F,)    marks : float64 (S + 1,)    base : float64 (P, F, G, n)    step : float64 (F, G, S)
    beta : float64 (F, k)    table : int64 (k, 3), code, argument, transform
    phase_day : float64 (P,), non-decreasing, each a mark    extra : float64 (P, 2, G, n)    nets : float64 (P, m, n, n)
    rec0, wd0, had0, open_ : bool (G, n)    age0 : float64 (G, n), days since recognition
    begun0, ended0 : float64 (G, h)    lives : float64 (h,)    exclude : bool (G, G)    exclusive : bool (n,)
    forced : float64 (q, 4), by day
    when : float32 (F, G, n, 3), overwritten where something happens    spent : float64 (2, G, n), added to
    """
    P, F, G, n = base1.shape
    M = nets.shape[1]
    den = np.zeros((P, M, G, n))
    num0 = np.zeros((2, M, G, n))
    flag0 = np.zeros((4, G, n), dtype=np.bool_)
    others = np.zeros(G)
    for g in range(G):
        for i in range(n):
            _flags(g, i, rec0, wd0, had0, exclude, flag0)
            if open_[g, i]:
                others[g] += 1.0
                for p in range(P):
                    for m in range(M):
                        for j in range(n):
                            den[p, m, g, j] += nets[p, m, j, i]
    _sums(nets[0], open_, flag0, num0)
    rate = np.zeros((2, G, n))
    clock = np.zeros((2, G, n))
    for f in range(F):
        np.random.seed(streams[f])
        for k in range(2):
            for g in range(G):
                for i in range(n):
                    clock[k, g, i] = np.random.exponential(1.0)
        rec, wd, had, flag, num = rec0.copy(), wd0.copy(), had0.copy(), flag0.copy(), num0.copy()
        age = age0.copy()
        begun, ended = begun0.copy(), ended0.copy()
        now = 0.0
        q = 0
        p = 0
        for s in range(marks.size - 1):
            end = marks[s + 1]
            before = p
            while p + 1 < P and phase_day[p + 1] <= marks[s]:
                p += 1
            if p != before:
                _sums(nets[p], open_, flag, num)
            while now < end:
                for g in range(G):
                    count = 0.0
                    for i in range(n):
                        if open_[g, i] and rec[g, i]:
                            count += 1.0
                    for k in range(2):
                        table = table1 if k == 0 else table2
                        whole = step1[f, g, s] if k == 0 else step2[f, g, s]
                        for c in range(table.shape[0]):
                            b = beta1[f, c] if k == 0 else beta2[f, c]
                            code = table[c, 0]
                            if code == 1:
                                whole += b * _scaled(count, table[c, 2])
                            elif code == 2:
                                whole += b * count / max(others[g], 1.0)
                            elif code == 3:
                                whole += b * np.log1p(begun[g, table[c, 1]])
                            elif code == 4:
                                whole += b * np.log1p(ended[g, table[c, 1]])
                        for i in range(n):
                            rate[k, g, i] = 0.0
                            if not open_[g, i] or rec[g, i] != (k == 1) or clock[k, g, i] == np.inf:
                                continue
                            eta = whole + (base1[p, f, g, i] if k == 0 else base2[p, f, g, i])
                            if eta == -np.inf:
                                continue
                            for c in range(table.shape[0]):
                                b = beta1[f, c] if k == 0 else beta2[f, c]
                                code = table[c, 0]
                                m = table[c, 1]
                                if code == 5 and den[p, m, g, i] > 1e-12:
                                    eta += b * num[0, m, g, i] / den[p, m, g, i]
                                elif code == 6 and den[p, m, g, i] > 1e-12:
                                    eta += b * num[1, m, g, i] / den[p, m, g, i]
                                elif (code == 7 and flag[2, g, i]) or (code == 8 and flag[3, g, i]):
                                    eta += b
                                elif code == 9 and rec[g, i]:
                                    eta += b * _scaled((age[g, i] + now) / 365.25, table[c, 2])
                            rate[k, g, i] = (np.exp(min(eta, 15.0)) + extra[p, k, g, i]) / 365.25
                wait, first_k, first_g, first_i = end - now, -1, -1, -1
                for k in range(2):
                    for g in range(G):
                        for i in range(n):
                            if rate[k, g, i] > 0.0 and clock[k, g, i] < wait * rate[k, g, i]:
                                wait = clock[k, g, i] / rate[k, g, i]
                                first_k, first_g, first_i = k, g, i
                if q < forced.shape[0] and forced[q, 0] - now <= wait:
                    wait = max(forced[q, 0] - now, 0.0)
                    first_k, first_g, first_i = int(forced[q, 3]), int(forced[q, 1]), int(forced[q, 2])
                    q += 1
                for k in range(2):
                    for g in range(G):
                        for i in range(n):
                            if rate[k, g, i] > 0.0:
                                used = min(wait * rate[k, g, i], clock[k, g, i])
                                clock[k, g, i] -= used
                                spent[k, g, i] += used
                now += wait
                for g in range(G):
                    for h in range(lives.size):
                        fade = 0.5 ** (wait / lives[h])
                        begun[g, h] *= fade
                        ended[g, h] *= fade
                if first_k < 0:
                    now = end
                    break
                g, i = first_g, first_i
                clock[first_k, g, i] = np.inf
                if first_k == 0 and not rec[g, i]:
                    rec[g, i] = True
                    wd[g, i] = False
                    had[g, i] = True
                    age[g, i] = -now
                    if when[f, g, i, 0] == np.inf:
                        when[f, g, i, 0] = now
                    for h in range(lives.size):
                        begun[g, h] += 1.0
                    for other in range(G):
                        if exclude[g, other] and exclusive[i] and rec[other, i]:
                            rec[other, i] = False
                            if when[f, other, i, 2] == np.inf:
                                when[f, other, i, 2] = now
                elif first_k == 1 and rec[g, i]:
                    rec[g, i] = False
                    wd[g, i] = True
                    if when[f, g, i, 1] == np.inf:
                        when[f, g, i, 1] = now
                    for h in range(lives.size):
                        ended[g, h] += 1.0
                _moved(i, rec, wd, had, exclude, nets[p], open_, flag, num)
