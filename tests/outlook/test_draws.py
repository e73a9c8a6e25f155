from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from comity.outlook.draws import BEGINS, LAPSES, RecognitionHistory, draw_history
from comity.outlook.world import World
from comity.polities import registry
from comity.standing import View


@pytest.fixture(scope="module")
def draws(view: View, world: World) -> list[RecognitionHistory]:
    return [draw_history(view, world, draw=d) for d in range(4)]


def test_an_act_of_a_month_falls_on_different_days_of_it(
    view: View, world: World, draws: list[RecognitionHistory]
) -> None:
    coarse = [
        (case, spell)
        for case in view.cases
        for spell in view.spells(case)
        if spell.began.checked and spell.began.happened and spell.began.happened.precision == "month"
    ]
    assert len(coarse) > 10
    moved = 0
    for case, spell in coarse:
        span = spell.began.happened
        assert span is not None
        found = set()
        for history in draws:
            here = (history.case == history.cases.index(case)) & (history.kind == BEGINS)
            mine = history.time[here & (history.state == world.find(spell.party))]
            found |= {t for t in mine if span.bounds[0].toordinal() <= t <= span.bounds[1].toordinal()}
        assert found
        moved += len(found) > 1
    assert moved > len(coarse) / 2


def test_an_act_of_a_known_and_checked_day_is_the_same_in_every_draw(
    view: View, draws: list[RecognitionHistory]
) -> None:
    exact = [s for s in view.spells("XKX") if s.began.happened and s.began.happened.exact and s.began.checked]
    assert len(exact) > 50
    for spell in exact:
        assert spell.began.happened is not None
        day = float(spell.began.happened.earliest.toordinal())
        here = [
            day in h.time[(h.state == h.states.index(spell.party)) & (h.case == h.cases.index("XKX"))] for h in draws
        ]
        assert all(here)


def test_a_switch_between_rivals_is_one_day(draws: list[RecognitionHistory]) -> None:
    for history in draws:
        roc, prc = history.cases.index("CHN/roc"), history.cases.index("CHN/prc")
        lapses = np.flatnonzero((history.case == roc) & (history.kind == LAPSES))
        begun = {(i, t) for i, j, t, k in zip(history.state, history.case, history.time, history.kind, strict=True)
                 if j == prc and k == BEGINS}  # fmt: skip
        assert lapses.size > 10
        # One lapse comes from a later act towards a rival that was recognised already.
        assert sum((history.state[e], history.time[e]) in begun for e in lapses) >= lapses.size - 1


def test_leaving_disputed_and_recalled_acts_out_leaves_fewer(view: View, world: World) -> None:
    from dataclasses import replace

    plain = draw_history(view, world)
    assert draw_history(view, world, disputed=False).n_events < plain.n_events
    checked = replace(view, checked=True, _acts={}, _spells={}, _claims={})
    assert draw_history(checked, world).n_events < plain.n_events


def test_a_case_is_open_while_its_party_is(draws: list[RecognitionHistory]) -> None:
    """Estonia was open to 1940 and again from 1991; East Germany to its end."""
    history = draws[0]
    estonia = history.cases.index("EST")
    middle = float(dt.date(1960, 1, 1).toordinal())
    assert history.window(estonia, middle) is None
    assert history.window(estonia, float(dt.date(1930, 1, 1).toordinal())) is not None
    assert history.window(estonia, float(dt.date(1995, 1, 1).toordinal())) is not None
    end = registry().get("DDR").end
    assert end is not None
    assert history.window(history.cases.index("DDR"), float(end.earliest.toordinal())) is None
