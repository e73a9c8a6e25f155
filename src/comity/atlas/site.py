"""Site: a record as the atlas reads it, with what the pages share computed once for each state of the ledger."""

from __future__ import annotations

import contextlib
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, TypeVar

import comity
from comity.atlas.problems import Problem
from comity.days import Day
from comity.errors import BadDay, BadInput, ComityError, UnknownParty
from comity.ledger import Act, Head
from comity.ledger.acts import COUNTINGS
from comity.polities import registry
from comity.record import COVERED_TO, Record
from comity.record.record import today
from comity.standing import Brief, Standing, View, standing
from comity.standing.spells import IMPLIED

__all__ = ["Policy", "Site"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Policy:
    """The day asked about, and how the ledger is read: the words that every view of a record takes."""

    on: str = ""
    recorded_by: str = ""
    counting: str = "documented"
    checked: bool = False
    implied: str = "relations"

    def check(self) -> Policy:
        """The same policy, or BadInput or BadDay naming the parameter that cannot be used."""
        for name in ("on", "recorded_by"):
            text = getattr(self, name)
            try:
                if text:
                    Day.parse(text)
            except BadDay as error:
                error.where = name
                raise
        for name, allowed in (("counting", COUNTINGS), ("implied", IMPLIED)):
            if getattr(self, name) not in allowed:
                raise BadInput(
                    f"{name} cannot be {getattr(self, name)!r:.60}", where=name, hint=f"one of: {', '.join(allowed)}"
                )
        return self

    @property
    def day(self) -> Day:
        """The day asked about; today where none is given."""
        return Day.parse(self.on) if self.on else today()

    def changes(self) -> dict[str, str]:
        """What is not the default, without the day, as a query."""
        found = {}
        if self.recorded_by:
            found["recorded_by"] = self.recorded_by
        if self.counting != "documented":
            found["counting"] = self.counting
        if self.checked:
            found["checked"] = "true"
        if self.implied != "relations":
            found["implied"] = self.implied
        return found


class Kept:
    """The most recently used values, up to a number of them; safe to use from several threads."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._rows: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Any:
        """The value, or None."""
        with self._lock:
            if key in self._rows:
                self._rows.move_to_end(key)
                return self._rows[key]
        return None

    def put(self, key: Hashable, value: Any) -> None:
        """Keep a value."""
        with self._lock:
            self._rows[key] = value
            self._rows.move_to_end(key)
            while len(self._rows) > self.most:
                self._rows.popitem(last=False)


class Site:
    """A record with its caches. Whatever is kept is kept by the head of the ledger it was computed at."""

    def __init__(self, record: Record, *, title: str = "comity") -> None:
        self.record = record
        self.title = title
        # Nothing else can write to the bundled record, and its one connection serves one thread at a time.
        self._head = record.ledger.head() if record.is_bundled else None
        self._kept = Kept(256)
        self._computing = threading.RLock()

    def warm(self) -> None:
        """Compute what the first page needs, so that its first reader does not wait for it."""
        with contextlib.suppress(ComityError):
            self.standing(self.default_case(Policy()), Policy())

    def head(self) -> Head:
        """How far the ledger goes now."""
        return self._head or self.record.ledger.head()

    @property
    def is_open_to_writing(self) -> bool:
        """Whether rows can be appended: not to the bundled record, which is gone with the process."""
        return not self.record.is_bundled

    @property
    def covered_to(self) -> str:
        """The month after which the bundled record holds nothing; empty for a ledger, which does not say."""
        return COVERED_TO.text if self.record.is_bundled else ""

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """``make()``, or what it gave before at this head."""
        whole = (self.head(), key)
        found = self._kept.get(whole)
        if found is None:
            # One at a time: two threads would compute the same, and the interpreter runs one of them anyway.
            with self._computing:
                found = self._kept.get(whole)
                if found is None:
                    found = make()
                    self._kept.put(whole, found)
        return found

    def reading(self, make: Callable[[], T]) -> T:
        """``make()``, alone where the ledger has one connection only."""
        if self._head is None:
            return make()
        with self._computing:
            return make()

    def view(self, policy: Policy) -> View:
        """The ledger under a policy."""
        words = (policy.recorded_by, policy.counting, policy.checked, policy.implied)
        return self.once(
            ("view", words),
            lambda: self.record.view(
                recorded_by=policy.recorded_by or None,
                counting=policy.counting,
                checked=policy.checked,
                implied=policy.implied,
            ),
        )

    def case(self, code: str) -> str:
        """The code of a party, as it is written.

        Raises
        ------
        Problem : not-found, with the nearest.
        """
        if code in registry():
            return code
        try:
            found = registry().resolve(code)
        except UnknownParty as error:
            raise Problem("not-found", error.message, hint=error.hint) from None
        raise Problem("not-found", f"no party has the code {code!r:.80}", hint=f"did you mean {found}?")

    def standing(self, case: str, policy: Policy) -> Standing:
        """The standing of a case on the policy's day.

        Raises
        ------
        Problem : not-found, where the ledger tells nothing of its recognition under this policy.
        """
        code = self.case(case)
        view = self.view(policy)
        told = self.once(("told", code, repr(policy.changes())), lambda: [_is_case(view, code)])[0]
        if not told:
            raise Problem(
                "not-found",
                f"the ledger, read in this way, holds nothing about recognition of {registry().label(code)} ({code})",
                hint=f"see /cases for what it tells of, or /party/{code} for what this party itself recognises",
            )
        key = ("standing", code, policy.day.text, repr(policy.changes()))
        return self.once(key, lambda: standing(view, code, policy.day))

    def brief(self, case: str, policy: Policy) -> Brief:
        """The brief on a case on the policy's day; raises as ``standing``."""
        code = self.standing(case, policy).case
        words = {
            "recorded_by": policy.recorded_by or None, "counting": policy.counting, "checked": policy.checked,
            "implied": policy.implied,
        }  # fmt: skip
        key = ("brief", code, policy.day.text, repr(policy.changes()))
        return self.once(key, lambda: self.record.brief(code, policy.day, **words))

    def acts(self, policy: Policy, **asked: Any) -> list[Act]:
        """Acts under a policy, implied ones included unless it counts none; up to its day where it names one."""
        return self.reading(
            lambda: list(
                self.record.ledger.acts(
                    on=policy.on or None,
                    recorded_by=policy.recorded_by or None,
                    counting=policy.counting,
                    checked=policy.checked,
                    implied=policy.implied != "none",
                    **asked,
                )
            )
        )

    def act(self, id_: str, recorded_by: str = "") -> Act:
        """The act of that id, whatever the counting leaves out.

        Raises
        ------
        Problem : not-found.
        """
        for act in self._by_id(recorded_by).get(id_, ()):
            return act
        known = f" as known at the end of {recorded_by}" if recorded_by else ""
        raise Problem("not-found", f"there is no act {id_!r:.200}{known}", hint="search for its parties")

    def acts_resting_on(self, claim: str, recorded_by: str = "") -> list[Act]:
        """The acts that a claim supports or contradicts, and those these imply, as known by a day."""
        return [act for act in self.every_act(recorded_by) if claim in act.support or claim in act.contradicted_by]

    def _by_id(self, recorded_by: str) -> dict[str, list[Act]]:
        def make() -> dict[str, list[Act]]:
            found: dict[str, list[Act]] = {}
            for act in self.every_act(recorded_by):
                found.setdefault(act.id, []).append(act)
            return found

        return self.once(("by id", recorded_by), make)

    def every_act(self, recorded_by: str = "") -> list[Act]:
        """Every act, whatever the counting leaves out, and those that others imply."""
        return self.once(
            ("all", recorded_by),
            lambda: list(self.record.ledger.acts(recorded_by=recorded_by or None, counting="claimed", implied=True)),
        )

    def default_case(self, policy: Policy) -> str:
        """The case shown where none is asked for: that of which the ledger holds the most acts."""
        cases = self.cases(policy)
        if not cases:
            raise Problem(
                "not-found", "the ledger holds no act of recognition, read in this way", hint="`comity ledger append`"
            )
        return max(cases, key=lambda row: (row["acts"], row["case"]))["case"]

    def cases(self, policy: Policy) -> list[dict[str, Any]]:
        """Every case as one JSON object."""
        key = ("cases", repr(policy.changes()))
        words = {
            "recorded_by": policy.recorded_by or None, "counting": policy.counting, "checked": policy.checked,
            "implied": policy.implied,
        }  # fmt: skip
        return self.once(key, lambda: self.record.cases(**words).to_dicts())

    def etag(self, *words: str) -> str:
        """A tag that changes with the ledger, the day, the version and the words."""
        head = self.head()
        text = "\n".join([comity.__version__, head.id, today().text, *words])
        return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def _is_case(view: View, code: str) -> bool:
    """Whether somebody is said to have recognised, refused or received the party."""
    acts = (*view.acts(code), *view.unresolved(code))
    return code in view.cases or any(act.receiver == code and not act.implied_by for act in acts)
