"""The worked notebook runs from the first cell to the last, shows what it keeps, and finds what was published."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scripts.notebook import run
from tests.conftest import SHARED

NOTEBOOK = Path(__file__).resolve().parents[3] / "docs" / "tutorial" / "fisheries-treaties.ipynb"
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")


def kept() -> dict[str, Any]:
    return json.loads(NOTEBOOK.read_text(encoding="utf-8"))


def shown(notebook: dict[str, Any]) -> list[str]:
    """What each code cell prints or shows, as text."""
    out = []
    for cell in notebook["cells"]:
        for each in cell.get("outputs", []):
            out.append("".join(each["text"] if each["output_type"] == "stream" else each["data"]["text/plain"]))
    return out


def test_the_notebook_keeps_what_it_shows_and_no_path():
    codes = [cell for cell in kept()["cells"] if cell["cell_type"] == "code"]
    assert sum(bool(cell["outputs"]) for cell in codes) >= 12
    assert [cell["execution_count"] for cell in codes] == list(range(1, len(codes) + 1))
    assert "/work" not in NOTEBOOK.read_text(encoding="utf-8")


@pytest.mark.shared
def test_the_worked_notebook_runs_and_shows_what_it_keeps(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("FISHERIES", str(SHARED / "data" / "fisheries"))
    made, names = run(kept())
    for now, then in zip(shown(made), shown(kept()), strict=True):
        # The words are the same, and the numbers but for their last digits.
        assert NUMBER.sub("#", now).split() == NUMBER.sub("#", then).split()
        mine, theirs = (np.array([float(x) for x in NUMBER.findall(text)]) for text in (now, then))
        np.testing.assert_allclose(mine, theirs, rtol=0.02, atol=0.002)
    published = json.loads((SHARED / "reference" / "estimates" / "goldfish.json").read_text())["models"]["ft_coord_1"]
    np.testing.assert_allclose(names["full"].estimate, published["estimate"], atol=1e-4)
    np.testing.assert_allclose(names["full"].std_error, published["std_error"], atol=1e-4)
    assert "not by themselves causes" in names["words"]
    assert set(names["table"]["model"]) == {"surroundings", "full", "without regime"}
