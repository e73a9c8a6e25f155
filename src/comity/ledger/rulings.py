"""Ruling: a recorded human decision about claims."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from comity.claims import Claim, check_text, digest
from comity.codebook import LEVELS, MODES, POLARITIES, kind
from comity.days import Day
from comity.errors import BadDay, BadInput

__all__ = ["CORRECTABLE", "VERBS", "Ruling", "corrected", "in_force"]

VERBS = {
    "accept": "the claim says what its document says, and may be relied on",
    "reject": "the claim is not what its document says, or is not to be relied on; it counts no more",
    "withdraw": "the claim was put in by mistake; it counts no more",
    "same-act": "both claims are about one act",
    "not-same-act": "the two claims are about different acts",
    "correct": "a field of the claim should read otherwise",
    "undo": "an earlier ruling no longer holds",
}
"""What a ruling may say, and what it means."""

CORRECTABLE = (
    "kind", "sender", "receiver", "happened", "mode", "polarity", "attributed_to", "level", "condition", "checked",
)  # fmt: skip
"""Fields of a claim that a ruling may correct."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """A recorded decision about one claim, or about two: who decided, what, and why. When is the ledger's to say."""

    verb: str
    """One of ``VERBS``."""
    claim: str
    """Id of the claim ruled on; for ``undo``, id of the ruling that no longer holds."""
    other: str = ""
    """Id of the second claim, for ``same-act`` and ``not-same-act``."""
    field: str = ""
    """The field corrected, for ``correct``."""
    value: str = ""
    """What it should read, for ``correct``; as text, ``true`` or ``false`` for ``checked``."""
    because: str = ""
    by: str = ""
    """Who decided: a name, an account, an office."""
    after: str = ""
    """Id of the ruling on the same claim that this one follows; makes the same decision, taken again, a new row."""

    @property
    def id(self) -> str:
        """A hash of what it says: the same decision by the same hand has one id."""
        return digest(dataclasses.asdict(self))

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object, id first."""
        return {"id": self.id, **dataclasses.asdict(self)}

    @staticmethod
    def from_dict(row: dict[str, Any], *, where: str = "") -> Ruling:
        """The ruling that ``to_dict`` wrote.

        Raises
        ------
        BadInput : a field is unknown, missing or not text, or the ruling does not make sense.
        """
        names = [field.name for field in dataclasses.fields(Ruling)]
        given = {key: value for key, value in row.items() if key != "id"}
        for key, value in given.items():
            if key not in names:
                raise BadInput(f"a ruling has no field {key!r}", where=where, hint=f"fields: {', '.join(names)}")
            if not isinstance(value, str):
                raise BadInput(f"{key} must be text, not {value!r:.60}", where=where)
        for key in ("verb", "claim"):
            if not given.get(key):
                raise BadInput(f"a ruling needs the field {key!r}", where=where)
        ruling = Ruling(**given)
        ruling.check(where=where)
        if row.get("id") not in (None, "", ruling.id):
            raise BadInput("the id is not that of what the ruling says", where=where, hint="leave `id` out")
        return ruling

    def check(self, *, where: str = "") -> None:
        """Raise BadInput unless the fields fit the verb."""
        for field in dataclasses.fields(self):
            check_text(field.name, getattr(self, field.name), where=where)
        if self.verb not in VERBS:
            raise BadInput(f"a ruling cannot say {self.verb!r}", where=where, hint=f"one of: {', '.join(VERBS)}")
        if self.verb in ("same-act", "not-same-act"):
            if not self.other or self.other == self.claim:
                raise BadInput(f"{self.verb} needs two different claims", where=where, hint="give the second id")
        elif self.other:
            raise BadInput(f"{self.verb} is about one claim", where=where)
        if self.verb == "correct":
            check_correction(self.field, self.value, where=where)
        elif self.field or self.value:
            raise BadInput(f"{self.verb} corrects no field", where=where, hint="use the verb `correct`")


def check_correction(field: str, value: str, *, where: str = "") -> None:
    """Raise unless ``value`` is something that ``field`` of a claim may read."""
    if field not in CORRECTABLE:
        raise BadInput(f"{field!r} cannot be corrected", where=where, hint=f"one of: {', '.join(CORRECTABLE)}")
    allowed = {"mode": MODES, "polarity": POLARITIES, "level": ("", *LEVELS), "checked": ("true", "false")}
    if field == "kind":
        kind(value, where=where)
    elif field == "happened" and value:
        try:
            Day.parse(value)
        except BadDay as error:
            error.where = error.where or where
            raise
    elif field in allowed and value not in allowed[field]:
        raise BadInput(f"{field} cannot be {value!r}", where=where, hint=f"one of: {', '.join(allowed[field])}")


def in_force(rulings: Sequence[Ruling]) -> list[Ruling]:
    """The rulings that still hold, in their order; an undoing may be undone in turn."""
    undone_by: dict[str, list[str]] = defaultdict(list)
    for ruling in rulings:
        if ruling.verb == "undo":
            undone_by[ruling.claim].append(ruling.id)
    if not undone_by:
        return list(rulings)
    ids = [ruling.id for ruling in rulings]
    holds: dict[str, bool] = {}
    # An undoing names the ruling by its hash, so no chain of them comes back to its beginning; it may be long.
    waiting = list(ids)
    while waiting:
        unknown = [undo for undo in undone_by.get(waiting[-1], ()) if undo not in holds]
        if unknown:
            waiting += unknown
        else:
            id_ = waiting.pop()
            holds[id_] = not any(holds[undo] for undo in undone_by.get(id_, ()))
    return [ruling for ruling, id_ in zip(rulings, ids, strict=True) if holds[id_]]


def corrected(claim: Claim, corrections: dict[str, str]) -> Claim:
    """The claim with its fields as the rulings say they should read. Its id stays that of what was read."""
    changes: dict[str, Any] = dict(corrections)
    if "happened" in changes:
        changes["happened"] = Day.parse(changes["happened"]) if changes["happened"] else None
    if "checked" in changes:
        changes["checked"] = changes["checked"] == "true"
    return dataclasses.replace(claim, **changes)
