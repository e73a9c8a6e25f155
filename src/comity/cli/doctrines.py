"""``comity doctrines``: what doctrines of recognition required by a day, and what was done."""

from __future__ import annotations

from typing import Annotated

import typer

import comity
from comity.cli.options import AsJson, Checked, Counting, Implied, LedgerOption, On, RecordedBy
from comity.cli.output import day_option, json_line, table
from comity.outlook.doctrines import VERDICTS, Doctrine, classify, doctrines, find, judge, tally
from comity.polities import registry
from comity.record.record import today


def register(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    app.command("doctrines")(_doctrines)


def _doctrines(
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="hallstein, one-china, ...; without it, all.")] = "",
    on: On = "",
    holder: Annotated[
        str, typer.Option(help="In whose view a tradition classes others (siyar).", show_default=False)
    ] = "",
    file: Annotated[
        str, typer.Option(help="A file of doctrines instead of the packaged one.", show_default=False)
    ] = "",
    recorded_by: RecordedBy = "",
    counting: Counting = "documented",
    checked: Checked = False,
    implied: Implied = "relations",
    ledger: LedgerOption = "",
    as_json: AsJson = False,
) -> None:
    """What doctrines of recognition required by a day, of whom, and what the record says was done.

    \b
    Examples:
      $ comity doctrines
      $ comity doctrines hallstein --on 1969-12-31
      $ comity doctrines siyar --holder AFG/emirate-2021 --on 2026-04-30
    """
    known = doctrines(file or None)
    day = day_option(on or None) or today()
    record = comity.open(ledger or None)
    view = record.view(recorded_by=recorded_by or None, counting=counting, checked=checked, implied=implied)
    if not name:
        _all(known, as_json, {one.name: tally(judge(view, one, day)) for one in known.values()})
        return
    one = find(name, known)
    if holder:
        rows = classify(view, one, registry().resolve(holder, on=day), day)
        if as_json:
            json_line({**one.to_dict(), "holder": holder, "on": day.text, "classed": [row.to_dict() for row in rows]})
            return
        _head(one)
        table(
            ("party", "name", "class", "since", "until"),
            ((row.party, row.name, row.kind, row.since, row.until) for row in rows),
            whole=("party", "class", "since", "until"),
        )
        return
    verdicts = judge(view, one, day)
    if as_json:
        json_line(
            {**one.to_dict(), "on": day.text, "tally": tally(verdicts), "verdicts": [v.to_dict() for v in verdicts]}
        )
        return
    _head(one)
    print("; ".join(f"{verdict} {count}" for verdict, count in tally(verdicts).items()) + f", by {day}\n")
    table(
        ("holder", "about", "since", "verdict", "done", "why"),
        ((row.holder, row.about, row.since, row.verdict, row.happened, row.why) for row in verdicts),
        whole=("holder", "since", "verdict", "done"),
    )


def _head(one: Doctrine) -> None:
    print(f"{one.title}\n{one.summary}\n")
    for held in one.holders:
        until = f" to {held.end}" if held.end else ""
        print(f"  binds {held.party or held.members_of or 'all states'} from {held.start}{until}")
    for rule in one.rules:
        print(f"  {rule.form}: {rule.words}")
    for kind in one.classes:
        print(f"  {kind.name}: {kind.words}{'; bars ' + ', '.join(kind.bars) if kind.bars else ''}")
    print(f"  source: {one.source}")
    if one.note:
        print(f"  note: {one.note}")
    print()


def _all(known: dict[str, Doctrine], as_json: bool, tallies: dict[str, dict[str, int]]) -> None:
    if as_json:
        for one in known.values():
            json_line({**one.to_dict(), "tally": tallies[one.name]})
        return
    table(
        ("name", *VERDICTS, "what it says"),
        ((one.name, *(str(tallies[one.name][v]) for v in VERDICTS), one.summary) for one in known.values()),
        whole=("name", *VERDICTS),
    )
