"""What confidence means: how often claims that rest on as much are right."""

from __future__ import annotations

import pytest

from comity.reading.confidence import MOST_INFERRED, basis, basis_of, confidence, fitted

DONE = basis(0, asserted=True, dated=True)


def test_every_class_has_a_confidence():
    for inferred in range(MOST_INFERRED + 2):
        for asserted in (True, False):
            for dated in (True, False):
                assert 0 < confidence(basis(inferred, asserted=asserted, dated=dated)) < 1


def test_a_claim_has_the_confidence_of_what_it_rests_on(read):
    (plain,) = read("Spain recognised Peru on 14 August 1879.")
    assert (basis_of(plain), plain.why) == (DONE, "all in the words: active 'recognised'")
    assert plain.confidence == confidence(DONE)
    inferred = read("Chile broke with Bolivia in 1978. It severed diplomatic relations with Peru in 1979.")[-1]
    assert basis_of(inferred) == basis(1, asserted=True, dated=True)
    assert inferred.why == "1 inferred: 'It' read as Chile"
    (denied,) = read("Mexico never recognised Manchukuo.")
    assert basis_of(denied) == basis(0, asserted=False, dated=False)


def test_a_class_with_many_claims_goes_its_own_way_and_one_with_few_leans_on_the_wider():
    """Of 100 claims 90 are right: all in all 0.9, of the wider class (90 + 5 * 0.9) / 105."""
    some = {DONE: (99, 90), basis(1, asserted=True, dated=True): (1, 0)}
    out = fitted(some, drop=1.0)
    wider = (90 + 5 * 0.9) / (100 + 5)
    assert out[DONE] == pytest.approx((90 + 5 * wider) / 104, abs=0.005)
    assert out[basis(1, asserted=True, dated=True)] == pytest.approx((0 + 5 * wider) / 6, abs=0.005)
    assert out[basis(2, asserted=True, dated=True)] == pytest.approx(wider, abs=0.005)


def test_what_was_lost_on_unopened_articles_lowers_every_class():
    counts = {DONE: (100, 100)}
    before, after = fitted(counts, drop=1.0), fitted(counts, drop=0.8)
    assert all(after[name] == pytest.approx(0.8 * value, abs=0.011) for name, value in before.items())
