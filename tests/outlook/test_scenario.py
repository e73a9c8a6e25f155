"""A scenario changes what its file says, and nothing else differs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.cli.examples import examples, run
from tests.outlook.conftest import known, ledger_of

import comity
from comity.days import Day
from comity.errors import ComityError
from comity.outlook.draws import draw_history
from comity.outlook.fitted import Fitted
from comity.outlook.forecast import forecast, run_futures, starts
from comity.outlook.scenario import ScenarioResult, StateDifference, scenario
from comity.outlook.scenario_file import KEYS, read_scenario
from comity.outlook.specification import Specification
from comity.outlook.world import World
from comity.standing import View

HEAD: dict[str, Any] = {"case": "XKX", "on": "2012-12-31", "horizon": "1y"}
EXAMPLES = sorted((Path(__file__).parents[2] / "docs" / "how-to" / "scenarios").glob("*.toml"))


@pytest.fixture(scope="module")
def small() -> View:
    """Five states recognise Kosovo by 2012; Hungary withdrew."""
    rows = [("recognise", who, "XKX", f"2008-03-{day:02}") for day, who in enumerate(("FRA", "DEU", "TUR", "SEN"), 1)]
    ledger = ledger_of(
        *rows, ("recognise", "HUN", "XKX", "2008-03-19"), ("withdraw-recognition", "HUN", "XKX", "2011-05-05"),
        ("recognise", "NER", "XKX", "2012-06-01"),
    )  # fmt: skip
    return View(ledger)


@pytest.fixture(scope="module")
def model(spec: Specification, world: World, small: View) -> Fitted:
    """States follow their fellow members and neighbours, great powers lead, and nobody withdraws unless led to."""
    estimates = (
        known(spec, 0, level=-5.0, spread=0.1, share_of_fellows=2.0, share_of_neighbours=2.0, power=1.0, exposed=-2.0,
              share_of_region=1.5, tied_to_parent_neighbours=-2.0),
        known(spec, 1, level=-8.0, spread=0.1),
    )  # fmt: skip
    return Fitted(spec, world, 800_000.0, (draw_history(small, world),), estimates)


def changed(small: View, model: Fitted, /, futures: int = 2000, seed: int = 1, **lines: Any) -> ScenarioResult:
    return scenario(small, {**HEAD, **lines}, model=model, futures=futures, seed=seed)


def of(found: ScenarioResult, party: str) -> StateDifference:
    return next(state for state in found.states if state.party == party)


ITALY = [{"who": "ITA", "what": "recognise", "when": "2013-02-01"}]


def test_an_empty_file_changes_nothing_at_all(small: View, model: Fitted) -> None:
    """Not nearly nothing: the two worlds are the same futures."""
    found = changed(small, model)
    assert {state.difference for state in found.states} == {0.0}
    assert {state.low for state in found.states} == {state.high for state in found.states} == {0.0}
    assert {point.recognisers.difference for point in found.curve} == {0.0}
    assert found.recognisers.difference == found.beyond.difference == 0.0


def test_without_changes_it_is_the_forecast(small: View, model: Fitted) -> None:
    """The same model and day: the same probabilities, but for parameters that are drawn fewer times."""
    plain = forecast(small, "XKX", "2012-12-31", model=model, futures=4000)
    found = changed(small, model, futures=4000)
    expected = sum(s.probability for s in plain.states if s.act == "recognise")
    added = found.counts[0][0].expected
    assert added == pytest.approx(expected, rel=0.1)


def test_a_first_mover_raises_its_neighbours_and_fellow_members(small: View, model: Fitted) -> None:
    """Italy's recognition reaches Switzerland (a neighbour) and Greece (a fellow), and not Japan (neither)."""
    found = changed(small, model, happens=ITALY)
    assert of(found, "ITA").scenario > 0.99
    assert of(found, "CHE").difference > 5 * abs(of(found, "JPN").difference) > 0
    assert of(found, "CHE").low > 0
    assert of(found, "GRC").low > 0
    assert dict(of(found, "CHE").why)["share_of(neighbours)"] > 1
    assert found.beyond.difference > 0
    assert found.recognisers.difference == pytest.approx(
        found.beyond.difference + of(found, "ITA").difference, abs=1e-9
    )  # fmt: skip


def test_the_curve_moves_on_the_day_of_the_act(small: View, model: Fitted) -> None:
    found = changed(small, model, happens=[{**ITALY[0], "when": "2013-07-15"}])
    early = [point.recognisers.difference for point in found.curve if point.day < "2013-07-15"]
    late = [point.recognisers.difference for point in found.curve if point.day >= "2013-07-15"]
    assert set(early) == {0.0}
    assert min(late) > 0.5


def test_common_random_numbers_make_the_difference_precise(small: View, model: Fitted) -> None:
    """The spread of the difference by draw of the parameters, against that of two runs with luck of their own."""
    day, days = 734868.0, 365.25
    (base,) = starts(model, "XKX", day, days)
    plan = {**HEAD, "happens": ITALY}
    found = scenario(small, plan, model=model, futures=2000)
    shared = found.beyond.high - found.beyond.low
    parts = []
    for seed in (1, 2):
        (one,) = run_futures(model, [base], futures=2000, seed=seed, together=33)
        parts.append(one.batches[:, 0, 0].sum(axis=1))
    low, high = np.percentile(parts[1] - parts[0], [10, 90])
    assert shared < 0.5 * (high - low)


def test_the_seed_decides(small: View, model: Fitted) -> None:
    one, same, other = (changed(small, model, 300, seed, happens=ITALY).to_dict() for seed in (4, 4, 5))
    assert one == same
    assert one != other


# One of each kind of line, the state whose number it must move, and in which direction.
LINES: list[tuple[str, dict[str, Any], str, int]] = [
    ("happens", {"who": "ITA", "what": "establish-relations", "when": "2013-02-01"}, "ITA", 1),
    ("happens", {"who": "FRA", "what": "withdraw-recognition", "when": "2013-02-01"}, "FRA", -1),
    ("happens", {"members_of": "BENELUX", "what": "recognise", "when": "2013-02-01"}, "LUX", 1),
    ("did_not_happen", {"who": "FRA", "what": "recognise"}, "FRA", -1),
    ("did_not_happen", {"who": "FRA", "what": "recognise"}, "BEL", -1),
    ("did_not_happen", {"who": "HUN", "what": "withdraw-recognition"}, "HUN", 1),
    ("joins", {"who": "MRT", "organisation": "ECOWAS", "when": "2013-02-01"}, "MRT", 1),
    ("joins", {"who": "MRT", "organisation": "ECOWAS"}, "MRT", 1),
    ("leaves", {"who": "MLI", "organisation": "ECOWAS"}, "MLI", -1),
    ("attribute", {"who": "ARG", "name": "great-power", "value": True}, "ARG", 1),
    ("attribute", {"who": "ARG", "name": "exposed", "value": True, "when": "2013-06-01"}, "ARG", -1),
    ("attribute", {"who": "ARG", "name": "region", "value": "Western Africa"}, "ARG", 1),
    ("attribute", {"who": "XKX", "name": "parent", "value": "SDN"}, "TCD", -1),
    ("condition", {"who": "ARG", "met": "2013-02-01", "likely": 0.8}, "ARG", 1),
    ("doctrine", {"name": "stimson", "who": ["CHE"]}, "CHE", -1),
    ("doctrine", {"name": "stimson", "who": ["CHE"], "when": "2013-03-01", "until": "2013-09-01"}, "CHE", -1),
    ("doctrine", {"name": "hallstein", "who": ["SRB"], "deterrence": 0.5}, "CHE", -1),
    ("doctrine", {"name": "siyar", "who": ["GRC"]}, "GRC", -1),
]


@pytest.mark.parametrize(("what", "line", "party", "sign"), LINES)
def test_every_kind_of_line_has_its_effect(
    small: View, model: Fitted, what: str, line: dict[str, Any], party: str, sign: int
) -> None:
    found = changed(small, model, 400, **{what: [line]})
    assert of(found, party).difference * sign > 0.0003
    assert len(found.changes) == 1
    assert not found.notes


def test_a_line_that_changes_nothing_for_the_case_is_told(view: View) -> None:
    """That a state fears secession bears on its recognition of states, and not of governments."""
    line = {"who": "ARG", "name": "exposed", "value": True}
    found = scenario(view, {"case": "CHN/roc", "on": "2026-04-30", "attribute": [line]}, futures=100)
    assert found.recognisers.difference == 0.0
    assert "changes nothing that the model knows of the Republic of China" in found.notes[0]


def test_every_kind_of_line_is_among_those() -> None:
    assert {what for what, *_ in LINES} == set(KEYS)


def test_a_membership_that_begins_later_does_less(small: View, model: Fitted) -> None:
    early, late = (
        of(changed(small, model, joins=[{"who": "MRT", "organisation": "ECOWAS", "when": day}]), "MRT").difference
        for day in ("2013-01-01", "2013-11-01")
    )
    assert early > 2 * late > 0


def test_a_condition_met_acts_as_likely_as_the_file_says(small: View, model: Fitted) -> None:
    line = {"who": "ARG", "met": "2013-02-01", "likely": 0.8, "within": "60d"}
    assert of(changed(small, model, condition=[line]), "ARG").scenario == pytest.approx(0.8, abs=0.02)
    sure = {"who": "ARG", "met": "2013-02-01"}
    assert of(changed(small, model, condition=[sure]), "ARG").scenario == pytest.approx(1.0, abs=0.01)


def test_whoever_withdraws_may_come_back_and_whoever_never_came_may_still_come(small: View, model: Fitted) -> None:
    found = changed(small, model, did_not_happen=[{"who": "FRA", "what": "recognise", "when": "2008-03-01"}])
    assert 0 < of(found, "FRA").scenario < 1
    assert of(found, "FRA").now
    assert of(found, "FRA").base > 0.99


def test_an_act_undone_is_gone_from_the_world_and_not_from_the_record(small: View) -> None:
    france = next(spell for spell in small.spells("XKX") if spell.party == "FRA")
    other = small.without([france.began])
    assert "FRA" not in {spell.party for spell in other.spells("XKX")}
    assert "FRA" in {spell.party for spell in small.spells("XKX")}
    nobody = small.without([spell.began for spell in small.spells("XKX")])
    assert not nobody.spells("XKX")
    assert not nobody.recognisers_on("XKX", Day.parse("2012-01-01"))
    assert nobody.cases == small.cases


def test_a_doctrine_that_ends_leaves_its_holder_some_of_the_year(small: View, model: Fitted) -> None:
    bound = {"name": "stimson", "who": ["CHE"]}
    whole, half = (
        of(changed(small, model, doctrine=[line]), "CHE").scenario for line in (bound, {**bound, "until": "2013-07-01"})
    )
    assert whole == 0.0
    assert 0.2 < half / of(changed(small, model), "CHE").base < 0.8


def test_a_doctrine_of_breaks_says_how_many_it_calls_for(small: View, model: Fitted) -> None:
    """Hallstein for Serbia: every recognition by another state but one that is exempt calls for a break."""
    found = changed(small, model, doctrine=[{"name": "hallstein", "who": ["SRB"], "deterrence": 0.2}])
    ((_, _, called),) = found.answers
    assert called.base == pytest.approx(found.counts[0][0].expected, rel=0.2)
    assert called.scenario < 0.5 * called.base
    assert called.high < 0
    assert dict(of(found, "CHE").why)["doctrine"] == pytest.approx(0.2)


def test_without_one_china_a_state_can_recognise_both(view: View) -> None:
    base = {"case": "CHN/roc", "on": "2026-04-30", "horizon": "1y"}
    turn = [{"who": "PRY", "what": "recognise", "towards": "CHN/prc", "when": "2026-06-01"}]
    lifted = [{"name": "one-china", "in_force": False}]
    switched = of(scenario(view, {**base, "happens": turn}, futures=200), "PRY")
    both = of(scenario(view, {**base, "happens": turn, "doctrine": lifted}, futures=200), "PRY")
    assert switched.scenario < 0.05
    assert both.scenario > 0.9


def test_rivals_lapse_in_a_scenario_too(view: View) -> None:
    """Paraguay turns to Beijing: of a scenario of Taipei, that is a lapse."""
    found = scenario(
        view,
        {"case": "CHN/roc", "on": "2026-04-30",
         "happens": [{"who": "PRY", "what": "recognise", "towards": "CHN/prc", "when": "2026-06-01"}]},
        futures=300,
    )  # fmt: skip
    paraguay = of(found, "PRY")
    assert paraguay.now
    assert paraguay.base > 0.9
    assert paraguay.scenario < 0.02
    assert found.counts[1][1].expected >= 1


# What is wrong, what the error must say, its line of the file, and what the hint must say.
WRONG = [
    ('[[happens]]\nwho = "Ruritania"\nwhat = "recognise"\nwhen = 2013-02-01', "Ruritania", 5, "did you mean"),
    ('[[happens]]\nwho = "ITA"\nwhat = "recognize"\nwhen = 2013-02-01', "no kind of act", 6, "recognise"),
    ('[[happens]]\nwho = "ITA"\nwhat = "sever-relations"\nwhen = 2013-02-01', "neither begins", 6, "recognise"),
    ('[[happens]]\nwho = "ITA"\nwhen = 2013-02-01', "has no what", 4, "recognise"),
    ('[[happens]]\nwhat = "recognise"\nwhen = 2013-02-01', "who or members_of", 4, "FRA"),
    ('[[hapens]]\nwho = "ITA"', "unknown key 'hapens'", 4, "happens"),
    ('[[happens]]\nwhom = "ITA"', "unknown key 'whom'", 5, "who"),
    ('[[happens]]\nwho = "FRA"\nwhat = "recognise"\nwhen = 2013-02-01', "already recognises", 4, "2008-03-01"),
    ('[[happens]]\nwho = "ITA"\nwhat = "withdraw-recognition"\nwhen = 2013-02-01', "does not recognise", 4, "no"),
    ('[[happens]]\nwho = "ITA"\nwhat = "recognise"\nwhen = 2007-02-01', "before Kosovo began", 7, "2008-02-17"),
    ('[[happens]]\nwho = "ITA"\nwhat = "recognise"\nwhen = 2012-02-01', "not after the scenario's day", 7, "did_not"),
    ('[[happens]]\nwho = "ITA"\nwhat = "recognise"\nwhen = 2015-02-01', "after the horizon", 7, "longer horizon"),
    ('[[happens]]\nwho = "SUN"\nwhat = "recognise"\nwhen = 2013-02-01', "not in being", 5, "polities list"),
    ('[[happens]]\nwho = "ITA"\ntowards = "PSE"\nwhat = "recognise"\nwhen = 2013-02-01', "not among", 6, "PSE"),
    ('[[did_not_happen]]\nwho = "ITA"\nwhat = "recognise"', "no recognition of Kosovo by Italy", 4, "no recognition"),
    ('[[did_not_happen]]\nwho = "FRA"\nwhat = "recognise"\nwhen = 2009', "on 2009", 7, "2008-03-01"),
    ('[[joins]]\nwho = "FRA"\norganisation = "EU"', "already is member", 4, "remove"),
    ('[[leaves]]\nwho = "CHE"\norganisation = "EU"', "is no member", 4, "remove"),
    ('[[joins]]\nwho = "CHE"\norganisation = "E.U."', "no organisation", 6, "EU"),
    ('[[joins]]\nwho = "CHE"\norganisation = "OPEC"', "knows no tie by OPEC", 6, "NATO"),
    ('[[attribute]]\nwho = "FRA"\nname = "great-power"\nvalue = true', "already", 4, "remove"),
    ('[[attribute]]\nwho = "FRA"\nname = "wealth"\nvalue = true', "no attribute 'wealth'", 6, "great-power"),
    ('[[attribute]]\nwho = "FRA"\nname = "region"\nvalue = "Europe"', "no region", 7, "Western Europe"),
    ('[[condition]]\nwho = "ARG"\nmet = 2013-02-01\nlikely = 2', "likely = 2", 7, "probability"),
    ('[[happens]]\nwho = "ITA', "not TOML", 5, "quotes"),
    ('[[doctrine]]\nname = "halstein"', "no doctrine", 5, "hallstein"),
    ('[[doctrine]]\nname = "hallstein"', "binds nobody", 4, "who"),
    ('[[doctrine]]\nname = "estrada"', "is of governments", 4, "government"),
    ('[[doctrine]]\nname = "one-china"\nwho = "FRA"', "changes nothing", 4, "in_force"),
    ('[[doctrine]]\nname = "stimson"\nwho = "FRA"\ndeterrence = 0.5', "threatens nobody", 7, "remove"),
    ('[[happens]]\nwho = "ITA"\nwhat = "recognise"\nwhen = 2013-02-01\n[[doctrine]]\nname = "stimson"\nwho = "ITA"',
     "does not let it", 8, "leave it out"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "said", "line", "hint"), WRONG)
def test_what_is_wrong_is_told_with_file_and_line(
    small: View, model: Fitted, tmp_path: Path, body: str, said: str, line: int, hint: str
) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(f'case = "XKX"\non = 2012-12-31\n\n{body}\n', encoding="utf-8")
    with pytest.raises(ComityError) as error:
        scenario(small, path, model=model, futures=200)
    assert said in error.value.message
    assert error.value.where == f"wrong.toml:{line}"
    assert hint in error.value.hint


def test_one_who_acts_twice_is_held_against_what_it_did_in_the_file(small: View, model: Fitted) -> None:
    """Italy may withdraw what it did above, and not recognise twice."""
    back = {"who": "ITA", "what": "withdraw-recognition", "when": "2013-05-01"}
    found = changed(small, model, 300, happens=[*ITALY, back])
    assert of(found, "ITA").scenario < 0.1
    with pytest.raises(ComityError, match="already recognises"):
        changed(small, model, happens=[*ITALY, {**ITALY[0], "when": "2013-03-01"}])


def test_the_command_line_goes_before_the_file() -> None:
    read = read_scenario(HEAD, on="2013-05-05", horizon="6m")
    assert (read.on.text, read.horizon) == ("2013-05-05", "6m")


def test_the_record_asks_for_a_scenario() -> None:
    found = comity.open().scenario({"case": "PSE", "on": "2026-04-30"}, futures=200)
    assert (found.case, found.recognisers.difference) == ("PSE", 0.0)


def test_the_examples_of_the_help_run(tmp_path: Path) -> None:
    for line in examples("scenario"):
        done = run(line, tmp_path)
        assert done.returncode == 0, done.stderr
    assert "hold them equal" in done.stdout or "held equal" in done.stdout


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_examples_of_the_page_run(view: View, path: Path) -> None:
    found = scenario(view, path, futures=200)
    assert found.changes
    assert any(state.difference for state in found.states)
