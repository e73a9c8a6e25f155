"""The page on questioning a fit says what is true: its code runs, and ends at claims of the ledger."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl

PAGE = Path(__file__).resolve().parents[3] / "docs" / "how-to" / "question-a-fit.md"


def test_the_code_on_the_page_runs(capsys):
    names: dict = {}
    for code in re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.S):
        exec(compile(code, str(PAGE), "exec"), names)
    printed = capsys.readouterr().out
    assert "events are to be explained" in printed
    assert "not by themselves causes" in printed
    assert "clusters are few" in printed
    assert names["windows"]["window"].n_unique() == 4
    # The page's claims about its own example.
    assert names["fit"].aic < names["plain"].aic
    assert "record_share" in names["pooled"].table().columns
    crowd, momentum = names["spread"].fit.estimate
    assert names["fit"].estimate[0] > 0 > crowd
    assert momentum > 1
    evidence = names["found"].evidence(names["record"].ledger, names["momentum"], 3)
    assert evidence["act"].n_unique() == 3
    for row in evidence.iter_rows(named=True):
        act = next(act for act in names["acts"] if act.id == row["act"])
        assert row["claim"] in (act.support if row["stands"] == "for" else act.contradicted_by)
    assert isinstance(names["spread"].table("receiver"), pl.DataFrame)
