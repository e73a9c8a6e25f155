"""The reference page on the bundled record: what it holds, how it was checked, and what is missing."""

from __future__ import annotations

from collections import Counter

import comity
from comity.claims import Claim
from comity.record import COVERED_TO, EDITION
from comity.record.bundled import bundled_rows
from comity.record.gaps import gaps_by_case, incomplete
from comity.sources.documents import Document
from comity.standing.words import date_words
from scripts.published import PUBLISHED

_WORDS = {
    "recognisers": "recognisers",
    "un_members": "UN members",
    "relations": "relations",
    "ever": "ever",
}


def page() -> str:
    rows = list(bundled_rows())
    claims = [row for row in rows if isinstance(row, Claim)]
    documents = {row.id: row.name for row in rows if isinstance(row, Document)}
    from_notes = [row for row in claims if documents[row.document] == "from-notes.csv"]
    facts = [row for row in claims if documents[row.document] != "from-notes.csv"]
    precision = Counter(row.happened.precision for row in facts if row.happened)
    record = comity.open()
    cases = []
    for case in record.cases():
        own = [row for row in facts if case.case == row.receiver or (case.case in _AT_HOME and case.case == row.sender)]
        found = record.standing(case.case, on=COVERED_TO)
        coarse = sum(row.happened is not None and not row.happened.exact for row in own)
        cases.append(
            f"| `{case.case}` | {case.name} | {len(own):,} | {sum(row.checked for row in own):,} | {coarse:,} "
            f"| {case.first} | {case.last} | {'at least ' if case.case in incomplete() else ''}"
            f"{found.counts['in_being']:,} |"
        )
    published = [
        f"| `{case}` | {on} | {_WORDS[count]} | {elsewhere} | {here} | {why} |"
        for case, on, count, elsewhere, here, why in PUBLISHED
    ]
    kinds = Counter(row.kind for row in facts)
    known = gaps_by_case()
    names = {case.case: case.name for case in record.cases()}
    missing = []
    for case, lines in known.items():
        title = "Every case" if case == "all" else f"{names.get(case, comity.registry().label(case))} (`{case}`)"
        missing.append(f"**{title}.** {' '.join(lines)}\n")
    return _PAGE.format(
        edition=date_words(EDITION),
        until=date_words(COVERED_TO),
        facts=len(facts),
        receivers=len({row.receiver for row in facts if row.sender not in _AT_HOME or row.kind != "open-mission"}),
        checked=sum(row.checked for row in facts),
        unchecked=sum(not row.checked for row in facts),
        day=precision["day"],
        month=precision["month"],
        year=precision["year"],
        pages=len({row.cites_url for row in facts}),
        from_notes=len(from_notes),
        cases="\n".join(cases),
        kinds="\n".join(f"| `{kind}` | {count:,} |" for kind, count in kinds.most_common()),
        published="\n".join(published),
        missing="\n".join(missing),
    )


_AT_HOME = ("ESH", "SYR/snc-2012")
"""Cases whose own missions abroad are in the record: there they are the sender."""

_PAGE = """\
# The bundled record

<!-- Written by scripts/record_page.py; `make docs` writes it again. -->

Acts of recognition and what belongs to them, from 1918 to {until}, edition of {edition}. It comes with the
package and is what every command reads unless `--ledger` names another. `comity ledger init FILE --bundled` makes a
ledger that begins with it.

- {facts:,} facts about {receivers} states and governments; {day:,} are dated to the day, {month} to the month, {year}
  to the year.
- {checked:,} dates are *checked*: the date was read for this party on a public page. {unchecked:,} are *recalled*: the
  source named is where to look. Recalled dates are marked wherever they are shown, and `--checked` leaves them out.
  Checked means seen on a page, not seen in a primary source.
- {pages:,} pages are cited. {from_notes} more claims state what notes on these facts say besides: who denies an act,
  and what was said not to be recognition.

Each table of the record is a document of the ledger, each row of it a claim, and the characters of the row are the
evidence. Titles and addresses of the pages stand with the claim (`cites_title`, `cites_url`). An act that a third party
announces names who did (`attributed_to`).

## Cases

"On record" are states in being that recognised the case at the end of {until}, or on the last day of a case that has
ended, by documented acts.

| case | name | facts | checked | to a month or year | first | last | on record |
| --- | --- | ---: | ---: | ---: | --- | --- | ---: |
{cases}

Other parties stand in the record through single acts and are not followed as cases.

| kind of act | facts |
| --- | ---: |
{kinds}

## Published counts beside ours

Each is held by a test, with the reason where they differ.

| case | on | count | published | here | why |
| --- | --- | --- | ---: | ---: | --- |
{published}

## What is missing

{missing}
## Terms

The tables are in the public domain under CC0 1.0; the tables of polities, which every count needs, are under the Open
Database License. The facts rest on pages that belong to their publishers. `scripts/make_record.py` makes the tables and
says what was decided in making them.
"""
