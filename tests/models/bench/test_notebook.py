"""The worked notebook runs from the first cell to the last and finds what was published."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from tests.conftest import SHARED

NOTEBOOK = Path(__file__).resolve().parents[3] / "docs" / "tutorial" / "fisheries-treaties.ipynb"


def cells() -> list[dict]:
    return json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]


def test_the_notebook_carries_no_data_and_no_output():
    for cell in cells():
        assert not cell.get("outputs")
    assert "/work" not in NOTEBOOK.read_text(encoding="utf-8")


@pytest.mark.shared
def test_the_worked_notebook_runs(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("FISHERIES", str(SHARED / "data" / "fisheries"))
    names: dict = {}
    for number, cell in enumerate(cells()):
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), f"cell {number}", "exec"), names)
    published = json.loads((SHARED / "reference" / "estimates" / "goldfish.json").read_text())["models"]["ft_coord_1"]
    np.testing.assert_allclose(names["full"].estimate, published["estimate"], atol=1e-4)
    np.testing.assert_allclose(names["full"].std_error, published["std_error"], atol=1e-4)
    assert "not by themselves causes" in names["words"]
    assert set(names["table"]["model"]) == {"surroundings", "full", "without regime"}
