"""The page on doctrines: what each requires, and what the bundled record says was done."""

from __future__ import annotations

import comity
from comity.days import Day
from comity.outlook.doctrines import VERDICTS, Doctrine, Verdict, classify, doctrines, judge, tally
from comity.record.bundled import COVERED_TO
from comity.standing.words import plural
from comity.tables import Table

ON = Day.parse(COVERED_TO.latest)


def page() -> str:
    view = comity.open().view()
    judged = {name: judge(view, one, ON) for name, one in doctrines().items() if one.rules}
    overview = "\n".join(
        f"| {doctrines()[name].title} | " + " | ".join(str(tally(rows)[verdict]) for verdict in VERDICTS) + " |"
        for name, rows in judged.items()
    )
    siyar = doctrines()["siyar"]
    classed = classify(view, siyar, "AFG/emirate-2021", ON)
    counts = ", ".join(
        f"{sum(row.kind == one.name for row in classed)} {one.words} (*{one.name}*)" for one in siyar.classes
    )
    covenants = ", ".join(f"{row.name} ({row.since}, until {row.until})" for row in classed if row.kind == "dar al-ahd")
    return _PAGE.format(
        on=ON, heads=" | ".join(VERDICTS), overview=overview,
        shown="\n".join(_one(doctrines()[name], rows) for name, rows in judged.items()),
        siyar=siyar.summary, note=siyar.note, source=siyar.source, counts=counts, covenants=covenants or "none",
    )  # fmt: skip


def _one(doctrine: Doctrine, rows: Table[Verdict]) -> str:
    holders = "; ".join(
        f"{held.party or held.members_of or 'all states'} from {held.start}{f' to {held.end}' if held.end else ''}"
        for held in doctrine.holders
    )
    parts = [f"### {doctrine.title}\n\n{doctrine.summary}\n\nSource: {doctrine.source}. Bound: {holders}.\n"]
    parts += [f"- `{rule.form}`: {rule.words}" for rule in doctrine.rules]
    parts.append("")
    # What says nothing of single acts is told in one line.
    silent = [row for row in rows if row.form == "bar" and row.verdict in ("obeyed", "unknown")]
    told = [row for row in rows if row not in silent]
    for verdict in ("obeyed", "unknown"):
        same = [row for row in silent if row.verdict == verdict]
        if same:
            objects = ", ".join(sorted({f"`{row.about}`" for row in same}))
            why = "no act that breaks the bar is recorded" if verdict == "obeyed" else "the record holds no act"
            parts.append(f"{plural(len(same), 'pair')} of a holder and an object {verdict}: {why} ({objects}).\n")
    if told:
        parts.append("| holder | about | since | verdict | done | why |\n| --- | --- | --- | --- | --- | --- |")
        parts += [
            f"| {row.holder} | {row.about} | {row.since} | {row.verdict} | {row.happened} | {row.why} |" for row in told
        ]
        parts.append("")
    return "\n".join(parts)


_PAGE = """\
# Doctrines

<!-- Written by scripts/doctrines_page.py; `make docs` writes it again. -->

A doctrine is a rule about whom a party may recognise or keep relations with, given the standing. `doctrines.toml` in
`comity.outlook` declares each as data: whom it bound and when, what it barred or required, and its source. `comity
doctrines NAME --on DAY` holds it against the record of any day, and a [scenario](../how-to/write-a-scenario.md) can
bind states by it.

That a doctrine is listed says nothing for it or against it. An act that a doctrine required may have been done for
other reasons, and whether it was is not in the record: *obeyed* says only that the act is there.

## What a rule can say

- `bar`: a holder does none of some kinds of act towards an object, while a fact holds. A row for each holder and
  object; an act that breaks it is named. Where the record holds no act of anybody towards the object, nothing can be
  said: *unknown*.
- `answer`: when a third party recognises an object, the holder does one of some acts towards that party within a
  time. *Not applicable* where there were no relations to break off, or the third party was exempt; *broken* where
  relations are known and no such act is.
- `exclusive`: whoever recognises one of some objects ends recognition of the others. A switch is one decision with
  two acts, looked for within a time before or after. *Broken* where an act keeps the other; *unknown* where the
  record holds neither.
- classes: a tradition sorts all others by conditions on the standing.

## The record on {on}

| doctrine | {heads} |
| --- | ---: | ---: | ---: | ---: |
{overview}

{shown}
### Classical siyar

{siyar}

{note} Source: {source}.

In the view of the Islamic Emirate of Afghanistan, if it held to this, on {on}: {counts}. Covenants that the record
tells of: {covenants}. The record tells of few treaties, so that most covenants are missing from it.
"""
