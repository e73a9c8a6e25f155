from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.outlook.conftest import BEGINS, at, made

from comity.errors import BadInput
from comity.histories import History
from comity.models.fit import fit
from comity.outlook.estimate import fit_process, learn, pool
from comity.outlook.panel import build_panels
from comity.outlook.specification import EffectSpec, ProcessSpec, Specification
from comity.outlook.world import World

STATES = ("AUT", "BEL", "CHE", "DEU", "DNK", "ESP", "FRA", "GBR", "ITA", "NLD", "NOR", "POL", "PRT", "SWE", "TUR")


def events(seed: int = 0, cases: tuple[str, ...] = ("A", "B", "C")) -> list[tuple[str, str, str, int]]:
    """Two in three states recognise each case, on distinct days that come thicker with time."""
    rng = np.random.default_rng(seed)
    out = []
    days = rng.permutation(600)
    for k, (case, state) in enumerate((c, s) for c in cases for s in STATES if rng.random() < 0.66):
        when = np.datetime64("2012-01-05") + int(days[k])
        out.append((str(when), state, case, BEGINS))
    return sorted(out)


def small(spec: Specification, *effects: EffectSpec, ridge: float = 0.0) -> Specification:
    process = ProcessSpec("recognition", (0.0,), effects, ridge, ())
    return replace(spec, recognition=process, withdrawal=replace(process, name="withdrawal", effects=effects[:1]))


def test_without_frailties_it_is_the_relational_event_model_of_the_engine(spec: Specification, world: World) -> None:
    """The same events in both: states x cases, how many recognise, who is a great power; ties leave the risk set."""
    rows = events()
    history = made(world, rows)
    ours = small(spec, EffectSpec("recognisers"), EffectSpec("power"))
    until = at("2013-12-31")
    panel = build_panels(ours, world, history, until=until)[0]
    estimate = fit_process(ours.recognition, panel, n_states=world.n, n_cases=3)
    present = world.snapshot(at("2012-06-01")).present
    power = world.snapshot(at("2012-06-01")).power
    names = [code for code, here in zip(world.states, present, strict=True) if here]
    theirs = History.from_tables(
        {"time": [at(d) for d, *_ in rows], "sender": [s for _, s, *_ in rows], "receiver": [c for *_, c, _ in rows]},
        nodes={"label": names, "power": [float(power[world.find(code)]) for code in names]},
        receivers={"label": ["A", "B", "C"]},
        start=at("2012-01-01"),
        end=until,
    )
    tie = {"name": "inertia", "weighted": False}
    engine = fit(
        theirs, "rem", [{"name": "indegree", "type": "alter"}, {"name": "ego", "attribute": "power"}, tie],
        timing="interval", fixed={_label(theirs, tie): -60.0},
    )  # fmt: skip
    engine.require_converged()
    terms = dict(zip(engine.terms, engine.estimate, strict=True))
    errors = dict(zip(engine.terms, engine.std_error, strict=True))
    found = list(terms)
    # Ours is a year's rate, theirs a second's of times that are days here.
    assert estimate.mean[0] == pytest.approx(terms[found[0]] + np.log(365.25), abs=0.02)
    for k in (1, 2):
        assert estimate.mean[k] == pytest.approx(terms[found[k]], abs=0.003)
        assert estimate.std_error[k] == pytest.approx(errors[found[k]], rel=0.01)


def _label(history: History, tie: dict[str, object]) -> str:
    from comity.models.model import Model

    return Model.of("rem", [tie]).terms[0].label


def test_a_frailty_with_little_to_go_by_is_shrunk_and_one_with_much_is_not(spec: Specification, world: World) -> None:
    process = replace(small(spec, EffectSpec("power"), ridge=0.1).recognition, shrunk=("case",))
    rows = [*events(), ("2012-02-02", "FIN", "D", BEGINS)]
    panel = build_panels(replace(spec, recognition=process), world, made(world, rows), until=at("2013-12-31"))[0]
    found = fit_process(process, panel, n_states=world.n, n_cases=4, variance={"case": 1.0})
    first, size = found.offsets["case"]
    assert size == 4
    frailty, spread = found.mean[first:], found.std_error[first:]
    assert frailty[3] < min(frailty[:3])
    assert spread[3] > max(spread[:3])
    raw = np.log(1 / panel.exposure[panel.case == 3].sum()) - found.mean[0]
    assert raw < frailty[3] < 0


def test_the_spread_of_yearly_bursts_is_found(spec: Specification, world: World) -> None:
    """Counts of years made with a gamma of variance 1 give back about that, and steady ones nearly none."""
    from comity.outlook.estimate import _gamma_variance

    rng = np.random.default_rng(3)
    expected = np.full(4000, 3.0)
    bursts = rng.poisson(expected * rng.gamma(1.0, 1.0, 4000))
    assert _gamma_variance(bursts, expected, "case_year") == pytest.approx(1.0, abs=0.1)
    assert _gamma_variance(rng.poisson(expected), expected, "case_year") < 0.03


def test_too_few_events_are_refused_with_what_to_do(spec: Specification, world: World) -> None:
    ours = small(spec, EffectSpec("power"))
    panel = build_panels(ours, world, made(world, events()[:4]), until=at("2013-01-01"))[0]
    with pytest.raises(BadInput, match="only 4 events") as error:
        fit_process(ours.recognition, panel, n_states=world.n, n_cases=3)
    assert "later origin" in error.value.hint


def test_an_effect_that_runs_away_is_named(spec: Specification, world: World) -> None:
    """All moves fall in a few days in which the share rises, and none after: without a ridge its estimate runs away."""
    powers = ("CHN", "DEU", "FRA", "GBR", "JPN", "RUS", "USA")
    rows = [(f"2012-0{1 + k}-1{m}", s, case, BEGINS) for k, case in enumerate("ABC") for m, s in enumerate(powers)]
    ours = small(spec, EffectSpec("power"), EffectSpec("share"))
    panel = build_panels(ours, world, made(world, rows), until=at("2013-01-01"))[0]
    found = fit_process(ours.recognition, panel, n_states=world.n, n_cases=3)
    assert not found.converged
    assert any("separation: share" in why for why in found.why)


def test_draws_are_pooled_by_rubins_rules(spec: Specification, world: World) -> None:
    ours = small(spec, EffectSpec("power"))
    parts = []
    for seed in (1, 2, 3):
        panel = build_panels(ours, world, made(world, events(seed)), until=at("2013-12-31"))[0]
        parts.append(fit_process(ours.recognition, panel, n_states=world.n, n_cases=3))
    found = pool(parts)
    means = np.array([part.mean[1] for part in parts])
    within = np.mean([part.covariance[1, 1] for part in parts])
    assert found.mean[1] == pytest.approx(means.mean())
    assert found.covariance[1, 1] == pytest.approx(within + (1 + 1 / 3) * means.var(ddof=1))
    assert found.draws == 3


def test_the_mean_of_a_rate_is_what_its_events_say(spec: Specification, world: World) -> None:
    """Of one rate with n events the log has mean log(n / exposure) - 1/2n to the first order, so that draws keep n."""
    process = small(spec).recognition
    panel = build_panels(replace(spec, recognition=process), world, made(world, events()), until=at("2013-12-31"))[0]
    found = fit_process(process, panel, n_states=world.n, n_cases=3)
    assert found.shift[0] == pytest.approx(-0.5 / panel.n_events, rel=0.01)
    drawn = np.random.default_rng(1).normal(found.mean[0] + found.shift[0], found.std_error[0], 200_000)
    assert np.exp(drawn).mean() * panel.exposure.sum() == pytest.approx(panel.n_events, rel=0.005)


def test_of_a_case_without_any_history_the_rate_is_that_of_all_and_wide(spec: Specification, world: World) -> None:
    """Case E has no row: its frailty has mean 1 and the variance of all, neither of which the data can narrow."""
    process = replace(small(spec, EffectSpec("power"), ridge=0.1).recognition, shrunk=("case",))
    panel = build_panels(replace(spec, recognition=process), world, made(world, events()), until=at("2013-12-31"))[0]
    found = fit_process(process, panel, n_states=world.n, n_cases=5, variance={"case": 0.5})
    last = found.offsets["case"][0] + 4
    assert found.mean[last] == pytest.approx(0.0, abs=1e-6)
    assert found.covariance[last, last] == pytest.approx(0.5, rel=1e-6)
    assert found.shift[last] == pytest.approx(-0.25, rel=1e-6)
    drawn = np.random.default_rng(1).normal(found.mean[last] + found.shift[last], found.std_error[last], 400_000)
    assert np.exp(drawn).mean() == pytest.approx(1.0, abs=0.01)


def test_the_shift_is_that_of_the_posterior_itself(spec: Specification, world: World) -> None:
    """Against a posterior of two parameters and a yearly frailty, integrated on a grid: nearer than the mode is."""
    from scipy.special import gammaln

    process = replace(small(spec, EffectSpec("power"), ridge=0.5).recognition, shrunk=("case_year",))
    rows = events(5, cases=("A",))[:6]
    rows += [("2012-08-01", "USA", "A", BEGINS), ("2013-05-01", "CHN", "A", BEGINS), ("2013-06-01", "FIN", "A", BEGINS)]
    rows += [("2013-07-01", "IRL", "A", BEGINS)]
    panel = build_panels(replace(spec, recognition=process), world, made(world, rows), until=at("2013-12-31"))[0]
    v = 0.4
    found = fit_process(process, panel, n_states=world.n, n_cases=1, variance={"case_year": v})
    a = found.mean[0] + np.linspace(-4, 4, 241)[:, None]
    b = found.mean[1] + np.linspace(-7, 7, 241)[None, :]
    log = -0.5 * 0.01 * a**2 - 0.5 * 0.5 * b**2
    for year in np.unique(panel.year):
        here = panel.year == year
        power = panel.x[:, 0] > 0
        n = [panel.y[here & (power == p)].sum() for p in (False, True)]
        e = [panel.exposure[here & (power == p)].sum() for p in (False, True)]
        # The frailty of the year, gamma with mean 1, is integrated out exactly.
        expected = e[0] * np.exp(a) + e[1] * np.exp(a + b)
        log = log + sum(n) * a + n[1] * b + gammaln(sum(n) + 1 / v) - (sum(n) + 1 / v) * np.log(expected + 1 / v)
    weight = np.exp(log - log.max())
    weight /= weight.sum()
    mean = np.array([(weight * a).sum(), (weight * b).sum()])
    assert np.abs(found.mean[:2] + found.shift[:2] - mean).max() < 0.5 * np.abs(found.mean[:2] - mean).max()


def test_what_a_new_case_teaches_is_what_a_fit_of_all_finds(spec: Specification, world: World) -> None:
    """Cases A and B, then C: the estimate of two that learns of the third is that of the three, its spread too."""
    process = replace(small(spec, EffectSpec("power"), EffectSpec("recognisers"), ridge=0.5).recognition,
                      shrunk=("case", "case_year"))  # fmt: skip
    variance = {"case": 0.5, "case_year": 0.3}
    panel = build_panels(replace(spec, recognition=process), world, made(world, events()), until=at("2013-12-31"))[0]
    sizes = {"n_states": world.n, "n_cases": 3}
    others, own = (panel.take(np.flatnonzero((panel.case == 2) == mine)) for mine in (False, True))
    whole = fit_process(process, panel, variance=variance, **sizes)
    before = fit_process(process, others, variance=variance, **sizes)
    after = learn(before, own, cases=[2], **sizes)
    error = whole.std_error
    new = whole.offsets["case"][0] + 2
    assert np.abs((after.mean - whole.mean) / error).max() < 0.15
    assert abs(before.mean[new] - whole.mean[new]) / error[new] > 0.3
    assert after.std_error / error == pytest.approx(np.ones(error.size), abs=0.1)
    assert before.std_error[new] > 1.3 * after.std_error[new]
    assert np.abs((after.shift - whole.shift) / error).max() < 0.1


def test_a_case_that_nobody_joins_is_learnt_to_be_slow(spec: Specification, world: World) -> None:
    process = replace(small(spec, EffectSpec("power"), ridge=0.5).recognition, shrunk=("case",))
    rows = [*events(), ("2012-02-02", "FIN", "D", BEGINS)]
    panel = build_panels(replace(spec, recognition=process), world, made(world, rows), until=at("2013-12-31"))[0]
    mine = panel.case == 3
    before = fit_process(
        process, panel.take(np.flatnonzero(~mine)), n_states=world.n, n_cases=4, variance={"case": 1.0}
    )
    place = before.offsets["case"][0] + 3
    seen = [before.mean[place]]
    for until in ("2012-07-01", "2013-01-01", "2013-12-31"):
        own = panel.take(np.flatnonzero(mine)).before(at(until))
        seen.append(learn(before, own, cases=[3], n_states=world.n, n_cases=4).mean[place])
    assert seen == sorted(seen, reverse=True)
    assert seen[0] == pytest.approx(0.0, abs=1e-6)
    assert seen[-1] < -0.7
