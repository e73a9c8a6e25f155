"""The reference page on commands: the help of every verb, as the command line gives it."""

from __future__ import annotations

import typer
from typer.main import get_command

from comity.cli import COMMANDS, build

_HEAD = """\
# Commands

<!-- Written by scripts/commands_page.py; `make docs` writes it again. -->

`comity VERB --help` prints what stands here. Data goes to stdout, notes and hints to stderr. `-` is stdin or stdout
where a file is asked for. A command leaves with 0 when it is done, with 1 where the evidence is bad (a broken ledger, a
document that cannot be read) and with 2 where it was asked for something that cannot be, and then nothing was written.

"""


def page() -> str:
    root = get_command(build())
    links = [f"- [{name}](#{'comity-' + name}): {_first(root.commands[name])}" for name in COMMANDS]
    parts = [_HEAD, "\n".join(links), "\n"]
    for name in COMMANDS:
        command = root.commands[name]
        parts.append(f"\n## comity {name}\n\n{_help(command, f'comity {name}')}")
        for sub, inner in getattr(command, "commands", {}).items():
            parts.append(f"\n### comity {name} {sub}\n\n{_help(inner, f'comity {name} {sub}')}")
    return "".join(parts)


def _first(command: typer.core.TyperCommand) -> str:
    """The first sentence of a command's help."""
    text = " ".join((command.help or "").split("\b")[0].split())
    return text.partition(". ")[0].rstrip(".") + "."


def _help(command: typer.core.TyperCommand, path: str) -> str:
    context = type(command).context_class(command, info_name=path, terminal_width=80, max_content_width=80)
    text = "\n".join(line.rstrip() for line in command.get_help(context).splitlines())
    return f"```text\n{text.strip()}\n```\n"
