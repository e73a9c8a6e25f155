"""Claims and rulings become acts by a rule that anyone can check by hand."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ledger.make import claim, document, histories

from comity.days import Day
from comity.errors import BadInput
from comity.ledger import Ledger, Ruling, derive


def acts_of(*claims, rulings=(), **options):
    options.setdefault("implied", False)
    return derive([(one.id, one) for one in claims], rulings, **options)


def days_held(*claims, **options):
    return [act.happened.text if act.happened else "" for act in acts_of(*claims, **options)]


def test_two_claims_of_one_day_are_one_act_with_both_as_support():
    one, two = claim(evidence="a"), claim(document="d" * 64, start=3, end=9)
    (act,) = acts_of(one, two)
    assert act.id == "recognise:FRA:XKX:2008-02-18"
    assert act.support == tuple(sorted([one.id, two.id]))
    assert not act.disputed


def test_claims_within_a_month_are_one_act_on_whose_day_they_disagree():
    """`within_days` of recognise is 31: 18 February and 19 March are 30 days apart."""
    one, two, again = claim(), claim(document="d" * 64), claim(happened="2008-03-19")
    (act,) = acts_of(one, two, again)
    assert act.happened == Day.parse("2008-02-18")  # two claims before one
    assert act.contradicted_by == (again.id,)
    assert act.disputed
    assert act.why == ("claims give 2008-03-19",)


def test_claims_further_apart_are_two_acts():
    assert days_held(claim(), claim(happened="2008-03-21")) == ["2008-02-18", "2008-03-21"]


def test_a_month_joins_the_day_within_it_and_does_not_dispute_it():
    (act,) = acts_of(claim(), claim(happened="2008-02"))
    assert act.happened == Day.parse("2008-02-18")
    assert not act.disputed


def test_a_year_joins_the_earliest_of_several_acts_within_it():
    first, year = claim(happened="2008-02-18"), claim(happened="2008")
    acts = acts_of(first, year, claim(happened="2008-11-01"))
    assert year.id in acts[0].support
    assert [act.happened.text for act in acts] == ["2008-02-18", "2008-11-01"]


def test_a_year_of_which_no_day_is_known_is_an_act_of_its_own():
    assert days_held(claim(), claim(happened="2009")) == ["2008-02-18", "2009"]


def test_a_claim_without_a_date_supports_the_earliest_act():
    undated = claim(happened="")
    (act,) = acts_of(claim(), undated)
    assert undated.id in act.support
    assert days_held(undated) == [""]


def test_a_checked_day_is_held_before_an_unchecked_one_and_a_finer_before_a_coarser():
    recalled, seen = claim(happened="2008-02-17", checked=False), claim(happened="2008-02-19")
    assert days_held(recalled, seen) == ["2008-02-19"]
    assert days_held(claim(happened="2008-02?"), claim(happened="2008-02-20?")) == ["2008-02-20?"]


def test_either_order_of_the_parties_is_one_act_where_the_kind_is_mutual():
    one = claim(kind="establish-relations")
    two = claim("XKX", "FRA", kind="establish-relations", document="d" * 64)
    assert len(acts_of(one, two)) == 1
    assert len(acts_of(claim(), claim("XKX", "FRA"))) == 2


def test_what_only_a_third_party_announces_is_left_out_unless_claimed_is_asked_for():
    announced = claim("SUR", kind="withdraw-recognition", attributed_to="SRB")
    assert acts_of(announced) == []
    (act,) = acts_of(announced, counting="claimed")
    assert not act.documented
    assert act.disputed
    assert act.why == ("announced only by SRB",)


def test_what_the_actor_itself_announces_is_documented():
    (act,) = acts_of(claim(attributed_to="FRA"))
    assert act.documented
    assert not act.disputed


def test_a_ruling_that_accepts_makes_an_announced_act_count():
    announced = claim("SUR", kind="withdraw-recognition", attributed_to="SRB")
    (act,) = acts_of(announced, rulings=[Ruling(verb="accept", claim=announced.id)])
    assert act.accepted
    assert act.documented


def test_a_denial_by_a_party_to_it_leaves_the_act_out_and_contradicts_it():
    denial = claim(polarity="denied", attributed_to="FRA")
    assert acts_of(claim(), denial) == []
    (act,) = acts_of(claim(), denial, counting="claimed")
    assert act.contradicted_by == (denial.id,)
    assert act.why == ("denied by FRA",)


def test_a_denial_of_another_year_does_not_contradict_it():
    (act,) = acts_of(claim(), claim(polarity="denied", happened="1999-01-01"))
    assert not act.disputed


@pytest.mark.parametrize("polarity", ["hypothetical", "conditional"])
def test_what_might_be_is_no_act(polarity):
    assert acts_of(claim(polarity=polarity)) == []


@pytest.mark.parametrize("verb", ["reject", "withdraw"])
def test_a_claim_rejected_or_withdrawn_counts_no_more_until_that_is_undone(verb):
    one = claim()
    out = Ruling(verb=verb, claim=one.id, by="ada")
    undo = Ruling(verb="undo", claim=out.id, by="grace")
    again = Ruling(verb="undo", claim=undo.id, by="ada")
    assert acts_of(one, rulings=[out]) == []
    assert len(acts_of(one, rulings=[out, undo])) == 1
    assert acts_of(one, rulings=[out, undo, again]) == []  # what was undone is undone no more


def test_a_long_chain_of_undoings_is_followed_to_its_end():
    one = claim()
    chain = [Ruling(verb="reject", claim=one.id)]
    for _ in range(2001):
        chain.append(Ruling(verb="undo", claim=chain[-1].id))
    assert len(acts_of(one, rulings=chain)) == 1
    assert acts_of(one, rulings=chain[:-1]) == []


def test_the_latest_of_two_rulings_holds():
    one = claim()
    reject, accept = Ruling(verb="reject", claim=one.id), Ruling(verb="accept", claim=one.id)
    assert len(acts_of(one, rulings=[reject, accept])) == 1
    assert acts_of(one, rulings=[accept, reject]) == []


def test_a_corrected_field_reads_as_corrected_and_the_claim_keeps_its_id():
    one = claim()
    (act,) = acts_of(one, rulings=[Ruling(verb="correct", claim=one.id, field="happened", value="2008-02-19")])
    assert act.happened == Day.parse("2008-02-19")
    assert act.support == (one.id,)


def test_same_act_joins_claims_that_the_days_would_part():
    one, two = claim(), claim(happened="2010-01-01")
    (act,) = acts_of(one, two, rulings=[Ruling(verb="same-act", claim=one.id, other=two.id)])
    assert act.support == tuple(sorted([one.id, two.id]))
    assert act.disputed


def test_not_same_act_parts_claims_of_one_day_and_their_acts_have_names_of_their_own():
    one, two = claim(), claim(document="d" * 64)
    acts = acts_of(one, two, rulings=[Ruling(verb="not-same-act", claim=one.id, other=two.id)])
    assert [act.support for act in acts] == [(id_,) for id_ in sorted([one.id, two.id])]
    assert len({act.id for act in acts}) == 2


def test_two_claims_parted_from_a_third_stay_together_where_a_ruling_says_so():
    """a is neither b nor c, and b is c: two acts, whatever the ids."""
    a, b, c = (claim(document=letter * 64) for letter in "abc")
    rulings = [
        Ruling(verb="not-same-act", claim=a.id, other=b.id),
        Ruling(verb="not-same-act", claim=a.id, other=c.id),
        Ruling(verb="same-act", claim=b.id, other=c.id),
    ]
    for order in itertools.permutations(rulings):
        assert {act.support for act in acts_of(a, b, c, rulings=order)} == {(a.id,), tuple(sorted([b.id, c.id]))}


def test_relations_established_imply_recognition_by_both_sides_marked_so():
    one = claim(kind="establish-relations")
    implied = [act for act in acts_of(one, implied=True) if act.implied_by]
    assert {(act.kind, act.sender, act.receiver, act.mode) for act in implied} == {
        ("recognise", "FRA", "XKX", "implied"),
        ("recognise", "XKX", "FRA", "implied"),
    }
    assert {act.implied_by for act in implied} == {"establish-relations:FRA:XKX:2008-02-18"}


def test_only_checked_acts_where_that_is_asked_for():
    assert days_held(claim(checked=False), checked=True) == []
    assert days_held(claim(checked=False), claim(happened="2008-02"), checked=True) == ["2008-02"]


def test_a_counting_that_is_none_is_refused():
    with pytest.raises(BadInput, match="one of: documented, claimed"):
        acts_of(claim(), counting="all")


@settings(deadline=None)
@given(histories(), st.sampled_from(["documented", "claimed"]), st.randoms(use_true_random=False))
def test_the_order_in_which_claims_arrive_never_changes_the_acts(history, counting, random):
    _, claims, rulings = history
    pairs = list({one.id: one for one in claims}.items())
    expected = derive(pairs, rulings, counting=counting)
    random.shuffle(pairs)
    assert derive(pairs, rulings, counting=counting) == expected


@settings(deadline=None)
@given(histories())
def test_every_claim_that_counts_supports_one_act_and_acts_have_names_of_their_own(history):
    _, claims, rulings = history
    pairs = list({one.id: one for one in claims}.items())
    acts = derive(pairs, rulings, counting="claimed", implied=False)
    support = [id_ for act in acts for id_ in act.support]
    assert len(support) == len(set(support))
    assert len({act.id for act in acts}) == len(acts)
    asserted = {id_ for id_, one in pairs if one.polarity == "asserted"}
    if not rulings:
        assert set(support) == asserted


@pytest.mark.parametrize(
    ("published", "denied"),
    [
        ("2008-02-17", False),  # the day before France recognised Kosovo
        ("2008-02-18", True),
        ("2008-02", True),  # it may have come out at the end of the month
        ("", True),  # recorded in 2020, and of no day in particular
    ],
)
def test_a_denial_without_a_day_is_of_what_had_been_said_by_then(published, denied):
    """Nobody denies in 2007 what is done in 2008."""
    paper = document("France has not recognised Kosovo.\n", published=Day.parse(published) if published else None)
    act, denial = claim(), claim(happened="", polarity="denied", attributed_to="FRA", document=paper.id)
    with Ledger.in_memory() as ledger:
        ledger.append([act, denial], recorded="2020-01-01T12:00:00.000000Z")
        [found] = ledger.acts(counting="claimed")
        assert found.disputed  # its document has not come yet
        ledger.append(paper, recorded="2020-01-02T12:00:00.000000Z")
        [found] = ledger.acts(counting="claimed")
        assert (found.disputed, found.documented) == (denied, not denied)
        assert bool(found.contradicted_by) == denied
        [then] = ledger.acts(counting="claimed", recorded_by="2020-01-01")
        assert then.disputed


def test_a_denial_without_a_day_or_a_document_was_said_when_it_was_recorded():
    denial = claim(happened="", polarity="denied", attributed_to="FRA")
    with Ledger.in_memory() as ledger:
        ledger.append([denial, claim(), claim(happened="2019-01-01")], recorded="2010-01-01T12:00:00.000000Z")
        assert [act.happened.text for act in ledger.acts()] == ["2019-01-01"]
        ledger.rule("correct", denial.id, field="happened", value="2019")
        assert [act.happened.text for act in ledger.acts()] == ["2008-02-18"]
        ledger.rule("correct", denial.id, field="happened", value="")
        assert [act.happened.text for act in ledger.acts()] == ["2019-01-01"]


def test_a_mutual_act_shows_its_parties_as_most_claims_do():
    """And where claims are divided, in the order of the codes: which claim has the lowest id says nothing."""
    forward = [claim("MKD", "HRV", kind="establish-relations", start=n, end=n + 1) for n in range(9)]
    back = [claim("HRV", "MKD", kind="establish-relations", start=n, end=n + 1) for n in range(9)]
    for most, fewer, sides in ((forward[:2], back[:1], ("MKD", "HRV")), (back[:2], forward[:1], ("HRV", "MKD"))):
        (act,) = acts_of(*most, *fewer)
        assert (act.sender, act.receiver) == sides
    for number in range(9):
        (act,) = acts_of(forward[number], back[number])
        assert act.id == "establish-relations:HRV:MKD:2008-02-18"


@pytest.mark.parametrize("sides", [("FRA", "CHN/prc"), ("CHN/prc", "FRA")])
def test_relations_with_a_government_imply_its_recognition_whoever_is_named_first(sides):
    _, *implied = acts_of(claim(*sides, kind="establish-relations"), implied=True)
    assert ("FRA", "CHN/prc") in [(act.sender, act.receiver) for act in implied]
