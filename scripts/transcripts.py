"""Transcripts in hand-written pages: every ``console`` block is run, and what it prints is what the page shows.

    ```console
    $ comity cases
    ...
    ```

Lines that begin with ``$`` are commands, run one after the other in one empty folder a page; what follows each is
replaced by what it prints. A block of code that a comment ``<!-- file: NAME -->`` stands before is written to that
folder first. ``<!-- lines: 12 -->`` before a block shows the first lines only, ``<!-- lines: 5-20 -->`` those.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import tempfile
from collections.abc import Iterator
from pathlib import Path

from comity.cli import main as comity

_BLOCK = re.compile(
    r"(?P<head>(?:<!-- (?P<what>file|lines): (?P<value>[^>]+?) -->\n)?```(?P<form>\w*)\n)(?P<body>.*?)(?P<tail>```\n)",
    re.DOTALL,
)


def renewed(text: str) -> str:
    """The page with every transcript run again."""
    with tempfile.TemporaryDirectory() as folder, _quiet_terminal(Path(folder)):

        def block(found: re.Match[str]) -> str:
            if found["what"] == "file":
                Path(found["value"]).write_text(found["body"], encoding="utf-8")
            if found["form"] != "console":
                return found[0]
            shown = "".join(
                f"$ {line}\n{_cut(run(line), found['value'] if found['what'] == 'lines' else '')}"
                for line in commands(found["body"])
            )
            return found["head"] + shown + found["tail"]

        return _BLOCK.sub(block, text)


def commands(body: str) -> list[str]:
    """The command lines of a block."""
    return [line[2:] for line in body.splitlines() if line.startswith("$ ")]


def run(line: str) -> str:
    """What a ``comity`` command prints, errors and notes included.

    Raises
    ------
    ValueError : the line is no plain ``comity`` command, or it fails without the page saying so by ``# fails``.
    """
    words = shlex.split(line, comments=True)
    if not words or words[0] != "comity" or any(word in ("|", ">", "&&", ";") for word in words):
        raise ValueError(f"a transcript runs plain comity commands only, not: {line}")
    out = io.StringIO()
    code: int | str | None = 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        try:
            comity(words[1:])
        except SystemExit as left:
            code = left.code
    if bool(code) != line.endswith("# fails"):
        raise ValueError(f"{line} left with {code}: {out.getvalue()}")
    return "".join(f"{row.rstrip()}\n" for row in out.getvalue().splitlines())


def _cut(printed: str, lines: str) -> str:
    if not lines:
        return printed
    first, _, last = lines.rpartition("-")
    rows = printed.splitlines(keepends=True)
    kept = rows[int(first or 1) - 1 : int(last)]
    return ("...\n" if int(first or 1) > 1 else "") + "".join(kept) + ("...\n" if int(last) < len(rows) else "")


@contextlib.contextmanager
def _quiet_terminal(folder: Path) -> Iterator[None]:
    """Eighty columns without colour, in an empty folder."""
    before, environment = Path.cwd(), dict(os.environ)
    os.environ.update(COLUMNS="80", NO_COLOR="1", TERM="dumb")
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
        os.environ.clear()
        os.environ.update(environment)
