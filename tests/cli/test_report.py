"""``comity report`` says in words what came of a model file."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

MODEL = """
[history]
changes = "calls.csv"
[model]
process = "{process}"
effects = [{{ name = "inertia" }}, {{ name = "reciprocity" }}]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = ["time,sender,receiver"]
    chance = random.Random(1)
    rows += [f"{t},{','.join(chance.sample('ABCDE', 2))}" for t in range(60)]
    (tmp_path / "calls.csv").write_text("\n".join(rows) + "\n")
    for process in ("rem", "choice"):
        (tmp_path / f"{process}.toml").write_text(MODEL.format(process=process))
    return tmp_path


def comity(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from comity.cli import main; main()", "report", *words],
        cwd=folder, capture_output=True, text=True, timeout=120,
    )  # fmt: skip


def test_a_report_says_what_is_missing_and_then_what_was_found(folder: Path):
    done = comity(folder, "rem.toml")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("60 events are to be explained")
    assert "not by themselves causes" in done.stdout


def test_several_files_stand_side_by_side(folder: Path):
    done = comity(folder, "rem.toml", "choice.toml", "--table", "markdown")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0] == "|  | rem | choice |"


def test_an_unknown_form_of_table_is_bad_usage(folder: Path):
    done = comity(folder, "rem.toml", "--table", "word")
    assert done.returncode == 2
    assert "hint: it is text, html, latex, markdown" in done.stderr
    assert "Traceback" not in done.stderr
