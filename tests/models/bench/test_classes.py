"""Latent classes: two kinds of senders are told apart, their number is found, and one class is the fit."""

from __future__ import annotations

import numpy as np
import pytest
from tests.models.bench.simulator import EFFECTS, simulated, two_minds

from comity import fit
from comity.errors import BadModel
from comity.models.bench.classes import choose_classes, latent_classes
from comity.models.bench.trace import trace

ALTER = [{"name": "alter", "attribute": "power"}]
TWO = two_minds(np.random.default_rng(1))
FIRST = np.arange(20) % 3 == 0


@pytest.mark.parametrize(("process", "timing"), [("choice", "ordinal"), ("rem", "interval")])
def test_two_kinds_of_senders_are_told_apart(process: str, timing: str):
    best, table = choose_classes(fit(TWO, process, ALTER, timing=timing), 3, starts=4)
    assert best.share.size == 2
    assert table["classes"].to_list() == [1, 2, 3]
    assert (best.membership.argmax(1)[FIRST] == 1).all()  # the smaller class
    assert (best.membership.argmax(1)[~FIRST] == 0).all()
    assert best.share == pytest.approx([13 / 20, 7 / 20], abs=0.03)
    slope = best.terms.index("alter(attribute=power)")
    for k, true in enumerate((-0.5, 1.0)):
        assert abs(best.estimate[k, slope] - true) < 3 * best.std_error[k, slope]
        assert 0.02 < best.std_error[k, slope] < 0.3
    assert best.share_std_error == pytest.approx(np.sqrt([0.65 * 0.35 / 20] * 2), rel=0.3)
    assert best.entropy > 0.9
    assert best.members().filter(best.members()["class"] == 2)["sender"].to_list() == [
        f"P{k}" for k in np.flatnonzero(FIRST)
    ]


def test_the_likelihood_is_that_of_the_mixture():
    """Written out: each sender's choices under each class, weighted by the shares."""
    result = fit(TWO, "choice", ALTER)
    found = latent_classes(result, 2, starts=3)
    total = 0.0
    each = [trace(result.design, beta).log_likelihood for beta in found.estimate]
    for name in found.units:
        mine = result.design.event_sender == TWO.senders.index(name)
        total += np.log(sum(s * np.exp(ll[mine].sum()) for s, ll in zip(found.share, each, strict=True)))
    assert found.log_likelihood == pytest.approx(total, abs=1e-8)
    assert found.n_parameters == 3
    # At a maximum no small step of a parameter gains.
    for k in range(2):
        for step in (-1e-3, 1e-3):
            beta = found.estimate.copy()
            beta[k] += step
            lls = [trace(result.design, b).log_likelihood for b in beta]
            moved = 0.0
            for name in found.units:
                mine = result.design.event_sender == TWO.senders.index(name)
                moved += np.log(sum(s * np.exp(ll[mine].sum()) for s, ll in zip(found.share, lls, strict=True)))
            assert moved < total + 1e-6


@pytest.mark.parametrize("of", ["sender", "dyad"])
def test_one_class_is_the_fit_and_alike_senders_have_one(of: str):
    result = fit(simulated(np.random.default_rng(3), n=10, m=300), "rem", EFFECTS, timing="interval")
    one = latent_classes(result, 1, of=of)
    assert one.log_likelihood == pytest.approx(result.log_likelihood, abs=1e-6)
    np.testing.assert_allclose(one.estimate[0], result.estimate, atol=1e-4)
    assert one.bic == pytest.approx(result.bic, abs=1e-5)
    if of == "sender":
        assert choose_classes(result, 2, starts=3)[0].share.size == 1


def test_a_model_that_is_no_product_over_senders_is_refused():
    order = fit(TWO, "rem", ALTER)
    with pytest.raises(BadModel, match="not a product over senders"):
        latent_classes(order, 2)
    with pytest.raises(BadModel, match="not a product over dyads"):
        latent_classes(fit(TWO, "choice", ALTER), 2, of="dyad")
    with pytest.raises(BadModel, match="50 classes"):
        latent_classes(fit(TWO, "choice", ALTER), 50)
