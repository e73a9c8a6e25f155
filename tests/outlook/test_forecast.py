from __future__ import annotations

import pytest
from tests.outlook.conftest import at

from comity.errors import BadInput
from comity.outlook.forecast import Forecast, check_case, forecast, horizon_days
from comity.standing import View


@pytest.fixture(scope="module")
def found(view: View) -> Forecast:
    """From the end of the record, where the packaged estimates serve."""
    return forecast(view, "PSE", "2026-04-30", futures=600)


def test_every_state_that_can_act_has_a_probability_inside_its_interval(found: Forecast) -> None:
    rows = [state for state in found.states if state.act == "recognise"]
    assert len(rows) > 30
    assert found.recognisers + len(rows) > 190
    assert all(0 <= state.low <= state.probability <= state.high <= 1 for state in rows)
    assert "ISR" in {state.party for state in rows}
    assert sorted(rows, key=lambda state: -state.probability)[:10] == list(found.likely())


def test_counts_and_firsts_are_of_the_same_futures(found: Forecast) -> None:
    count = found.counts[0]
    assert sum(count.shares) == pytest.approx(1.0)
    assert count.low <= count.expected <= count.high or count.shares[0] > 0.5
    first = sum(state.first for state in found.states if state.act == "recognise")
    # Somebody is first exactly where anybody acts.
    assert first == pytest.approx(1 - count.shares[0], abs=0.02)


def test_the_same_seed_gives_the_same_object(view: View, found: Forecast) -> None:
    assert forecast(view, "PSE", "2026-04-30", futures=600).to_dict() == found.to_dict()


@pytest.mark.parametrize(("text", "days"), [("1y", 365.25), ("6m", 182.625), ("90d", 90.0)])
def test_a_horizon_is_years_months_or_days(text: str, days: float) -> None:
    assert horizon_days(text) == days


@pytest.mark.parametrize("text", ["soon", "1w", "0d", "10y"])
def test_other_horizons_are_refused(text: str) -> None:
    with pytest.raises(BadInput, match="horizon"):
        horizon_days(text)


@pytest.mark.parametrize(
    ("case", "day", "said", "hint"),
    [
        ("PRT", "2020-01-01", "no recognition of Portugal", "comity cases"),
        ("XKX", "2007-01-01", "nobody had recognised Kosovo", "2008-02-1"),
        ("DDR", "1995-01-01", "ceased to exist on 1990-10-03", "earlier day"),
    ],
)
def test_a_case_that_cannot_be_forecast_is_told_why(view: View, case: str, day: str, said: str, hint: str) -> None:
    with pytest.raises(BadInput) as error:
        check_case(view, case, at(day))
    assert said in error.value.message
    assert hint in error.value.hint
