"""The examples at the end of each command's help, and running them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from typer.main import get_command

from comity.cli import build


def examples(verb: str) -> list[str]:
    """The lines of the verb and its sub-commands that begin with ``$``; each command must have one."""
    found = []
    group = get_command(build([verb])).commands[verb]
    for name, command in getattr(group, "commands", {verb: group}).items():
        lines = re.findall(r"^\s*\$ (.+)$", command.help or "", re.MULTILINE)
        assert lines, f"the help of {verb} {name} ends with no example"
        found += lines
    return found


def run(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A line of shell with this interpreter's ``comity`` first on the path."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", line],
        cwd=folder, env={**os.environ, "PATH": path}, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
