"""The page on precedents: how likeness is measured, with cases computed from the bundled record."""

from __future__ import annotations

import comity
from comity.standing.precedents import AFTER, FIRST, WEIGHTS
from comity.standing.rendering.sentences import age_words, least, outcome_words, powers_words
from comity.standing.words import date_words, listing, plural, with_article

# What to compare on which day: early enough that what became of it is known, but for the last.
SHOWN = [
    ("AFG/kingdom-1919", "1921-12-31"),
    ("SUN", "1924-12-31"),
    ("CHN/prc", "1954-12-31"),
    ("XKX", "2012-12-31"),
    ("AFG/emirate-2021", "2026-04-30"),
]


def page() -> str:
    record = comity.open()
    parts = []
    for case, on in SHOWN:
        own = record.portrait(case, on=on)
        after = record.precedents(case, on=on)
        movers = listing(with_article(comity.registry().label(code)) for code in own.first_movers)
        rows = "\n".join(
            f"| {row.name} | {row.likeness:.2f} | {_apart(row.differences)} | {row.portrait.on} "
            f"| {least(row.portrait.recognisers, row.portrait)} | {len(row.portrait.great_powers)} | "
            + " | ".join(outcome_words(outcome, row.portrait) for outcome in row.outcomes)
            + " |"
            for row in after
        )
        parts.append(
            f"### {own.name}, {date_words(own.on)}\n\n"
            f"{age_words(own.age)} after its beginning: {plural(own.recognisers, 'state')} recognised it "
            f"({own.share:.1%}); great powers among them: {powers_words(own.great_powers)}. First movers: {movers}.\n\n"
            f"| case | likeness | differs by | same age on | recognised by | great powers | "
            + " | ".join(f"after {plural(years, 'year')}" for years in AFTER)
            + " |\n| --- | ---: | --- | --- | ---: | ---: |"
            + " --- |" * len(AFTER)
            + f"\n{rows}\n"
        )
    weights = "\n".join(f"| `{name}` | {weight:g} |" for name, weight in WEIGHTS.items())
    return _PAGE.format(weights=weights, first=FIRST, years=listing(map(str, AFTER)), shown="\n".join(parts))


_SHORT = {"recognisers": "share", "great_powers": "powers", "first_movers": "movers", "kind": "kind"}


def _apart(differences: dict[str, float]) -> str:
    return ", ".join(f"{_SHORT[name]} {value:.2f}" for name, value in differences.items())


_PAGE = """\
# Precedents

<!-- Written by scripts/precedents_page.py; `make docs` writes it again. -->

Which cases were most like this one at the same age, and what became of them after {years} years?
`comity precedents CASE --on DATE` answers, and every brief has the five most alike. `comity.open().precedents(...)`
gives the rows.

## How likeness is measured

A case's age is counted from its claim (the day on which it began to act for itself) or, where the record does not hold
it from its beginning, from its first recognition there. Two cases are compared at the same age, by four things:

- `recognisers`: the share of the states in being that recognise it. What is compared is the square root of the share,
  so that one recogniser against six weighs more than eighty against eighty-five.
- `great_powers`: the share of the great powers of the day that recognise it (the major powers of the Correlates of War
  project).
- `first_movers`: who recognised it first, up to {first} parties, in two halves: where they are (five continents; half
  the sum of the differences of the shares), and which organisations they belonged to when they moved (the mean
  difference of the shares, over organisations that existed both times). Cases of different times may have no
  organisation in common; then the continents stand alone. Where one of the two has no first mover yet, this is left
  out.
- `kind`: 0 for two states or two governments, 1 for one of each.

Each difference lies between 0 and 1. Likeness is 1 less their weighted mean, with these weights:

| what | weight |
| --- | ---: |
{weights}

This is the general coefficient of similarity of Gower (1971, Biometrics 27:857, doi:10.2307/2528823), with one
departure: differences are scaled by what is possible and not by the range found in the data, so that a new case in the
record changes no other likeness. The weights are equal because nothing known here says that one thing tells more than
another.

## What is kept apart

- Nothing that happened to a case after the age in question bears on its likeness. It bears on the outcomes alone.
- A case is compared only if it had reached the age within what the record covers, and still existed then.
- An outcome beyond what the record covers is "not yet known", and never counts as "nothing changed".
- A case that ceased to exist says when. For a state, "UN" says that it was a member of the United Nations by then.

## Limits

The cases are those of the record. They were chosen because they were contested, and are no sample of anything: they
show how things can go, and not how likely it is. Gaps in the record of a case lower its numbers; "≥" marks cases whose
numbers are known to be too low. Earlier cases are compared with later ones too, so that what is called a precedent need
not have come before. Likeness knows nothing of wars, money or law.

## Five cases

Differences are those of the four things above. The last columns are numbers of states that recognised the case.

{shown}"""
