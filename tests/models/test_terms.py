"""Terms: products of any two effects, fixed effects of actors, and what is the same for everybody."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import comity
from comity.errors import BadModel
from comity.models.fit import fit_model
from comity.models.model import Model


def history(**given) -> comity.History:
    """Forty events among six: one a day until day 20, then one in two days, in another season."""
    rng = np.random.default_rng(5)
    i = rng.integers(0, 6, size=40)
    j = (i + rng.integers(1, 6, size=40)) % 6
    time = np.append(np.arange(1.0, 21.0), np.arange(22.0, 62.0, 2.0))
    return comity.History.from_tables(
        {"time": time, "sender": ["ABCDEF"[k] for k in i], "receiver": ["ABCDEF"[k] for k in j]},
        nodes={"label": list("ABCDEF"), "size": [1, 2, 3, 1, 2, 3], "season": [0] * 6},
        attributes={"season": {"changes": {"time": [20.0], "node": ["*"], "replace": [1.0]}}},
        **given,
    )


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("inertia:recency", ["inertia", "recency"]),
        ("remstats:otp:remstats:indegreeReceiver", ["remstats:otp", "remstats:indegreeReceiver"]),
        ("inertia:remstats:psABAY", ["inertia", "remstats:psABAY"]),
    ],
)
def test_two_names_with_a_colon_are_their_product(text: str, pair: list[str]):
    written, listed = (comity.fit(history(), "rem", [term]) for term in (text, {"product": pair}))
    assert written.estimate == pytest.approx(listed.estimate)
    assert written.log_likelihood == pytest.approx(listed.log_likelihood)


def test_a_product_in_a_rate_model_is_of_senders():
    pair = [{"name": "indegree"}, {"name": "ego", "attribute": "size"}]
    assert comity.fit(history(), "rate", [{"product": pair}]).converged


def test_what_is_constant_over_the_candidates_enters_a_choice_by_a_product():
    with pytest.raises(BadModel):
        Model.of("choice", [{"name": "ego", "attribute": "size"}])
    pair = [{"name": "ego", "attribute": "size"}, {"name": "indegree"}]
    assert comity.fit(history(), "choice", [{"product": pair}]).converged


def test_a_fixed_effect_of_every_actor_but_one_fits_the_number_of_its_events():
    data = history()
    effects = [{"name": "sender_is", "node": label} for label in "BCDEF"]
    fit = comity.fit(data, "rate", effects)
    counts = np.bincount(data.events.sender, minlength=6)
    np.testing.assert_allclose(fit.estimate, np.log(counts[1:] / counts[0]), atol=1e-5)


def test_a_global_attribute_multiplies_the_rate_of_all():
    """Day 1 opens the clock: 19 events in 19 days before the change is seen, 20 in 40 days after it, by six."""
    fit = comity.fit(history(), "rate", [{"name": "global", "attribute": "season"}], timing="interval")
    assert fit.estimate == pytest.approx([np.log(1 / 6), np.log(1 / 2)], abs=1e-6)


def test_an_attribute_that_differs_is_not_global():
    with pytest.raises(BadModel, match="not the same for everybody") as caught:
        comity.fit(history(), "rate", [{"name": "global", "attribute": "size"}], timing="interval")
    assert "ego" in caught.value.hint


def test_an_unknown_node_is_named():
    with pytest.raises(BadModel, match="no sender is called 'Z'"):
        comity.fit(history(), "rem", [{"name": "sender_is", "node": "Z"}])


def test_an_effect_without_a_proportional_form_says_so():
    with pytest.raises(BadModel, match="no proportional form"):
        Model.of("rem", [{"name": "remstats:otp", "scaling": "prop"}])


def test_the_events_have_the_name_of_their_file(tmp_path: Path):
    """A mixed effect of a model file lists the events as it lists any network."""
    rng = np.random.default_rng(6)
    for name, rows in (("calls_changes", 60), ("letters", 20)):
        i = rng.integers(0, 6, size=rows)
        j = (i + rng.integers(1, 6, size=rows)) % 6
        lines = [f"{t},{'ABCDEF'[a]},{'ABCDEF'[b]}" for t, (a, b) in enumerate(zip(i, j, strict=True))]
        (tmp_path / f"{name}.csv").write_text("\n".join(["time,sender,receiver", *lines]))
    file = tmp_path / "model.toml"
    found = []
    for name in ("calls", "events"):
        file.write_text(
            '[history]\nchanges = "calls_changes.csv"\n[networks.letters]\nchanges = "letters.csv"\n[model]\n'
            f'process = "rem"\neffects = [{{ name = "goldfish:mixed_trans", networks = ["{name}", "letters"] }}]\n'
        )
        read = comity.read_model(file)
        found.append(fit_model(read.model, read.history).estimate)
    assert found[0] == pytest.approx(found[1])
    file.write_text(file.read_text().replace('"events"', '"call"'))
    read = comity.read_model(file)
    with pytest.raises(BadModel) as caught:
        fit_model(read.model, read.history)
    assert "did you mean 'calls'" in caught.value.hint
