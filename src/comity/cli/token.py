"""``comity token``: who may read, append and rule over HTTP."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from comity.atlas.tokens import DEFAULT_FILE, ROLES, Tokens
from comity.cli.output import json_line, table

TokensFile = Annotated[Path, typer.Option("--tokens", help="The file of tokens.")]


def register(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    group = typer.Typer(help="Make, list and revoke the tokens of an atlas.", no_args_is_help=True)
    for command, name in ((make, "make"), (list_, "list"), (revoke, "revoke")):
        group.command(name)(command)
    app.add_typer(group, name="token")


def make(
    name: Annotated[str, typer.Argument(help="Whose it is; what it writes carries this name.")],
    role: Annotated[
        str, typer.Option(help=f"One of: {', '.join(ROLES)}; each may do what those before it may.")
    ] = "reader",
    days: Annotated[int, typer.Option(help="Days until it expires; 0: it does not.")] = 0,
    tokens: TokensFile = DEFAULT_FILE,
) -> None:
    """Make a token and print it, this once: only its hash is kept.

    \b
    Example:
      $ comity token make anna --role adjudicator
    """
    print(Tokens(tokens).make(name, role, days=days))
    print(f"keep it now: {tokens} holds its hash only", file=sys.stderr)


def list_(
    tokens: TokensFile = DEFAULT_FILE,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """List the tokens, without what they are.

    \b
    Example:
      $ comity token list
    """
    rows = Tokens(tokens).all()
    if as_json:
        for row in rows:
            json_line(row.to_dict())
        return
    table(
        ("name", "role", "made", "expires", "revoked"),
        ((row.name, row.role, row.made[:10], row.expires[:10], row.revoked[:10]) for row in rows),
        whole=("role", "made", "expires", "revoked"),
    )


def revoke(
    name: Annotated[str, typer.Argument(help="Whose it is.")],
    tokens: TokensFile = DEFAULT_FILE,
) -> None:
    """Revoke somebody's token at once; a running atlas sees it with the next request.

    \b
    Example:
      $ comity token make ben && comity token revoke ben
    """
    json_line(Tokens(tokens).revoke(name).to_dict())
