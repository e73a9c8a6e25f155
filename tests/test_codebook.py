"""The codebook is complete and consistent."""

from __future__ import annotations

import pytest

from comity.codebook import codebook, kind
from comity.errors import UnknownKind

TIES = {"recognition", "relations", "mission", "envoy", "treaty", "war", "position", "none"}
EFFECTS = {"opens", "closes", "suspends", "resumes", "raises", "lowers", "asks", "refuses", "conditions", "marks"}


def test_every_kind_is_of_a_known_tie_and_effect_and_implies_kinds_that_exist():
    for row in codebook().values():
        assert row.tie in TIES, row.name
        assert row.effect in EFFECTS, row.name
        assert row.words, row.name
        assert set(row.implies) <= set(codebook()), row.name


def test_accepted_credentials_imply_recognition():
    assert kind("accept-credentials").implies == ("recognise",)


def test_an_unknown_kind_offers_the_nearest():
    with pytest.raises(UnknownKind) as error:
        kind("recognize")
    assert "recognise" in error.value.hint
