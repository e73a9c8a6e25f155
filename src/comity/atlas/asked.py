"""Asked: the policy that a request asks for, as query parameters that every address takes."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query

from comity.atlas.site import Policy

__all__ = ["Asked", "policy_of"]


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
