from __future__ import annotations

import numpy as np
import pytest
from tests.outlook.conftest import BEGINS, ENDS, at, made

from comity.outlook.specification import EffectSpec, ProcessSpec, Specification
from comity.outlook.statistics import Moment, Tracker, columns
from comity.outlook.world import World


def value(spec: Specification, world: World, effect: EffectSpec, state: str, *, now: str = "2013-01-01") -> float:
    """One statistic towards a case that France and Germany recognise and Belgium gave up, a rival of Spain's."""
    history = made(
        world,
        [
            ("2012-03-01", "FRA", "A", BEGINS),
            ("2012-03-01", "BEL", "A", BEGINS),
            ("2012-06-01", "BEL", "A", ENDS),
            ("2012-12-31", "DEU", "A", BEGINS),
            ("2012-05-01", "ESP", "B", BEGINS),
        ],
        rivals=((1,), (0,)),
    )
    tracker = Tracker.of(history, at(now))
    moment = Moment.at(spec, world.snapshot(at(now)), tracker)
    process = ProcessSpec("recognition", (0.0,), (effect,), 0.1, ())
    return float(columns(process, history, tracker, moment, 0, at(now))[world.find(state), 0])


@pytest.mark.parametrize(
    ("effect", "state", "expected"),
    [
        (EffectSpec("recognisers", transform="log1p"), "NLD", np.log(3)),
        (EffectSpec("recent", half_life_days=1), "NLD", np.log1p(0.5)),  # Germany a day ago; France long ago
        (EffectSpec("withdrawals", half_life_days=214), "NLD", np.log1p(0.5)),  # Belgium 214 days ago
        (EffectSpec("rival"), "ESP", 1.0),
        (EffectSpec("rival"), "FRA", 0.0),
        (EffectSpec("again"), "BEL", 1.0),
        (EffectSpec("again"), "FRA", 0.0),
        (EffectSpec("power"), "FRA", 1.0),
        (EffectSpec("power"), "NLD", 0.0),
        (EffectSpec("share_of", network="neighbours"), "LUX", 2 / 3),  # Belgium, Germany, France: two recognise
        (EffectSpec("against", network="neighbours"), "LUX", 1 / 3),  # Belgium gave up
        (EffectSpec("against", network="neighbours"), "AND", 1 / 2),  # France recognises, Spain a rival
    ],
)
def test_a_statistic_is_what_it_says(
    spec: Specification, world: World, effect: EffectSpec, state: str, expected: float
) -> None:
    assert value(spec, world, effect, state) == pytest.approx(expected, abs=1e-6)


def test_who_recognised_the_same_cases_is_alike(spec: Specification, world: World) -> None:
    history = made(world, [("2012-02-01", s, c, BEGINS) for s, c in (("FRA", "A"), ("NLD", "A"), ("FRA", "B"))])
    moment = Moment.at(spec, world.snapshot(at("2013-01-01")), Tracker.of(history))
    alike = moment.networks["alike"]
    assert alike[world.find("FRA"), world.find("NLD")] == pytest.approx(1 / np.sqrt(2))
    assert alike[world.find("FRA"), world.find("BEL")] == 0.0


def test_memberships_that_a_scenario_adds_count_from_their_day(spec: Specification) -> None:
    joined = World(spec.networks, changes=(("EU", "CHE", True, at("2012-06-01")),))
    swiss, french = joined.find("CHE"), joined.find("FRA")
    assert (
        joined.snapshot(at("2013-01-01")).networks["fellows"][swiss, french]
        > (joined.snapshot(at("2012-01-01")).networks["fellows"][swiss, french])
    )
