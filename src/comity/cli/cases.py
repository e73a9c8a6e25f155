"""``comity cases``: the parties whose recognition the record tells of."""

from __future__ import annotations

import typer

import comity
from comity.cli.options import AsJson, LedgerOption
from comity.cli.output import json_line, table


def register(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    app.command("cases")(cases)


def cases(ledger: LedgerOption = "", as_json: AsJson = False) -> None:
    """List the cases: every party whose recognition the record tells of.

    \b
    Example:
      $ comity cases
    """
    found = comity.open(ledger or None).cases()
    if as_json:
        for row in found:
            json_line(row.to_dict())
        return
    table(
        ("case", "name", "acts", "first", "last"),
        ((row.case, row.name, str(row.acts), row.first, row.last) for row in found),
        whole=("case", "acts", "first", "last"),
    )
