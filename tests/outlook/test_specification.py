from __future__ import annotations

from pathlib import Path

import pytest

from comity.errors import BadModel
from comity.outlook.specification import EFFECTS, Specification, read_specification

SMALL = """
[networks.near]
contiguity = ["land"]
[recognition]
baseline = [0, 365]
effects = [{ name = "share_of", network = "near" }, "power"]
[withdrawal]
effects = ["power"]
"""


def written(folder: Path, text: str) -> Specification:
    path = folder / "model.toml"
    path.write_text(text, encoding="utf-8")
    return read_specification(path)


def test_a_specification_says_its_columns(tmp_path: Path) -> None:
    spec = written(tmp_path, SMALL)
    assert spec.recognition.labels == ("age 0d–1y", "age 1y+", "share_of(near)", "power")
    assert spec.network_names == ("near",)


def test_the_packaged_specification_uses_known_effects(spec: Specification) -> None:
    assert {e.name for process in spec.processes for e in process.effects} <= set(EFFECTS)
    assert len(spec.recognition.effects) > 20


@pytest.mark.parametrize(
    ("old", "new", "said", "hint"),
    [
        ('"power"]\n[w', '"powr"]\n[w', "no effect 'powr'", "did you mean power"),
        ('network = "near" }', 'network = "far" }', "no network 'far'", "networks: near"),
        ("[0, 365]", "[1, 365]", "baseline = [1.0, 365.0]", "rising from 0"),
        ('["land"]', '["land"]\nsames = "region"', "unknown key 'sames'", "did you mean 'same'?"),
        ('contiguity = ["land"]', 'organisations = ["EUU"]', "'EUU'", "EU"),
        ("[withdrawal]\neffects", "[leaving]\neffects", "unknown key 'leaving'", "withdrawal"),
        ('"power"]\n[w', '{ name = "recent" }]\n[w', "needs half_life_days", "half_life_days = 365"),
    ],
)
def test_what_means_nothing_is_told_with_its_place(tmp_path: Path, old: str, new: str, said: str, hint: str) -> None:
    with pytest.raises(BadModel, match=r"model\.toml") as error:
        written(tmp_path, SMALL.replace(old, new))
    assert said in error.value.message
    assert hint in error.value.hint
