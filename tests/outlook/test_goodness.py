"""Goodness of fit and robustness: what was observed among what is simulated, and estimates side by side."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.outlook.conftest import BEGINS, at, made

import comity
from comity.errors import BadInput
from comity.outlook.draws import draw_history
from comity.outlook.fitted import Fitted, fit_outlook
from comity.outlook.goodness import YEARS, Band, concordance, goodness
from comity.outlook.robustness import VARIANTS, Variant, robustness
from comity.outlook.specification import EffectSpec, ProcessSpec, Specification
from comity.outlook.world import World

EUROPE = ("AUT", "BEL", "CHE", "DEU", "DNK", "ESP", "FRA", "GBR", "ITA", "NLD", "NOR", "POL", "PRT", "SWE", "TUR")


@pytest.fixture(scope="module")
def little(spec: Specification) -> Specification:
    """Two effects only, so that a fit takes no time."""
    effects = (EffectSpec("share_of", network="region"), EffectSpec("recent", half_life_days=365.0))
    process = ProcessSpec("recognition", (0.0,), effects, 0.1, ("case",))
    return replace(spec, recognition=process, withdrawal=replace(process, name="withdrawal"))


@pytest.fixture(scope="module")
def model(little: Specification, world: World) -> Fitted:
    """Two cases that Europe recognised within two years, and one that only a few did."""
    rng = np.random.default_rng(1)
    rows = [(str(np.datetime64("2012-02-01") + int(d)), s, c, BEGINS)
            for c in "AB" for s, d in zip(EUROPE, rng.permutation(700), strict=False)]  # fmt: skip
    rows += [("2012-03-01", "CHN", "C", BEGINS), ("2013-03-01", "JPN", "C", BEGINS)]
    return fit_outlook(little, world, (made(world, rows),), at("2016-01-01"))


def test_the_model_gives_back_the_curves_that_it_was_fitted_on(model: Fitted) -> None:
    found = goodness(model, futures=200)
    assert set(found.curves) == {"A", "B", "C"}
    assert [band.what for band in found.curves["A"]] == [f"{y:g}" for y in YEARS if y < 4]
    last = {case: bands[-1] for case, bands in found.curves.items()}
    # The first recognition of each case is where its simulation begins.
    assert (last["A"].observed, last["C"].observed) == (14.0, 1.0)
    assert last["A"].middle > last["C"].middle
    assert sum(band.inside for bands in found.curves.values() for band in bands) >= 9  # of 20
    assert sum(band.observed for band in found.waits) == 14 + 14 + 1
    assert {band.what for band in found.order} == {"A", "B"}
    told = {band.what: band for band in found.organisations}
    assert told["AU"].observed == 0.0
    assert told["NATO"].observed == pytest.approx(sum(s in _NATO for s in _later(model)) / 29)


_NATO = {"BEL", "DEU", "DNK", "ESP", "FRA", "GBR", "ITA", "NLD", "NOR", "POL", "PRT", "TUR"}


def _later(model: Fitted) -> list[str]:
    """Those that recognised after the first, by case."""
    history = model.histories[0]
    out = []
    for case in range(3):
        mine = np.flatnonzero(history.case == case)[1:]
        out += [history.states[history.state[e]] for e in mine]
    return out


def test_a_history_of_less_than_a_year_is_refused(model: Fitted) -> None:
    early = replace(model, day=at("2012-09-01"))
    with pytest.raises(BadInput, match="a year of history") as error:
        goodness(early, futures=50)
    assert "later day" in error.value.hint


@pytest.mark.parametrize(
    ("came", "share"),
    [([1.0, 2.0, 3.0], 1.0), ([3.0, 2.0, 1.0], 0.0), ([1.0, np.inf, np.inf], 1.0), ([np.inf, np.inf, 5.0], 0.0)],
)
def test_concordance_is_the_share_of_pairs_in_the_right_order(came: list[float], share: float) -> None:
    assert concordance(np.array([10.0, 20.0, 30.0]), came) == share


def test_concordance_of_nobody_is_nothing() -> None:
    assert np.isnan(concordance(np.array([1.0, 2.0]), [np.inf, np.inf]))
    assert concordance(np.array([1.0, 1.0]), [1.0, 2.0]) == 0.5


def test_a_band_holds_what_lies_between_its_ends() -> None:
    band = Band.of("x", 3.0, np.arange(11.0))
    assert (band.low, band.middle, band.high, band.inside) == (1.0, 5.0, 9.0, True)
    assert not Band.of("x", 10.0, np.arange(11.0)).inside


def test_robustness_is_the_estimates_of_each_variant_side_by_side(little: Specification) -> None:
    record = comity.open()
    variants = (VARIANTS[2], Variant("no frailty of cases", {}, draws=(0,), without=("case",)),
                Variant("checked", {"checked": True}, draws=(0,)))  # fmt: skip
    first, second = robustness(record.view, at("1975-01-01"), spec=little, variants=variants)
    assert first.variants == ("plain reading", "no frailty of cases", "checked")
    assert first.labels == ("share_of(region)", "recent(365d)")
    assert first.estimate.shape == (3, 2)
    assert (first.moved[0] == 0).all()
    assert first.events[0] == first.events[1] > first.events[2]
    assert np.abs(first.moved[1]).max() > 0.5
    assert second.process == "withdrawal"


def test_every_variant_is_another_history_or_another_model(world: World, spec: Specification) -> None:
    """No switch does nothing."""
    record = comity.open()

    def events(variant: Variant) -> tuple[object, ...]:
        own = variant.specification(spec)
        parts = []
        for draw in variant.draws:
            found = draw_history(
                record.view(**variant.view), world, draw=draw, rules=own.draws, disputed=variant.disputed,
                years=variant.years,
            )  # fmt: skip
            parts.append((found.time.tobytes(), found.state.tobytes(), found.case.tobytes(), found.kind.tobytes()))
        return (*parts, own.recognition, own.withdrawal)

    seen = [events(variant) for variant in VARIANTS]
    assert len(set(seen)) == len(VARIANTS)
