from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from tests.outlook.conftest import at

from comity.errors import BadInput
from comity.outlook.backtest import _origin, backtest
from comity.outlook.baselines import BASELINES
from comity.outlook.draws import draw_history
from comity.outlook.panel import build_panels
from comity.outlook.specification import Specification
from comity.outlook.world import World
from comity.standing import View


@pytest.fixture(scope="module")
def small(view: View) -> dict[str, object]:
    return backtest(view, first=1966, last=1972, every=6, futures=100, leave_out=False).to_dict()


def test_the_object_has_what_is_asked_of_it(small: dict[str, object]) -> None:
    assert small["origins"] == ["1966-01-01", "1972-01-01"]
    scores = small["scores"]
    assert isinstance(scores, dict)
    assert set(scores) == {"model", *BASELINES}
    assert set(scores["model"]) == {"log_score", "brier", "ece", "mrr", "hits_at_10", "average_precision"}
    assert isinstance(small["pairs"], int)
    assert small["pairs"] > small["events"] > 50  # 1972 was the year of Bangladesh


def test_shuffling_what_happened_after_the_origin_changes_no_forecast(
    spec: Specification, world: World, view: View
) -> None:
    origin = at("1962-01-01")
    history = draw_history(view, world)
    after = np.flatnonzero(history.time >= origin)
    order = np.arange(history.n_events)
    order[after] = np.random.default_rng(0).permutation(after)
    shuffled = history.take(order)
    # States, cases and kinds change places; the days stay in order.
    shuffled.time[:] = history.time
    assert (shuffled.state != history.state).any()
    found = []
    for each in (history, shuffled):
        panels = build_panels(spec, world, each, until=at("1963-01-01"))
        result = _origin(spec, world, each, panels, origin, 365.25, 60, 1)
        assert not isinstance(result, str)
        found.append(result[0])
    assert (found[0].case == found[1].case).all()
    for name, p in found[0].p.items():
        assert (p == found[1].p[name]).all(), name
    assert (found[0].y != found[1].y).any()


def test_an_origin_with_too_little_history_is_told(view: View) -> None:
    with pytest.raises(BadInput, match=r"events of recognition|no case") as error:
        backtest(view, first=1920, last=1920, futures=60, leave_out=False)
    assert "later" in error.value.hint


def test_years_in_no_order_are_refused(view: View) -> None:
    with pytest.raises(BadInput, match="from 1990 to 1980"):
        backtest(view, first=1990, last=1980)


def test_rows_hold_every_event_or_say_how_many_they_dropped(spec: Specification, world: World, view: View) -> None:
    history = draw_history(view, world)
    until = at("1950-01-01")
    panel = build_panels(spec, world, history, until=until)[0]
    assert panel.n_events + panel.dropped == int(((history.time <= until) & (history.kind == 0)).sum())
    assert (panel.exposure >= 0).all()
    assert (np.diff(panel.end) >= 0).all()
    assert panel.end.max() == until
    one = (panel.case == history.cases.index("SUN")) & (panel.state == world.find("USA"))
    # The United States was at risk from the opening of the case to its recognition of 1933-11-16.
    assert panel.end[one].max() == at("1933-11-16")
    opened = history.windows[history.cases.index("SUN")][0][0]
    assert panel.exposure[one].sum() == pytest.approx((at("1933-11-16") - opened) / 365.25)
    assert dt.date.fromordinal(int(opened)).year == 1918
