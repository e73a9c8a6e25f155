"""``comity forecast`` and ``comity backtest``: what is printed, and how they fail."""

import json

import pytest
from tests.cli.examples import examples, run

from comity.cli import main


def comity(capsys, *arguments):
    """Run in this process; exit code, stdout, stderr."""
    with pytest.raises(SystemExit) as left:
        main([*arguments])
    out, err = capsys.readouterr()
    return left.value.code or 0, out, err


@pytest.mark.parametrize("line", [*examples("forecast"), *examples("backtest")])
def test_the_example_in_each_help_runs(line, tmp_path):
    done = run(line, tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_a_forecast_names_who_and_why_and_how_many(capsys):
    code, out, _ = comity(capsys, "forecast", "Palestine", "--on", "2026-04-30", "--futures", "300")
    assert code == 0
    assert out.startswith("Palestine (PSE), 2026-04-30 to 2027-04-30: 157 recognise it now\n")
    assert "states will recognise it; 80 in 100 futures have" in out
    assert "300 futures, seed 1, 3 draws of the history" in out


def test_json_is_one_object_with_every_state(capsys):
    _, out, _ = comity(capsys, "forecast", "XKX", "--on", "2026-04-30", "--futures", "200", "--horizon", "6m", "--json")
    told = json.loads(out)
    assert len(out.splitlines()) == 1
    assert told["until"] == "2026-10-29"
    acts = [state["act"] for state in told["states"]]
    assert acts.count("recognise") > 60
    assert acts.count("withdraw") == told["recognisers"]
    first = told["states"][0]
    assert first["low"] <= first["probability"] <= first["high"]
    assert {"effect", "factor", "words"} == set(first["drivers"][0])


def test_a_day_after_the_record_is_told_to_be_one(capsys):
    _, out, _ = comity(capsys, "forecast", "XKX", "--on", "2030", "--futures", "100")
    assert "note: the record ends on 2026-04-30, and the forecast begins there" in out


def test_estimates_are_told_in_words(capsys):
    _, out, _ = comity(capsys, "forecast", "XKX", "--on", "2026-04-30", "--estimates", "--json")
    first, second = (json.loads(line) for line in out.splitlines())
    assert (first["process"], second["process"]) == ("recognition", "withdrawal")
    rows = {row["effect"]: row for row in first["effects"]}
    assert rows["share_of(fellows)"]["factor"] > 1
    assert rows["rival"]["words"] == "The state recognises a rival government."


def test_the_effects_of_a_model_file_are_listed(capsys):
    code, out, _ = comity(capsys, "forecast", "--effects")
    assert code == 0
    assert "share_of [network]" in out


@pytest.mark.parametrize(
    ("arguments", "error", "hint"),
    [
        (("forecast",), "no case is given", "comity cases"),
        (("forecast", "PRT"), "holds no recognition of Portugal", "comity cases"),
        (("forecast", "Ruritania"), "nobody is called 'Ruritania'", "did you mean"),
        (("forecast", "XKX", "--on", "2007-06-01"), "nobody had recognised Kosovo by 2007-06-01", "begin after it"),
        (("forecast", "DDR", "--on", "1995"), "ceased to exist", "an earlier day"),
        (("forecast", "XKX", "--on", "2026-04-30", "--horizon", "soon"), "'soon' is no horizon", "1y, 6m or 90d"),
        (("forecast", "XKX", "--on", "2026-04-30", "--horizon", "40y"), "out of range", "1d to 5y"),
        (("forecast", "XKX", "--model", "/nowhere.toml"), "cannot read the model", "TOML"),
        (("forecast", "SUN", "--on", "1920-01-01", "--draws", "1"), "events of recognition are known", "later origin"),
        (("backtest", "--from", "1990", "--to", "1980"), "origins from 1990 to 1980", "--from 1960"),
        (("backtest", "--every", "month"), "'month' is no number of years", "1y or 5y"),
        (("backtest", "--from", "1915", "--to", "1915", "--no-leave-out"), "1915-01-01", "later origins"),
    ],
)  # fmt: skip
def test_a_mistake_is_said_with_what_to_do(capsys, arguments, error, hint, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    code, out, err = comity(capsys, *arguments)
    assert (code, out) == (2, "")
    assert "error: " in err
    assert error in err
    assert hint in err.partition("hint: ")[2]
    assert "Traceback" not in err
    assert not list(tmp_path.iterdir())
