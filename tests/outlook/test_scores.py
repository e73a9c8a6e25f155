from __future__ import annotations

import numpy as np
import pytest

from comity.outlook.scores import average_precision, brier, calibration, ece, log_score, pit_share, ranks, score

P = np.array([0.9, 0.6, 0.4, 0.1])
Y = np.array([1.0, 0.0, 1.0, 0.0])


def test_losses_by_hand() -> None:
    assert log_score(P, Y) == pytest.approx(-np.log([0.9, 0.4, 0.4, 0.9]).mean())
    assert brier(P, Y) == pytest.approx((0.01 + 0.36 + 0.36 + 0.01) / 4)


def test_a_rank_is_among_those_that_did_not_move() -> None:
    """0.9 stands before both that did not; 0.4 behind one of them."""
    assert ranks(P, Y).tolist() == [1.0, 2.0]


def test_level_forecasts_share_their_mean_rank_and_precision() -> None:
    assert ranks(np.full(4, 0.1), np.array([1.0, 0, 0, 0])).tolist() == [2.5]
    assert average_precision(np.full(4, 0.1), np.array([1.0, 0, 0, 0])) == pytest.approx(1 / 2.5)


def test_average_precision_by_hand() -> None:
    assert average_precision(P, Y) == pytest.approx((1 / 1 + 2 / 3) / 2)


def test_a_calibrated_forecast_has_no_calibration_error() -> None:
    p = np.repeat([0.25, 0.5], 8)
    y = np.array([1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0], dtype=float)
    assert ece(p, y, bins=2) == 0.0
    assert [b["observed"] for b in calibration(p, y, bins=2)] == [0.25, 0.5]
    assert ece(p + 0.1, y, bins=2) == pytest.approx(0.1)


def test_the_transform_of_a_count_is_spread_over_its_jump() -> None:
    """A count that was certain has its jump from 0 to 1, of which four fifths lie inside."""
    assert pit_share(np.array([0.0]), np.array([1.0]), 0.8) == pytest.approx(0.8)
    assert pit_share(np.array([0.95]), np.array([0.99]), 0.8) == 0.0


def test_scores_rank_within_their_origin() -> None:
    p, y = np.array([0.1, 0.2, 0.8, 0.9]), np.array([0.0, 1.0, 1.0, 0.0])
    found = score(p, y, np.array([1, 1, 2, 2]))
    assert found.mrr == pytest.approx((1 + 1 / 2) / 2)
    assert found.hits_at_10 == 1.0
