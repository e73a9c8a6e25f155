"""docs/reference/reader.md: what the grammar reads, and how well, from the figures of scripts/score_reader.py."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from comity.codebook import codebook
from comity.reading.confidence import MOST_INFERRED, basis, confidence
from scripts.score_reader import SCORES

SPEED = Path(__file__).resolve().parent.parent / "benchmarks" / "reading.json"

WORST = 10

HEAD = """\
# How well the reader reads

<!-- Made by scripts/reader_page.py; write it again with `make docs`. -->

`comity read` turns documents into claims. The default reader is a grammar over tables of act phrasing
(`src/comity/reading/grammar.toml`): it needs no download, and the same text always gives the same claims. This page
says how often it is right.

## What it was measured on

228 paragraphs of 24 articles of *A Guide to the United States' History of Recognition, Diplomatic, and Consular
Relations, by Country, since 1776* (Office of the Historian, U.S. Department of State), with 351 acts labelled by hand.
An act counts as found (*strict*) only where kind, day, both parties and polarity agree with the label; *relaxed* asks
for kind and day alone. Each paragraph is read by itself, with the heading above it as its title.

The tables were made with {opened} of these articles in view. {unopened} were left unopened: nobody
looked at their text or labels while the tables were made. Six articles had been set aside at first; before any tuning
on the others the reader's strict F1 on those six was 0.78. Three of the six were opened afterwards, and belong to the
development part.
The unopened part is small, so its figures are uncertain by about 0.05; the development part flatters the reader.

"""


def page() -> str:
    """The page as Markdown."""
    scores = json.loads(SCORES.read_text(encoding="utf-8"))
    parts = scores["parts"]
    unopened = ", ".join(name.replace("-", " ").title() for name in scores["unopened"])
    out = [HEAD.format(opened=24 - len(scores["unopened"]), unopened=unopened)]
    out.append("| part | acts | precision | recall | F1 | relaxed F1 |\n| --- | ---: | ---: | ---: | ---: | ---: |\n")
    for name in ("development", "unopened", "all"):
        strict, relaxed = parts[name]["strict"], parts[name]["relaxed"]
        acts = strict["tp"] + strict["fn"]
        out.append(f"| {name} | {acts} | {_figures(strict)} | {relaxed['f1']:.2f} |\n")
    told = parts["all"]["polarity"]
    out.append(
        f"\nOf {told['of']} acts found with the right kind, day and parties, {told['right']} have the right polarity:\n"
        "denied, weighed and conditional acts are told apart from those that were done.\n"
    )
    out.append("\n## By kind of act\n\nStrict, over all 24 articles.\n\n")
    out.append("| kind | acts | precision | recall | F1 |\n| --- | ---: | ---: | ---: | ---: |\n")
    for kind, row in parts["all"]["kinds"].items():
        out.append(f"| {kind} | {row['tp'] + row['fn']} | {_figures(row)} |\n")
    out.append(_labelled(scores["labelled"]))
    out.append(_challenges(scores["challenges"]))
    out.append(f"\n## The {WORST} worst classes of error\n\n")
    out.append("| what went wrong | times | for example |\n| --- | ---: | --- |\n")
    for row in parts["all"]["errors"][:WORST]:
        out.append(f"| {row['what']} | {row['count']} | {row['example']} |\n")
    out.append(_calibration(scores))
    out.append(_speed(json.loads(SPEED.read_text(encoding="utf-8"))))
    out.append(TAIL)
    return "".join(out)


def _labelled(told: dict[str, Any]) -> str:
    """The texts of tests/reading/labelled, half of which were never used to make a rule."""
    out = [
        """
## Other texts, read whole

`tests/reading/labelled` has texts written for this by others than the makers of the tables, who had not seen the
reader and labelled what they wrote by the same rules: *guide*, in the manner of handbooks and encyclopaedias, and
*reports*, of news and of ministries. The rules were mended on the opened half; the other half was only ever scored.
Its totals were watched while the rules were mended, and a rule that lowered them was narrowed, so they flatter the
reader a little: two later sets in the manner of a handbook were read at an F1 of 0.77 and 0.79 when first seen.

| texts | acts | precision | recall | F1 | relaxed F1 |
| --- | ---: | ---: | ---: | ---: | ---: |
"""
    ]
    for name, figures in told.items():
        strict = figures["strict"]
        acts = strict["tp"] + strict["fn"]
        out.append(f"| {name} | {acts} | {_figures(strict)} | {figures['relaxed']['f1']:.2f} |\n")
    return "".join(out)


def _challenges(told: dict[str, Any]) -> str:
    """Every kind of the codebook, on the sentences of tests/reading/challenges.txt."""
    both = [told["polarity"][name] for name in ("asserted", "denied, weighed or conditional")]
    out = [
        f"""
## Sentences of other kinds

`tests/reading/challenges.txt` has {told["texts"]} texts of our own, in the manner of news reports, statements of
ministries, handbooks and histories, over every kind of the codebook. The rules were mended until they read these, so
the figures below show what is covered and not how a new text fares: when 68 of them were first read, F1 was
0.74, and that is the better guide. A claim is right only where kind, parties, day, polarity and speaker agree.

Of {both[1]["of"]} acts that the texts deny, weigh or make conditional, {both[1]["right"]} are told so; of
{both[0]["of"]} that they assert, {both[0]["right"]}.

| kind | acts | precision | recall | F1 |
| --- | ---: | ---: | ---: | ---: |
"""
    ]
    for kind in codebook():
        row = told["kinds"].get(kind)
        out.append(
            f"| {kind} | {row['tp'] + row['fn']} | {_figures(row)} |\n" if row else f"| {kind} | 0 | – | – | – |\n"
        )
    out.append(f"| all | {told['all']['tp'] + told['all']['fn']} | {_figures(told['all'])} |\n")
    return "".join(out)


def _calibration(scores: dict[str, Any]) -> str:
    """What `confidence` was in each class of claims, and how often those were right."""
    opened, unopened = (scores["parts"][part]["calibration"] for part in ("development", "unopened"))
    out = [
        f"""
## What `confidence` says

What share of the claims that rest on as much is right, in a text of this kind that the tables were not made with.
Claims of the development part were counted by what they rest on: how many of their parts were inferred rather than said
(`why` lists them), whether they tell of something done, and whether they have a day. A class with few claims leans on
the wider one (with five claims' weight), and every figure is multiplied by {scores["drop"]:.2f}, the precision on the
unopened articles as a share of that on the others. On the unopened articles themselves the counts are small.

| rests on | confidence | development: right of | unopened: right of |
| --- | ---: | ---: | ---: |
"""
    ]
    for asserted in (True, False):
        for dated in (True, False):
            for inferred in range(MOST_INFERRED + 1):
                name = basis(inferred, asserted=asserted, dated=dated)
                row = [_right_of(part.get(name)) for part in (opened, unopened)]
                out.append(f"| {name} | {confidence(name):.2f} | {row[0]} | {row[1]} |\n")
    return "".join(out)


def _speed(found: dict[str, Any]) -> str:
    """What benchmarks/reading.py measured: megabytes a second, and memory over a stream."""
    out = [
        f"""
## How fast it reads, and in how much memory

Text by the second of one core ({found["machine"]}), without the {found["making"]:.1f} s that it takes to load the names
and to compile the rules. Where every paragraph tells acts ({found["paragraphs"]} paragraphs, in other years each time
they come), reading them is nearly all the work; in an archive where one paragraph in ten does, most text is passed over
at once. `--jobs` divides the work among processes.

| text | MB | MB a second | claims |
| --- | ---: | ---: | ---: |
"""
    ]
    for kind, row in found["speed"].items():
        rate = row["megabytes"] / row["seconds"]
        out.append(f"| {kind} | {row['megabytes']:.0f} | {rate:.2g} | {row['claims']:,} |\n")
    out.append(
        """
JSON Lines of the mixed text piped into `comity read -`, one process; memory is the largest resident set so far.

| stream so far, MB | memory, MB | seconds |
| ---: | ---: | ---: |
"""
    )
    for row in found["stream"]:
        out.append(f"| {row['megabytes']:.0f} | {row['memory']:.0f} | {row['seconds']:.0f} |\n")
    return "".join(out)


def _right_of(counts: list[int] | None) -> str:
    return f"{counts[1]} of {counts[0]}" if counts else "–"


def _figures(row: dict[str, Any]) -> str:
    precision = f"{row['precision']:.2f}" if row["tp"] + row["fp"] else "–"
    return f"{precision} | {row['recall']:.2f} | {row['f1']:.2f}"


TAIL = """
## What to know when using it

- What was not done is the act with polarity `denied`, what depends on a condition the act with polarity `conditional`
  and its words in `condition`, what is only planned or weighed `hypothetical`. A refusal of recognition is a
  `refuse-recognition` besides, a condition for it a `condition-recognition`, asking for it a `request-recognition`.
- "Peru denied that it had recognised Chile" is the recognition with polarity `denied`, `attributed_to` Peru.
- A `state-position` is read only where it is about the recognition, independence, unity or territory of a named party;
  `note` says whether it supports, opposes or warns.
- "Diplomatic relations were established" names no side. The reader takes the publisher's party where the publisher is
  one, the handbook's own where the text is a handbook, and the party that title or text is about; `why` says which, and
  `confidence` is lower. Where that leaves a choice, nothing is claimed.
- A name that several parties bore stays a name without a code, and so does one that is in no table; `comity read` lists
  them at the end.
- English only. Poetry, irony and tables of posts are beyond it.

The figures are made by `python -m scripts.score_reader FOLDER --write`, with the labelled paragraphs in FOLDER, those
of speed and memory by `python benchmarks/reading.py --paragraphs FOLDER/paragraphs.jsonl --stream 30 100 300 --write`.
"""
