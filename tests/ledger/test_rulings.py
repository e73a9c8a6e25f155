"""A ruling is a recorded decision: it makes sense or it is refused."""

import pytest
from tests.ledger.make import claim

from comity.errors import BadDay, BadInput, UnknownKind
from comity.ledger import Ruling

ONE, TWO = claim().id, claim("DEU").id


def test_a_ruling_comes_back_from_its_json_object():
    ruling = Ruling(verb="correct", claim=ONE, field="happened", value="2008-02-19", because="seen", by="ada")
    assert Ruling.from_dict(ruling.to_dict()) == ruling


def test_the_same_decision_by_the_same_hand_has_one_id():
    assert Ruling(verb="accept", claim=ONE, by="ada").id == Ruling(verb="accept", claim=ONE, by="ada").id
    assert Ruling(verb="accept", claim=ONE, by="ada").id != Ruling(verb="accept", claim=ONE, by="grace").id


@pytest.mark.parametrize(
    ("fields", "message", "hint"),
    [
        ({"verb": "approve", "claim": ONE}, "a ruling cannot say 'approve'", "one of: accept, reject"),
        ({"verb": "accept"}, "a ruling needs the field 'claim'", ""),
        ({"verb": "accept", "claim": ONE, "colour": "red"}, "a ruling has no field 'colour'", "fields: verb, claim"),
        ({"verb": "accept", "claim": 3}, "claim must be text, not 3", ""),
        ({"verb": "accept", "claim": ONE, "other": TWO}, "accept is about one claim", ""),
        ({"verb": "same-act", "claim": ONE}, "same-act needs two different claims", "give the second id"),
        ({"verb": "same-act", "claim": ONE, "other": ONE}, "same-act needs two different claims", "second id"),
        ({"verb": "reject", "claim": ONE, "value": "x"}, "reject corrects no field", "use the verb `correct`"),
        ({"verb": "correct", "claim": ONE, "field": "note", "value": "x"}, "'note' cannot be corrected", "kind"),
        ({"verb": "correct", "claim": ONE, "field": "mode", "value": "x"}, "mode cannot be 'x'", "declared, de-facto"),
        ({"verb": "correct", "claim": ONE, "field": "checked", "value": "yes"}, "checked cannot be 'yes'", "true"),
        ({"verb": "accept", "claim": ONE, "because": "a\0b"}, "because holds a NUL character", "remove it"),
        ({"verb": "accept", "claim": ONE, "because": "a\ud800"}, "because holds half a surrogate pair", "UTF-8"),
        ({"verb": "accept", "claim": ONE, "because": "x" * 1_000_001}, "because has 1,000,001 characters", ""),
    ],
)  # fmt: skip
def test_a_ruling_that_makes_no_sense_is_refused(fields, message, hint):
    with pytest.raises(BadInput) as told:
        Ruling.from_dict(fields, where="rulings.jsonl:3")
    assert message in told.value.message
    assert hint in told.value.hint
    assert told.value.where == "rulings.jsonl:3"


def test_a_correction_to_a_day_or_kind_that_is_none_is_refused():
    with pytest.raises(BadDay, match="2008-02-31") as told:
        Ruling.from_dict({"verb": "correct", "claim": ONE, "field": "happened", "value": "2008-02-31"}, where="r:1")
    assert told.value.where == "r:1"
    with pytest.raises(UnknownKind, match="no kind of act"):
        Ruling.from_dict({"verb": "correct", "claim": ONE, "field": "kind", "value": "recognize"})


def test_an_id_that_is_not_its_own_is_refused():
    with pytest.raises(BadInput, match="not that of what the ruling says"):
        Ruling.from_dict({"verb": "accept", "claim": ONE, "id": "0" * 64})
