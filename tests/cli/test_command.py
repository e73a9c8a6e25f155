"""The command itself: its help page, and output that nobody reads to its end."""

import subprocess
import sys

import pytest
import typer

from comity.cli import COMMANDS, WORDS, build

COMITY = [sys.executable, "-m", "comity"]


def test_the_help_page_says_what_the_verbs_say_and_loads_none_of_them():
    group = typer.main.get_command(build())
    assert {name: group.get_command(None, name).get_short_help_str(limit=1000) for name in COMMANDS} == WORDS
    script = (
        "import sys\nfrom comity.cli import main\ntry: main(['--help'])\n"
        "except SystemExit as left: print(left.code, [name for name in sys.modules if name.startswith('comity.cli.')])"
    )
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert all(f"\n  {name}" in said for name in COMMANDS)
    assert said.endswith("0 []\n")


def test_a_verb_that_is_not_there_is_told(tmp_path):
    done = subprocess.run([*COMITY, "frobnicate"], capture_output=True, text=True)
    assert done.returncode == 2
    assert "No such command 'frobnicate'" in done.stderr


@pytest.mark.parametrize("what", [["--help"], ["polities", "list"], ["ledger", "export", "acts.db"]])
def test_a_reader_that_has_gone_is_no_error(tmp_path, what):
    """`comity ... | head` ends quietly, however much was still to come."""
    if "acts.db" in what:
        subprocess.run([*COMITY, "ledger", "init", "acts.db", "--bundled"], cwd=tmp_path, check=True)
    # The pipe has no reader from the beginning, so that even one line is too much for it.
    process = subprocess.Popen(
        [*COMITY, *what], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    process.stdout.close()
    assert process.stderr.read() == ""
    assert process.wait() == 0
