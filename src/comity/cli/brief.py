"""``comity brief``: one page on a case, for a terminal, a reader of Markdown, a browser or a program."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer

import comity
from comity.cli.options import AsJson, Checked, Counting, Implied, LedgerOption, On, RecordedBy
from comity.cli.output import day_option, json_line
from comity.errors import BadInput
from comity.standing import Brief

_WIDEST = 100
"""Columns beyond which lines are no longer easy to read."""


def register(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    app.command("brief")(brief)


def brief(
    case: Annotated[str, typer.Argument(metavar="CASE", help="A code (XKX, AFG/emirate-2021) or a name.")],
    on: On = "",
    recorded_by: RecordedBy = "",
    counting: Counting = "documented",
    checked: Checked = False,
    implied: Implied = "relations",
    ledger: LedgerOption = "",
    html: Annotated[
        str,
        typer.Option(metavar="FILE", help="Write one HTML page that stands alone; - for stdout.", show_default=False),
    ] = "",
    markdown: Annotated[bool, typer.Option("--markdown", help="Markdown instead of a page for the terminal.")] = False,
    as_json: AsJson = False,
    all_acts: Annotated[bool, typer.Option("--all", help="Every act, where the page would leave some out.")] = False,
    read: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FILE", help="What these documents would change in it; nothing is written.", show_default=False
        ),
    ] = None,
    published: Annotated[
        str | None, typer.Option(help="With --read: day of publication, for documents that do not say it.")
    ] = None,
    publisher: Annotated[
        str, typer.Option(help="With --read: who published them, for documents that do not say it.")
    ] = "",
) -> None:
    """One page on a case: who recognises it and how it is known, what is disputed, what became of cases like it.

    \b
    Example:
      $ comity brief AFG/emirate-2021
      $ comity brief XKX --on 2008-10-31 --html kosovo.html
      $ echo 'Peru withdrew its recognition of Kosovo on 3 April 2026.' | comity brief --read - XKX
    """
    if sum((bool(html), markdown, as_json)) > 1:
        raise BadInput("--html, --markdown and --json exclude each other", hint="ask for one of them")
    if read:
        if html or markdown or recorded_by:
            raise BadInput(
                "--read shows what would change, and takes none of --html, --markdown and --recorded-by",
                where="--read",
                hint="leave them out; --json gives the changes as one object",
            )
        _would_change(
            read, case, published, publisher, ledger, as_json,
            on=on or None, counting=counting, checked=checked, implied=implied,
        )  # fmt: skip
        return
    if published or publisher:
        raise BadInput("--published and --publisher speak of documents", hint="name them with --read FILE")
    found = comity.open(ledger or None).brief(
        case, on=on or None, recorded_by=recorded_by or None, counting=counting, checked=checked, implied=implied
    )
    if as_json:
        json_line(found.to_dict())
    elif markdown:
        sys.stdout.write(found.markdown())
    elif html == "-":
        sys.stdout.write(found.html())
    elif html:
        _write(Path(html), found.html())
        print(f"wrote {html}", file=sys.stderr)
    else:
        _page(found, all_acts)


def _would_change(
    sources: list[str], case: str, published: str | None, publisher: str, ledger: str, as_json: bool, **asked: Any
) -> None:
    """Read the documents, and show what their claims would change."""
    from comity.cli import report
    from comity.reading.readers import make_reader
    from comity.reading.runs import run
    from comity.sources.headers import party_of
    from comity.sources.intake import Given, documents

    day = day_option(published, "--published")
    given = Given(published=day, publisher=publisher, publisher_is_party=party_of(publisher, day))
    rows: list[Any] = []
    failed = 0
    for outcome in run(documents(sources, given=given), make_reader):
        if outcome.error is not None:
            failed += 1
            report(outcome.error)
        elif outcome.document is not None:
            rows += [outcome.document, *outcome.claims]
    if rows:
        found = comity.open(ledger or None).brief_with(case, rows, **asked)
        if as_json:
            json_line(found.to_dict())
        else:
            sys.stdout.write(found.text())
    if failed:
        raise typer.Exit(1)


def _page(found: Brief, all_acts: bool) -> None:
    from rich.console import Console

    from comity.standing.rendering.terminal import render

    console = Console(highlight=False)
    console.width = min(console.width, _WIDEST)
    if console.is_terminal:
        render(found, console, all_acts=all_acts)
    else:
        sys.stdout.write(found.text(console.width, all_acts=all_acts))


def _write(path: Path, text: str) -> None:
    """The whole file or nothing of it."""
    try:
        handle, name = tempfile.mkstemp(prefix=path.name, dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            # mkstemp keeps others out; a page is made to be read.
            os.chmod(name, 0o644)
            os.replace(name, path)
        except OSError:
            os.unlink(name)
            raise
    except OSError as error:
        raise BadInput(
            f"the page cannot be written: {error.strerror or error}",
            where=str(path),
            hint="name a file in a folder that exists",
        ) from None
