"""Every effect's kernel equals its plain definition, at every option, under every convention."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.effects import Effect, check_effect, effects, find
from comity.effects.check import _compare, grid, history_of
from comity.effects.options import Options
from comity.effects.streams import Column, Stream
from comity.errors import BadModel
from comity.histories import CONVENTIONS

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


def test_a_kernel_that_is_wrong_is_found():
    """An effect that always says 1 where its definition says 2."""

    def compute(reader, options):
        n = reader.n1
        return Column(sender=Stream.of(np.zeros(n), np.arange(n), np.ones(n)))

    wrong = Effect("wrong", "It is wrong.", "2", compute, lambda past, options, i, j: 2.0)
    with pytest.raises(BadModel, match="the kernel says 1 and the definition 2"):
        check_effect(wrong)


def test_a_user_writes_an_effect_of_her_own_in_a_few_lines():
    """Whether the receiver has sent anything yet: a degree's stream, mapped."""
    from comity.effects.degrees import sums
    from comity.effects.ties import cells_of

    def compute(reader, options):
        return Column(receiver=sums(cells_of(reader, options), rows=True).map(np.sign))

    def define(past, options, i, j):
        return float(past.x(options)[j].sum() > 0)

    assert check_effect(Effect("has_sent", "The receiver has sent.", "1[Σ_k x_jk > 0]", compute, define)) > 0


def test_names_of_other_programs_carry_their_convention():
    assert find("goldfish:inertia").defaults["weighted"] is False
    assert find("remstats:otp").defaults["combiner"] == "min"
    assert Options(**find("remstats:inertia").defaults).weighted


def test_an_unknown_effect_offers_the_nearest():
    with pytest.raises(BadModel) as caught:
        find("goldfish:inertai")
    assert "goldfish:inertia" in caught.value.hint
