"""The queue: what waits for a ruling, beside what the ledger already holds."""

from __future__ import annotations

from comity.claims import Claim
from comity.days import Day
from comity.ledger import Ledger
from comity.ledger.review import excerpt, queue, related
from comity.sources.documents import Document, hash_bytes

TEXT = "It was a long summer. Spain recognised Peru on 14 August 1879, wrote the consul. Nobody replied."


def claim(day, *, kind="recognise", sender="ESP", receiver="PER", polarity="asserted", number=0, **more):
    return Claim(
        kind=kind, sender=sender, receiver=receiver, happened=Day.parse(day), polarity=polarity,
        document=f"{number:064d}", start=number, end=number + 1, reader="grammar 1", **more,
    )  # fmt: skip


def test_a_claim_is_new_supports_or_contradicts_what_is_held():
    with Ledger.in_memory() as ledger:
        first, second, other_day, denial, alone = rows = [
            claim("1879-08-14", number=1),
            claim("1879-08-14", number=2),
            claim("1879-08-20", number=3),
            claim("1901-05-02", receiver="CUB", polarity="denied", number=4),
            claim("1901-05-02", receiver="CHL", number=5),
        ]
        ledger.append(rows)
        relations = {waiting.claim.id: waiting.relation for waiting in queue(ledger)}
        assert relations[other_day.id] == "contradicts"
        assert relations[alone.id] == "new"
        assert (
            relations[first.id] == relations[second.id] == "contradicts"
        )  # a claim of another day stands against them
        assert relations[denial.id] == "new"
        ledger.rule("reject", other_day.id)
        relations = {waiting.claim.id: waiting.relation for waiting in queue(ledger)}
        assert relations[first.id] == relations[second.id] == "supports"


def test_claims_of_one_act_stand_together_and_acts_by_day():
    with Ledger.in_memory() as ledger:
        late, early, same = (
            claim("1901", receiver="CUB", number=1),
            claim("1879-08-14", number=2),
            claim("1879-08-14", number=3),
        )
        ledger.append([late, same, early])
        assert [waiting.claim.id for waiting in queue(ledger)] == [early.id, same.id, late.id]


def test_a_ruled_claim_leaves_the_queue_and_an_undone_ruling_brings_it_back():
    with Ledger.in_memory() as ledger:
        one = claim("1879-08-14")
        ledger.append(one)
        ruling = ledger.rule("accept", one.id)
        assert queue(ledger) == []
        ledger.rule("undo", ruling.id)
        assert [waiting.claim.id for waiting in queue(ledger)] == [one.id]


def test_a_corrected_claim_still_waits_to_be_accepted():
    with Ledger.in_memory() as ledger:
        one = claim("1879-08-14")
        ledger.append(one)
        ledger.rule("correct", one.id, field="happened", value="1879-08-15")
        assert len(queue(ledger)) == 1


def test_the_queue_can_be_narrowed():
    with Ledger.in_memory() as ledger:
        rows = [
            claim("1879", number=1),
            claim("1880", kind="open-mission", number=2),
            claim("1881", sender="FRA", number=3),
        ]
        ledger.append(rows)
        assert [w.claim.happened.text for w in queue(ledger, kinds=["open-mission"])] == ["1880"]
        assert [w.claim.happened.text for w in queue(ledger, party="FRA")] == ["1881"]
        assert [w.claim.happened.text for w in queue(ledger, document=rows[0].document)] == ["1879"]
        assert queue(ledger, reader="endpoint") == []


def test_claims_that_may_be_the_same_act_are_offered_nearest_first():
    with Ledger.in_memory() as ledger:
        one, near, far = claim("1879-08-14", number=1), claim("1879-09-20", number=2), claim("1899", number=3)
        ledger.append([one, far, near, claim("1879", receiver="CUB", number=4)])
        assert [other.id for other in related(ledger, one)] == [near.id, far.id]


def test_the_words_are_shown_in_their_context():
    document = Document(id=hash_bytes(TEXT.encode()), text=TEXT)
    start = TEXT.index("Spain")
    found = Claim(kind="recognise", sender="ESP", receiver="PER", document=document.id, start=start, end=start + 40)
    shown = excerpt(document, found, width=12)
    assert (shown.before, shown.words, shown.after) == ("… summer. ", TEXT[start : start + 40], " wrote the …")
    assert excerpt(None, claim("1879", evidence="the words")).words == "the words"


def test_the_doubtful_come_weightiest_first_each_with_what_speaks_against_it():
    with Ledger.in_memory() as ledger:
        sure, recalled, unknown, unsure, one, other = rows = [
            claim("1879-08-14", number=1),
            claim("1880-08-14", receiver="CHL", number=2, checked=False),
            claim("1881-08-14", sender="", sender_name="the consul", number=3),
            claim("1882-08-14", receiver="BOL", number=4, confidence=0.5),
            claim("1901-05-02", receiver="CUB", number=5),
            claim("1901-05-09", receiver="CUB", number=6),
        ]
        ledger.append(rows)
        reasons = {waiting.claim.id: waiting.reasons for waiting in queue(ledger, doubtful=True)}
        assert list(reasons) == [one.id, other.id, unknown.id, unsure.id, recalled.id]
        assert reasons[one.id] == ("its act is disputed: claims give 1901-05-09",)
        assert reasons[unknown.id] == ("its sender 'the consul' is not known as a party",)
        assert reasons[unsure.id] == ("grammar 1 was 50% sure",)
        assert reasons[recalled.id] == ("its date is recalled, and was not seen in the source named",)
        assert [waiting.reasons for waiting in queue(ledger) if waiting.claim.id == sure.id] == [()]
        ledger.rule("accept", unsure.id)
        assert unsure.id not in {waiting.claim.id for waiting in queue(ledger, doubtful=True)}
