"""The page on writing an effect says what is true: its code runs, and its checks compare something."""

from __future__ import annotations

import re
from pathlib import Path

from comity.effects import check_effect
from comity.effects.registry import forget

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "write-an-effect.md"


def test_the_code_on_the_page_runs(tmp_path: Path, capsys):
    code = "\n".join(re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.S))
    # Numba caches beside a file, so the code is one.
    path = tmp_path / "page.py"
    path.write_text(code, encoding="utf-8")
    names: dict = {"__name__": "page", "__file__": str(path)}
    try:
        exec(compile(code, str(path), "exec"), names)
        assert "climbing" in capsys.readouterr().out
        for effect in (names["climbing"], names["opened"]):
            assert check_effect(effect, seeds=1) > 1000
    finally:
        forget("climbing")
