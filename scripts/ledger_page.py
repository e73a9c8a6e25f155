"""The reference page of ``comity ledger``, from the commands themselves."""

from __future__ import annotations

import inspect
from typing import Any

from typer.main import get_command

from comity.cli import build
from comity.ledger.rulings import CORRECTABLE, VERBS

HEAD = """# comity ledger

Generated from the commands; `make docs` writes it again.

A ledger is a SQLite file, or a schema of a PostgreSQL database: `postgresql://USER@HOST/DATABASE?schema=NAME` (the
schema `comity` where none is named; `pip install 'comity[postgresql]'`). Data goes to stdout, one JSON object a line;
progress and errors go to stderr. Exit code 0 is done, 1 a ledger that does not verify, 2 a mistake in what was given or
a fault of the machine, 130 an interrupt at the keyboard. What a ledger promises is in
[promises](../explanation/promises.md), and how claims become acts in [acts](../explanation/acts.md).
"""


def page() -> str:
    """The text of docs/reference/ledger.md."""
    parts = [HEAD]
    group: Any = get_command(build(["ledger"]))
    for name, command in group.commands["ledger"].commands.items():
        parts.append(_command(name, command))
    parts.append("## What a ruling may say\n\n" + "".join(f"- `{verb}`: {words}\n" for verb, words in VERBS.items()))
    parts.append("Fields that `correct` may correct: " + ", ".join(f"`{name}`" for name in CORRECTABLE) + ".\n")
    return "\n".join(parts)


def _command(name: str, command: Any) -> str:
    words, _, example = inspect.cleandoc(command.help or "").partition("\b")
    named = [(p.metavar or p.name.upper()) for p in command.params if p.param_type_name == "argument"]
    lines = [f"## {name}", "", f"    comity ledger {name} {' '.join(named)} [OPTIONS]", "", words.strip(), ""]
    lines += [f"    {line.strip()}" for line in example.splitlines() if line.strip().startswith("$")]
    lines.append("")
    for parameter in command.params:
        said = getattr(parameter, "help", "") or ""
        if parameter.param_type_name == "argument":
            lines.append(f"- {parameter.metavar or parameter.name.upper()}: {said}")
        elif parameter.name != "help":
            lines.append(f"- `{', '.join([*parameter.opts, *parameter.secondary_opts])}`: {said}")
    return "\n".join(lines) + "\n"
