"""Rulings and rows that come in over HTTP, each with who wrote it."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import Any

from comity.atlas.problems import Problem
from comity.atlas.site import Site
from comity.claims import Claim
from comity.errors import AmbiguousName, BadInput, UnknownParty
from comity.ledger import Ruling
from comity.ledger.exchange import read_rows
from comity.ledger.rulings import VERBS
from comity.sources.documents import Document

__all__ = ["append", "rule"]

FIELDS = ("verb", "claim", "other", "field", "value", "because")


def rule(site: Site, said: Mapping[str, str], by: str) -> Ruling:
    """Record one ruling.

    Raises
    ------
    Problem : not-allowed on the bundled record; not-found, where there is no such claim.
    BadInput : the ruling does not make sense.
    """
    _check_writable(site)
    unknown = [key for key in said if key not in FIELDS]
    if unknown:
        raise BadInput(f"a ruling has no field {unknown[0]!r:.40}", where="body", hint=f"fields: {', '.join(FIELDS)}")
    if said.get("verb") not in VERBS:
        raise BadInput(
            f"a ruling cannot say {said.get('verb')!r:.40}", where="verb", hint=f"one of: {', '.join(VERBS)}"
        )
    if not said.get("claim"):
        raise BadInput("a ruling needs the id of a claim", where="claim", hint="64 hexadecimal characters")
    for key, text in said.items():
        if len(text) > 10_000:
            raise BadInput(f"{key} has {len(text):,} characters", where=key, hint="at most 10,000")
    fields = {key: said[key] for key in ("other", "field", "value") if said.get(key)}
    try:
        return site.record.ledger.rule(said["verb"], said["claim"], by=by, because=said.get("because", ""), **fields)
    except BadInput as error:
        if error.message.startswith("there is no "):
            raise Problem("not-found", error.message, hint=error.hint) from None
        raise BadInput(error.message, where="body", hint=error.hint) from None


def append(site: Site, rows: list[dict[str, Any]], by: str) -> dict[str, Any]:
    """Append claims and documents, all or none, in the form in which a ledger exports them.

    Returns how many rows are new, how many say what an earlier one says, and the ids of all of them in their order.

    Raises
    ------
    Problem : not-allowed on the bundled record, or for a ruling among the rows.
    BadInput, BadDay, UnknownKind : a row cannot be used; ``where`` says which.
    """
    _check_writable(site)
    lines = "\n".join(json.dumps(row) for row in rows)
    try:
        found = [row for _, row, _ in read_rows(io.BytesIO(lines.encode()), "rows")]
    except UnicodeEncodeError:
        raise BadInput("a text holds half a character (a lone surrogate)", where="rows") from None
    except (UnknownParty, AmbiguousName) as error:
        raise BadInput(error.message, where=error.where, hint=error.hint) from None
    if any(not isinstance(row, (Claim, Document)) for row in found):
        raise Problem("not-allowed", "rulings are not appended as rows", hint="POST /api/rulings")
    done = site.record.ledger.append(found, by=by)
    return {"new": done.new, "known": done.known, "ids": [row.id for row in found]}


def _check_writable(site: Site) -> None:
    if not site.is_open_to_writing:
        raise Problem(
            "not-allowed", "the bundled record cannot be written to",
            hint="`comity ledger init acts.db`, then `comity serve --ledger acts.db`",
        )  # fmt: skip
