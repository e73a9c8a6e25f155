"""``comity effects``: list the effects that models can use."""

from __future__ import annotations

import json
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(epilog="Example: comity effects transitivity")
    def effects(
        name: Annotated[str, typer.Argument(help="An effect, under any of its names; absent: all.")] = "",
        as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
    ) -> None:
        """List each effect with its formula, options, source and the names that other programs use."""
        from comity.effects.registry import describe, find
        from comity.effects.registry import effects as every

        for effect in [find(name).effect] if name else every():
            print(json.dumps(effect.as_dict(), ensure_ascii=False) if as_json else describe(effect))
