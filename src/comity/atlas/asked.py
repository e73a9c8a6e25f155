"""Asked: what many addresses take as query parameters: the policy of a view, and the part and form of a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query

from comity.atlas.site import Policy

__all__ = ["Asked", "AskedPart", "Part", "part_of", "policy_of"]


def policy_of(
    on: Annotated[
        str, Query(description="The day asked about, in EDTF; today.", max_length=80, examples=["2011-10-11"])
    ] = "",
    recorded_by: Annotated[
        str, Query(description="As the ledger stood at the end of this day.", max_length=80, examples=["2026-11-23"])
    ] = "",
    counting: Annotated[
        str, Query(description="`documented` or `claimed`.", max_length=20, examples=["documented"])
    ] = "documented",
    checked: Annotated[bool, Query(description="Only acts whose date was seen in the source named.")] = False,
    implied: Annotated[
        str,
        Query(
            description="Implied recognitions that count: `relations`, `all` or `none`.",
            max_length=20,
            examples=["relations"],
        ),
    ] = "relations",
) -> Policy:
    """The policy that a request asks for."""
    return Policy(on.strip(), recorded_by.strip(), counting, checked, implied).check()


Asked = Annotated[Policy, Depends(policy_of)]


@dataclass(frozen=True, slots=True)
class Part:
    """Which rows of a table, and in what form."""

    form: str = "json"
    offset: int = 0
    limit: int | None = None
    """None: 100 as JSON, all of them as CSV or Arrow."""


def part_of(
    form: Annotated[
        str, Query(alias="format", description="`json` (in parts), `csv` or `arrow`.", max_length=10, examples=["json"])
    ] = "json",
    offset: Annotated[int, Query(ge=0, le=10**9, description="Rows to leave out at the start.", examples=[0])] = 0,
    limit: Annotated[
        int | None,
        Query(ge=1, le=10_000, description="Rows at most; 100 as JSON, all of them as CSV or Arrow.", examples=[20]),
    ] = None,
) -> Part:
    """The part of a table that a request asks for."""
    return Part(form, offset, limit)


AskedPart = Annotated[Part, Depends(part_of)]
