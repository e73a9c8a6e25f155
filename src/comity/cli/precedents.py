"""``comity precedents``: the cases most like one at the same age, and what became of them."""

from __future__ import annotations

import textwrap
from typing import Annotated

import typer

import comity
from comity.cli.options import AsJson, Checked, Counting, Implied, LedgerOption, On, RecordedBy
from comity.cli.output import json_line, table
from comity.standing.precedents import AFTER
from comity.standing.rendering.sentences import LIKENESS, age_words, least, outcome_words, powers_words
from comity.standing.words import date_words, plural


def register(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    app.command("precedents")(precedents)


def precedents(
    case: Annotated[str, typer.Argument(metavar="CASE", help="A code (XKX, AFG/emirate-2021) or a name.")],
    on: On = "",
    recorded_by: RecordedBy = "",
    counting: Counting = "documented",
    checked: Checked = False,
    implied: Implied = "relations",
    limit: Annotated[int, typer.Option(min=0, help="How many cases at most; 0 for all.")] = 5,
    ledger: LedgerOption = "",
    as_json: AsJson = False,
) -> None:
    """The cases most like one at the same age, and what became of them after 1, 5 and 10 years.

    \b
    Example:
      $ comity precedents SUN --on 1924-12-31
    """
    record = comity.open(ledger or None)
    policy = {"recorded_by": recorded_by or None, "counting": counting, "checked": checked, "implied": implied}
    found = record.precedents(case, on=on or None, limit=limit, **policy)
    own = record.portrait(case, on=on or None, **policy)
    if as_json:
        json_line({"case": own.case, "portrait": own.to_dict(), "precedents": found.to_dicts()})
        return
    print(f"{own.name} ({own.case})")
    if own.age < 0:
        print(f"It had not begun by {date_words(own.on)}, so no case had its age.")
        return
    print(
        textwrap.fill(
            f"{age_words(own.age)} after its beginning ({date_words(own.on)}), "
            f"{plural(own.recognisers, 'recogniser')}; great powers among them: {powers_words(own.great_powers)}",
            79,
        )
        + "\n"
    )
    if not found:
        print("No other case had reached this age within the record.")
        return
    names = [f"+{plural(years, 'year')}" for years in AFTER]
    table(
        ("case", "name", "like", "then", "by", *names),
        (
            (
                row.case,
                row.name,
                f"{row.likeness:.2f}",
                row.portrait.on[:4],
                least(row.portrait.recognisers, row.portrait),
                *(outcome_words(outcome, row.portrait) for outcome in row.outcomes),
            )
            for row in found
        ),
        whole=("case", "like", "then", "by"),
    )
    print("\nby: states that recognised it at that age, and after; UN: a member by then")
    print("\n" + textwrap.fill(LIKENESS, 79))
