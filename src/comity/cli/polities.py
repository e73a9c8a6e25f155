"""``comity polities``: list, search and show who can act, their names, and check the tables."""

from __future__ import annotations

import dataclasses
import datetime as dt
import sys
import textwrap
from collections.abc import Iterable
from typing import Annotated, Any

import typer

from comity.cli.output import day_option, json_line, table
from comity.days import Day
from comity.errors import BadInput
from comity.polities.parties import KINDS, NAME_KINDS, Government, Name, Polity
from comity.polities.registry import Polities, registry
from comity.polities.spans import window

__all__ = ["register"]

On = Annotated[str | None, typer.Option("--on", metavar="DATE", help="As of this day (EDTF: 1980, 1980-07-01).")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]
Party = Annotated[str, typer.Argument(metavar="PARTY", help="A code (COD), a number (COW 490) or a name.")]

app = typer.Typer(no_args_is_help=True, help="Who can act: states and governments, and their names through time.")


def register(root: typer.Typer) -> None:
    """Add the command to the root of the command line."""
    root.add_typer(app, name="polities")


@app.command("list")
def list_(
    on: On = None,
    kind: Annotated[str | None, typer.Option("--kind", help=f"Only this kind: {', '.join(KINDS)}.")] = None,
    region: Annotated[str | None, typer.Option("--region", help="Only this M49 region or continent.")] = None,
    as_json: Json = False,
) -> None:
    """List polities: all of them, or those in being on a day.

    Where dates are coarse, a polity that may have been in being is listed.

    \b
    Example:
      $ comity polities list --on 1900 --region "Eastern Asia"
    """
    who = registry()
    day = day_option(on)
    if kind is not None and kind not in KINDS:
        raise BadInput(f"no kind of polity is called {kind!r}", where="--kind", hint=f"one of: {', '.join(KINDS)}")
    codes: Iterable[str] = who.polities if day is None else sorted(who.in_being(day, kinds=KINDS))
    rows = [who.polities[code] for code in codes]
    if kind is not None:
        rows = [row for row in rows if row.kind == kind]
    if region is not None:
        rows = _in_region(who, rows, region)
    if as_json:
        for row in rows:
            json_line(_fields(row) | {"numbers": who.numbers(row.code)})
        return
    table(
        ["code", "name", "kind", "from", "to", "region"],
        [[r.code, r.name, r.kind, str(r.start), str(r.end or ""), r.region] for r in rows],
        whole=("code", "kind", "from", "to"),
    )
    print(f"{len(rows)} polities", file=sys.stderr)


@app.command()
def search(
    words: Annotated[list[str], typer.Argument(metavar="WORDS", help="Part of any name, in any case.")],
    on: On = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most this many.")] = 20,
    as_json: Json = False,
) -> None:
    """Search all names: of polities, peoples, capitals, seats of government, governments.

    \b
    Example:
      $ comity polities search porte
    """
    who = registry()
    found = list(who.search(" ".join(words), day_option(on)))
    if as_json:
        for row in found[:limit]:
            json_line(_fields(row))
        return
    table(
        ["name", "code", "kind", "from", "to"],
        [[row.name, row.code, row.kind, str(row.valid_from or ""), str(row.valid_to or "")] for row in found[:limit]],
        whole=("kind", "from", "to"),
    )
    left_off = f"; {len(found) - limit} more, see --limit" if len(found) > limit else ""
    print(f"{min(len(found), limit)} names{left_off}", file=sys.stderr)


@app.command()
def show(party: Party, on: On = None, as_json: Json = False) -> None:
    """Show one polity or government: its life, codes, organisations, neighbours, governments.

    Organisations and neighbours are those of the day; without --on, of today.

    \b
    Example:
      $ comity polities show Zaire --on 1980
    """
    who = registry()
    day = day_option(on)
    code = who.resolve(party, day)
    told = _about(who, code, day or Day.parse(dt.date.today()))
    if as_json:
        json_line(told)
        return
    for name, value in told.items():
        text = ", ".join(f"{k} {_words(v)}" for k, v in value.items()) if isinstance(value, dict) else _words(value)
        if text:
            print(
                textwrap.fill(
                    text,
                    width=80,
                    initial_indent=f"{name.replace('_', ' '):<18}",
                    subsequent_indent=" " * 18,
                    break_on_hyphens=False,
                )
            )


@app.command()
def names(party: Party, on: On = None, as_json: Json = False) -> None:
    """List the names of one polity or government, and when each was in use.

    \b
    Example:
      $ comity polities names COD
    """
    who = registry()
    day = day_option(on)
    code = who.resolve(party, day)
    rows = who.names(code)
    if day is not None:
        rows = tuple(row for row in rows if who.validity(row).possibly(*window(day)))
    if as_json:
        for row in rows:
            json_line(_fields(row))
        return
    _print_by_kind(rows)


@app.command()
def check(as_json: Json = False) -> None:
    """Check the tables: lifespans, overlaps, unknown codes, UN membership by year.

    Known departures are printed with their reason. Exit 1 if there is any other.

    \b
    Example:
      $ comity polities check
    """
    from comity.polities.checks import check as check_tables

    findings = check_tables()
    bad = sum(finding.bad for finding in findings)
    for finding in findings:
        if as_json:
            json_line(_fields(finding) | {"bad": finding.bad})
            continue
        verdict = "error" if finding.bad else "known"
        text = f"{verdict}: {finding.check} {finding.about}: {finding.found}, expected {finding.expected}"
        print(textwrap.fill(text + (f" ({finding.reason})" if finding.reason else ""), 80, subsequent_indent="       "))
    print(f"{bad} errors, {len(findings) - bad} known departures", file=sys.stderr)
    if bad:
        raise typer.Exit(1)


def _about(who: Polities, code: str, day: Day) -> dict[str, Any]:
    party = who.get(code)
    told = {key: value for key, value in _fields(party).items() if key not in ("capital_lat", "capital_lon")}
    if isinstance(party, Government):
        return told | {"exists": who.is_in_being(code, day), "on": str(day)}
    return told | {
        "numbers": who.numbers(code),
        "on": str(day),
        "called": sorted(
            {row.name for row in who.names(code) if row.kind == "official" and who.validity(row).possibly(*window(day))}
        ),
        "in_being": who.is_in_being(code, day),
        "organisations": sorted(who.organisations_of(code, day)),
        "land_neighbours": sorted(who.neighbours(code, day)),
        "great_power": code in who.great_powers(day),
        "governments": [row.slug for row in who.governments_of(code)],
    }


def _in_region(who: Polities, rows: list[Polity], region: str) -> list[Polity]:
    wanted = region.casefold()
    found = [row for row in rows if wanted in (row.region.casefold(), who.continent(row.code).casefold())]
    known = {row.region for row in who.polities.values()} | {who.continent(code) for code in who.polities}
    if wanted not in {name.casefold() for name in known}:
        raise BadInput(f"no region is called {region!r}", where="--region", hint=f"one of: {', '.join(sorted(known))}")
    return found


def _note(row: Name) -> str:
    return f"ambiguous: {row.note}" if row.ambiguous else row.note


def _print_by_kind(rows: Iterable[Name]) -> None:
    """The names of one party under the kind that they are of: there is no room for a column of kinds."""
    lines: list[tuple[str, str, str, str]] = []
    for kind in (*NAME_KINDS, "government"):
        found = [row for row in rows if row.kind == kind]
        if found:
            lines.append((f"— {kind}", "", "", ""))
            lines += [(r.name, str(r.valid_from or ""), str(r.valid_to or ""), _note(r)) for r in found]
    table(["name", "from", "to", "note"], lines, whole=("from", "to"))


def _fields(row: Any) -> dict[str, Any]:
    """A record as one JSON object: days as text, an interruption as a pair."""
    found = {}
    for field in dataclasses.fields(row):
        value = getattr(row, field.name)
        if isinstance(value, Day):
            value = str(value)
        elif isinstance(value, tuple):
            value = [str(item) for item in value]
        found[field.name] = value
    return found


def _words(value: Any) -> str:
    """A value of ``show`` as a person reads it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(str(item) for item in value)
    return str(value)
