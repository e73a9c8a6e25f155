"""Claims, rulings and documents for tests, by hand and by Hypothesis."""

from __future__ import annotations

import hashlib

from hypothesis import strategies as st

from comity.claims import Claim
from comity.codebook import LEVELS, MODES, POLARITIES
from comity.days import Day
from comity.ledger import Ruling
from comity.sources.documents import Document


def claim(sender="FRA", receiver="XKX", happened="2008-02-18", **fields):
    """France recognises Kosovo, or what the arguments say instead."""
    fields.setdefault("kind", "recognise")
    day = Day.parse(happened) if happened else None
    return Claim(sender=sender, receiver=receiver, happened=day, **fields)


def document(text="France has recognised Kosovo.\n", **fields):
    """A document of that text, named by its bytes."""
    return Document(id=hashlib.sha256(text.encode()).hexdigest(), text=text, **fields)


def texts(size=12):
    """Text of any script, without what a ledger refuses (NUL and halves of surrogate pairs)."""
    return st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=size)


# Few parties and days, so that claims often meet.
days = st.sampled_from(
    [
        "",
        "1971",
        "1971-12",
        "1971-12-06",
        "1971-12-07",
        "1971-12-06?",
        "1972-01-02",
        "1972",
        "1971-11/1972-02",
        "1990-05",
    ]
)
codes = st.sampled_from(["FRA", "IND", "BGD", "CHN/prc"])
# Of one text there is one document: what is said of it first stands.
PUBLISHERS = {"": "", "a": "FRA", "one\r\ntwo": "PAK", "é\u2028z": "", "Bhutan\n": "PAK"}
documents = st.sampled_from([document(text, publisher_is_party=who) for text, who in PUBLISHERS.items()])
DOCUMENT_IDS = st.sampled_from(["", *(document(text).id for text in ("", "a", "Bhutan\n"))])
claims = st.builds(
    claim,
    sender=codes,
    receiver=st.one_of(codes, st.just("")),
    happened=days,
    kind=st.sampled_from(["recognise", "recognise", "withdraw-recognition", "establish-relations", "sign-treaty"]),
    document=DOCUMENT_IDS,
    mode=st.sampled_from(MODES),
    polarity=st.sampled_from([*POLARITIES, "asserted", "asserted", "asserted"]),
    attributed_to=st.sampled_from(["", "", "PAK", "FRA"]),
    level=st.sampled_from(["", "", *LEVELS]),
    checked=st.booleans(),
    evidence=texts(),
    note=texts(),
    confidence=st.one_of(st.none(), st.floats(0, 1)),
)


@st.composite
def rulings_on(draw, made):
    """Rulings on these claims, and undoings of one another, in an order in which they can be recorded."""
    ids = sorted({one.id for one in made})
    found: list[Ruling] = []
    for _ in range(draw(st.integers(0, 8))):
        verb = draw(st.sampled_from(["accept", "reject", "withdraw", "correct", "same-act", "not-same-act", "undo"]))
        fields = {"verb": verb, "claim": draw(st.sampled_from(ids)), "by": draw(st.sampled_from(["ada", "grace"]))}
        if verb == "undo":
            if not found:
                continue
            fields["claim"] = draw(st.sampled_from(sorted(one.id for one in found)))
        elif verb in ("same-act", "not-same-act"):
            others = [id_ for id_ in ids if id_ != fields["claim"]]
            if not others:
                continue
            fields["other"] = draw(st.sampled_from(others))
        elif verb == "correct":
            fields["field"], fields["value"] = draw(
                st.sampled_from(
                    [("sender", "IND"), ("receiver", "BGD"), ("happened", "1971-12-07"), ("checked", "true"),
                     ("happened", ""), ("kind", "establish-relations"), ("polarity", "denied")]
                )
            )  # fmt: skip
        if found and draw(st.booleans()):
            fields["after"] = found[-1].id
        found.append(Ruling(**fields))
    return found


@st.composite
def histories(draw, size=12):
    """Documents, claims, and rulings on these claims."""
    made = draw(st.lists(claims, min_size=1, max_size=size))
    return draw(st.lists(documents, max_size=3)), made, draw(rulings_on(made))
