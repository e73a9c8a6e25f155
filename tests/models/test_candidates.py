"""Surprise and rank follow the changes: held to the whole table of statistics, gone through at every event."""

from __future__ import annotations

import numpy as np
import pytest
from tests.models.bench.histories import DIRECTED, UNDIRECTED, tied_days

from comity.effects.check import history_of
from comity.models import design as layout
from comity.models.candidates import event_ranks
from comity.models.dense import statistics
from comity.models.design import Design
from comity.models.model import Model

RATE = [{"name": "outdegree"}, {"name": "ego", "attribute": "power"}]


def plainly(design: Design, beta: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Surprise, rank and number of candidates of each event, from all candidates at its reading."""
    x, risk = statistics(design)
    line, out = design.timeline, []
    for v, r in enumerate(np.repeat(np.arange(line.n_readings), np.diff(line.event_ptr))):
        i, j = design.event_sender[v], design.event_receiver[v]
        eta = np.where(risk[r], x[r] @ beta, -np.inf)
        if design.model.process == "choice":
            eta = np.where(np.arange(design.n1)[:, None] == i, eta, -np.inf)
        if design.model.process == "coordination":
            total = np.exp(eta).sum(1, keepdims=True)
            P = eta - np.log(np.where(total > 0, total, 1.0))
            eta = np.where(np.tri(design.n1, k=-1, dtype=bool), P + P.T, -np.inf)
            i, j = max(i, j), min(i, j)
        here = eta[i, j]
        above, equal = (eta > here + 1e-9).sum(), (np.abs(eta - here) <= 1e-9).sum()
        out.append((np.log(np.exp(eta).sum()) - here, above + (equal + 1) / 2, np.isfinite(eta).sum()))
    surprise, rank, count = np.array(out).T
    return surprise, rank, count


def held(design: Design, seed: int = 0) -> None:
    beta = np.random.default_rng(seed).normal(scale=0.4, size=design.p)
    for mine, theirs in zip(event_ranks(design, beta), plainly(design, beta), strict=True):
        np.testing.assert_allclose(mine, theirs, atol=1e-9)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    ("process", "timing"),
    [("rem", "ordinal"), ("rem", "interval"), ("rate", "ordinal"), ("choice", "ordinal"), ("coordination", "ordinal")],
)
def test_every_process_has_what_the_whole_table_gives_it(process: str, timing: str, seed: int):
    effects = RATE if process == "rate" else UNDIRECTED if process == "coordination" else DIRECTED
    held(Design.build(Model.of(process, effects, timing=timing), tied_days(seed, directed=process != "coordination")))


@pytest.mark.parametrize("process", ["rem", "choice"])
def test_dyads_beside_the_table_count_as_candidates(process: str, monkeypatch: pytest.MonkeyPatch):
    """Where there are too many dyads to keep, those whose statistics never move are ranked by their receivers' sum."""
    monkeypatch.setattr(layout, "_WHOLE", 0)
    design = Design.build(Model.of(process, DIRECTED), tied_days(5, n=12, m=80))
    assert design.table.rest
    held(design)


def test_candidates_of_several_types_are_told_apart():
    terms = [{"name": "type_intercept", "candidate": "b"}, {"name": "inertia", "kind": "a"}, {"name": "indegree"}]
    held(Design.build(Model.of("rem", terms, typed=True), history_of(np.random.default_rng(3), actors=6, events=25)))


def test_many_changes_leave_the_order_as_it_would_be_made_anew():
    """600 events among 30: rows are put in order once, and kept so through 30 times as many changes."""
    held(Design.build(Model.of("rem", ["inertia", "outdegree", "indegree"]), tied_days(4, n=30, m=600)), seed=3)
