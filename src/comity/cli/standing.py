"""``comity standing``: who recognises a case on a day, each row with its act."""

from __future__ import annotations

import textwrap
from typing import Annotated

import typer

import comity
from comity.cli.options import AsJson, Checked, Counting, Implied, LedgerOption, On, RecordedBy
from comity.cli.output import json_line, table
from comity.standing import Recogniser, Standing
from comity.standing.measures import Band


def register(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    app.command("standing")(standing)


def standing(
    case: Annotated[str, typer.Argument(metavar="CASE", help="A code (XKX, AFG/emirate-2021) or a name.")],
    on: On = "",
    recorded_by: RecordedBy = "",
    counting: Counting = "documented",
    checked: Checked = False,
    implied: Implied = "relations",
    ledger: LedgerOption = "",
    as_json: AsJson = False,
) -> None:
    """Who recognises a case on a day: recognisers with date, act and dispute, relations, shares and measures.

    \b
    Example:
      $ comity standing XKX --on 2011-10-11
    """
    found = comity.open(ledger or None).standing(
        case, on=on or None, recorded_by=recorded_by or None, counting=counting, checked=checked, implied=implied
    )
    if as_json:
        json_line(found.to_dict())
    else:
        _page(found)


def _page(found: Standing) -> None:
    print(textwrap.fill(f"{found.name} ({found.case}) on {found.on}", 79))
    if found.case_over:
        print(f"It ceased to exist on {found.case_over}; this is the standing of the day before.")
    print(f"counting: {found.counting}{', checked rows only' if found.checked_only else ''}\n")
    for share in found.shares.values():
        if share.members:
            print(f"  {share.recognisers:>4} of {share.members} {share.group}")
    counts = found.counts
    notes = [
        (counts["ended"], "recognised it and no longer exist"),
        (counts["unchecked"], "of the recognisers have a recalled date (marked ·)"),
        (counts["disputed"], "are disputed in something (marked !)"),
        (counts["possible"], "may have recognised it by then; their dates are too coarse to say"),
    ]
    for count, words in notes:
        if count:
            _note(count, words)
    print()
    _recognisers("Recognisers", found.recognisers)
    _recognisers("Recognition ended", found.ended)
    _recognisers("Possibly", found.possible)
    if found.short:
        print("Steps short of recognition")
        table(
            ("party", "name", "relations", "level", "since"),
            ((r.party, r.name, r.relations, r.level, r.level_since or r.since) for r in found.short),
            whole=("party", "since"),
        )
        print()
    if found.statements:
        print("Statements")
        table(
            ("party", "says", "day"), ((s.party, s.says, s.happened) for s in found.statements), whole=("party", "day")
        )
        print()
    if found.unresolved:
        print("Not resolved: parties that the tables do not know (rule on the claims to say who they are)")
        table(
            ("name", "kind", "day", "claim"),
            ((u.name, u.kind, u.happened, u.claims[0][:12]) for u in found.unresolved),
            whole=("kind", "day", "claim"),
        )
        print()
    _measures(found)


def _note(count: int, words: str) -> None:
    print(textwrap.fill(f"{count:>6} {words}", 79, subsequent_indent=" " * 7))


def _recognisers(title: str, rows: object) -> None:
    members = list(rows)  # type: ignore[call-overload]
    if not members:
        return
    print(f"{title} ({len(members)})")
    over = any(row.until for row in members)
    table(
        ("party", "name", "since", "", *(("until", "how") if over else ()), "act"),
        ((r.party, r.name, r.since, _marks(r), *((r.until, r.how) if over else ()), _act(r)) for r in members),
        whole=("party", "since", "until"),
    )
    print()


def _marks(row: Recogniser) -> str:
    return ("" if row.checked else "·") + ("!" if row.disputed else "")


def _act(row: Recogniser) -> str:
    words = row.kind + (f" ({row.mode})" if row.mode == "de-facto" else "")
    return f"{words}, as {row.acted_as}" if row.acted_as else words


def _measures(found: Standing) -> None:
    one, two, three = found.integration, found.contest, found.dependence
    print("Measures (each defined in the reference; --json lists the acts behind it)")
    _say(
        "integration",
        f"breadth {one.breadth:.1%} of states, depth {one.depth:.2f} (level known for {one.depth_known}), "
        f"reach {one.reach:.0%} of regions{_band(one.band, one.age)}",
    )
    shares = [(two.by_region, "between regions"), (two.by_organisation, "by organisations")]
    said = [f"{share:.0%} {words}" for share, words in shares if share is not None]
    _say("contest", f"explained by alignment: {', '.join(said) or 'too few on one side to say'}")
    for words, powers in (("for", two.powers_for), ("against", two.powers_against), ("silent", two.powers_silent)):
        if powers:
            _say("", f"great powers {words}: {', '.join(powers)}")
    patrons = ", ".join(f"{party} {share:.0%}" for party, share in three.patrons[:3])
    several = f" ({patrons}, ...)" if patrons else ""
    _say("dependence", f"{three.effective_patrons:.1f} patrons in effect{several}")
    for party, says, _ in three.conditions:
        _say("", f"condition of {party}: {says}")


def _say(name: str, words: str) -> None:
    """A line of the measures, wrapped below its own beginning."""
    print(textwrap.fill(words, 79, initial_indent=f"  {name:<13}", subsequent_indent=" " * 15))


def _band(band: Band | None, age: float) -> str:
    if band is None:
        return ""
    return (
        f"; at this age ({age:.0f} years) {len(band.cases)} other cases had "
        f"{band.low:.0%} to {band.high:.0%}, half of them under {band.middle:.0%}"
    )
