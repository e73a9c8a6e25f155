"""Every effect's kernel equals its plain definition, at every option, under every convention."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.effects import Effect, check_effect, effects, find
from comity.effects.check import _compare, grid, history_of
from comity.effects.options import Options
from comity.effects.streams import Column, Stream
from comity.errors import BadModel
from comity.histories import CONVENTIONS, History

NAMES = [effect.name for effect in effects()]
GRIDS = {name: list(grid(find(name))) for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_kernel_equals_definition_at_many_combinations_of_options(name: str):
    assert check_effect(name, seeds=1, at_most=36) > 0


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_kernel_equals_definition_at_every_combination_of_options(name: str):
    assert check_effect(name, seeds=1) > 0


@given(
    name=st.sampled_from(NAMES),
    which=st.integers(0, 10_000),
    seed=st.integers(0, 2**32 - 1),
    convention=st.sampled_from(sorted(CONVENTIONS)),
    directed=st.booleans(),
    actors=st.integers(3, 7),
    events=st.integers(2, 20),
)
@settings(max_examples=150, deadline=None)
def test_kernel_equals_definition_on_any_history(name, which, seed, convention, directed, actors, events):
    named = find(name)
    options = GRIDS[name][which % len(GRIDS[name])]
    rng = np.random.default_rng(seed)
    history = history_of(rng, directed=directed or named.effect.directed, actors=actors, events=events)
    _compare(named, options, history, CONVENTIONS[convention], 1e-9)


@pytest.mark.parametrize("name", [name for name in NAMES if not find(name).effect.one_mode])
def test_kernel_equals_definition_between_two_kinds_of_nodes(name: str):
    """In-degrees are the receivers', out-degrees the senders', and nothing has a proportional form there."""
    history = history_of(np.random.default_rng(7), two_mode=True)
    named = find(name)
    side = {"outdegree": "ego"}.get(name, "alter")
    tried = [o for o in GRIDS[name] if o.scaling != "prop" and o.type in (None, side)]
    for which in np.random.default_rng(8).choice(len(tried), size=min(12, len(tried)), replace=False):
        own = {"alter": {"attribute": "weight"}, "receiver_is": {"node": "w1"}}.get(name, {})
        assert _compare(named, replace(tried[which], **own), history, CONVENTIONS["comity"], 1e-9) > 0


@pytest.mark.parametrize(("name", "side"), [("indegree", "ego"), ("outdegree", "alter"), ("tertius", "ego")])
def test_a_degree_that_the_other_kind_of_nodes_has_is_refused(name: str, side: str):
    history = history_of(np.random.default_rng(7), two_mode=True)
    named = find(name)
    options = next(o for o in GRIDS[name] if o.type == side and o.scaling is None)
    with pytest.raises(BadModel, match="do not have this statistic") as caught:
        _compare(named, options, history, CONVENTIONS["comity"], 1e-9)
    assert caught.value.hint == f'type = "{"alter" if side == "ego" else "ego"}"'


def test_a_kernel_that_is_wrong_is_found():
    """An effect that always says 1 where its definition says 2."""

    def compute(reader, options):
        n = reader.n1
        return Column(sender=Stream.of(np.zeros(n), np.arange(n), np.ones(n)))

    wrong = Effect("wrong", "It is wrong.", "2", compute, lambda past, options, i, j: 2.0)
    with pytest.raises(BadModel, match="the kernel says 1 and the definition 2"):
        check_effect(wrong)


def test_names_of_other_programs_carry_their_convention():
    assert find("goldfish:inertia").defaults["weighted"] is False
    assert find("remstats:otp").defaults["combiner"] == "min"
    assert Options(**find("remstats:inertia").defaults).weighted


def test_an_unknown_effect_offers_the_nearest():
    with pytest.raises(BadModel) as caught:
        find("goldfish:inertai")
    assert "goldfish:inertia" in caught.value.hint


GOLDFISH = """inertia tie recip indeg outdeg trans cycle common_sender common_receiver mixed_trans mixed_cycle
mixed_common_sender mixed_common_receiver four node_trans tertius tertius_diff ego alter same diff sim
ego_alter_interaction"""
REMSTATS = """inertia reciprocity indegreeSender indegreeReceiver outdegreeSender outdegreeReceiver totaldegreeSender
totaldegreeReceiver totaldegreeDyad degreeMin degreeMax degreeDiff otp itp osp isp sp psABBA psABBY psABXA psABXB psABXY
psABAY psABAB recencyContinue recencySendSender recencySendReceiver recencyReceiveSender recencyReceiveReceiver
rrankSend rrankReceive send receive tie dyad same difference average minimum maximum event userStat FEtype psABA psABB
psABX activeTie activeReciprocalTie activeOutdegreeSender activeIndegreeReceiver activeTotaldegreeSender
activeTotaldegreeReceiver activeTotaldegreeDyad activeDegreeMin activeDegreeMax activeDegreeDyad activeSharedPartners
activeSharedPartners_otp activeSharedPartners_itp activeSharedPartners_osp activeSharedPartners_isp"""


@pytest.mark.parametrize(
    "name", [f"goldfish:{each}" for each in GOLDFISH.split()] + [f"remstats:{each}" for each in REMSTATS.split()]
)
def test_every_effect_of_the_other_programs_has_its_name(name: str):
    assert find(name).name == name


def test_partners_that_shared_the_better_rank_lose_it_when_one_of_them_is_met_again():
    """A writes to B and C on one day and to C again: C is first, and B, that shared the first rank, is second."""
    events = {"time": [1, 1, 2, 3], "sender": list("AAAB"), "receiver": list("BCCA")}
    history = History.from_tables(events, nodes={"label": list("ABC")})
    options = next(o for o in GRIDS["sending_rank"] if o.tied == "shared" and o.scaling is None and o.transform is None)
    assert _compare(find("sending_rank"), options, history, CONVENTIONS["comity"], 1e-9) > 0
