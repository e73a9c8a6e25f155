"""``comity atlas``: a copy of the atlas that needs no server."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

import comity
from comity.cli.options import LedgerOption
from comity.cli.output import json_line
from comity.errors import BadInput


def register(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    group = typer.Typer(help="Write the atlas as files that need no server.", no_args_is_help=True)

    @group.callback()
    def _root() -> None:
        """Write the atlas as files that need no server."""

    group.command("build")(build)
    app.add_typer(group, name="atlas")


def build(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder, or an earlier copy, which is replaced.")],
    ledger: LedgerOption = "",
    title: Annotated[str, typer.Option(help="What the atlas is called.")] = "comity",
) -> None:
    """Write every page, the map and the data as files, for any web host.

    \b
    Example:
      $ comity atlas build out
    """
    try:
        from comity.atlas.static_copy import build as build_copy
    except ModuleNotFoundError as error:
        raise BadInput(f"the atlas needs {error.name}", hint="pip install 'comity[atlas]'") from None
    done = build_copy(
        comity.open(ledger or None), folder, title=title, progress=_progress if sys.stderr.isatty() else None
    )
    json_line({"pages": done.pages, "files": done.files, "bytes": done.bytes})


def _progress(done: int, total: int) -> None:
    print(f"\r{done:,} of {total:,} pages", end="\n" if done == total else "", file=sys.stderr)
