"""A claim is named by what it says, and comes back from its JSON object."""

from __future__ import annotations

import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.claims import LONGEST, Claim, canonical
from comity.codebook import LEVELS, MODES, POLARITIES, codebook
from comity.days import Day
from comity.errors import BadDay, BadInput, UnknownKind

RUSSIA = Claim(
    kind="recognise", sender="RUS", receiver="AFG/emirate-2021", happened=Day.parse("2025-07-03"), document="d" * 64,
    start=10, end=42,
)  # fmt: skip

claims = st.builds(
    Claim,
    kind=st.sampled_from(sorted(codebook())),
    sender=st.sampled_from(["FRA", "MLI", ""]),
    sender_name=st.sampled_from(["France", "Mali"]),
    receiver=st.sampled_from(["XKX", "CHN/prc", ""]),
    happened=st.sampled_from([None, Day.parse("1971"), Day.parse("1971-12-06"), Day.parse("2013?")]),
    document=st.sampled_from(["a" * 64, "b" * 64]),
    start=st.integers(0, 100),
    end=st.integers(100, 200),
    mode=st.sampled_from(MODES),
    polarity=st.sampled_from(POLARITIES),
    level=st.sampled_from(["", *LEVELS]),
    note=st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=20),
    checked=st.booleans(),
    confidence=st.sampled_from([None, 0.0, 0.5, 1.0]),
)


def test_how_it_was_read_is_no_part_of_its_name():
    again = dataclasses.replace(RUSSIA, reader="another 2", confidence=0.4, evidence="x", note="n")
    assert again.id == RUSSIA.id


def test_a_day_recalled_and_the_same_day_seen_are_two_claims():
    """Otherwise whichever came first would hide the other, and the acts would depend on the order of arrival."""
    assert dataclasses.replace(RUSSIA, checked=not RUSSIA.checked).id != RUSSIA.id
    assert dataclasses.replace(RUSSIA, polarity="denied").id != RUSSIA.id


def test_two_names_that_could_not_be_resolved_are_two_claims():
    one = dataclasses.replace(RUSSIA, sender="", sender_name="the Kingdom")
    assert one.id != dataclasses.replace(one, sender_name="the Republic").id


@given(claims)
def test_a_claim_comes_back_from_its_json_object(claim):
    assert Claim.from_dict(claim.to_dict()) == claim


def test_a_claim_that_names_no_document_is_not_a_checked_one():
    """Nothing was seen anywhere: it is what somebody recalls."""
    assert not Claim.from_dict({"kind": "recognise", "sender": "FRA"}).checked


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"kind": "recognize"}, UnknownKind, "recognise"),
        ({"happened": "1971-13"}, BadDay, "1971-13"),
        ({"sendr": "FRA"}, BadInput, "sendr"),
        ({"mode": "de jure"}, BadInput, "declared"),
        ({"polarity": "maybe"}, BadInput, "hypothetical"),
        ({"level": "palace"}, BadInput, "embassy"),
        ({"start": 43}, BadInput, "ends before it starts"),
        ({"start": "10"}, BadInput, "whole number"),
        ({"start": True}, BadInput, "whole number"),
        ({"confidence": 2}, BadInput, "between 0 and 1"),
        ({"sender": "", "sender_name": ""}, BadInput, "sender"),
        ({"id": "0" * 64}, BadInput, "leave `id` out"),
        ({"note": "x" * (LONGEST + 1)}, BadInput, "characters"),
    ],
)
def test_a_bad_field_is_told_with_its_place(change, error, words):
    row = {**RUSSIA.to_dict(), "id": "", **change}
    with pytest.raises(error) as caught:
        Claim.from_dict(row, where="acts.jsonl:7")
    assert words in str(caught.value)
    assert caught.value.where == "acts.jsonl:7"


def test_canonical_bytes_do_not_depend_on_the_order_of_keys():
    assert canonical({"b": 1, "a": "é"}) == canonical({"a": "é", "b": 1}) == '{"a":"é","b":1}'.encode()


@given(
    st.recursive(
        st.one_of(st.text(st.characters(exclude_categories=("Cs",))), st.integers(-(2**53), 2**53), st.booleans()),
        lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(st.characters(codec="ascii")), inner)),
    )
)
def test_what_is_hashed_has_the_bytes_of_pythons_own_json(value):
    expected = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert canonical(value) == expected
