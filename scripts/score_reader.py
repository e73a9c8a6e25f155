"""Score a reader on labelled paragraphs, and write the figures that docs/reference/reader.md shows.

    python -m scripts.score_reader ../shared/reference/reader_dev [--reader grammar] [--show 20] [--write]

The folder holds ``paragraphs.jsonl``, ``gold.jsonl`` and ``score.py``, as its README describes. Each paragraph is read
as a document of its own, with its heading as the title and ``article/index`` as its name. The texts of our own in
tests/reading/labelled are scored with them, each read whole. ``--write`` keeps the figures in
scripts/reader_scores.json, with those of the challenge sentences, and the confidence that follows from them in
src/comity/reading/confidence.toml.
"""

from __future__ import annotations

import argparse
import importlib.util
import itertools
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

from comity.claims import Claim
from comity.codebook import codebook
from comity.days import Day
from comity.reading.confidence import basis_of, fitted
from comity.reading.readers import READERS, Reader, make_reader
from comity.sources.documents import Document, hash_bytes
from comity.sources.headers import with_header
from scripts.score_challenges import load, score

SCORES = Path(__file__).with_name("reader_scores.json")
CONFIDENCE = Path(__file__).parent.parent / "src" / "comity" / "reading" / "confidence.toml"
LABELLED = Path(__file__).parent.parent / "tests" / "reading" / "labelled"
"""Texts of our own with their acts; what they are is said in the README there."""
CONFIDENCE_HEAD = """\
# How often claims of each class were right. Made by `python -m scripts.score_reader FOLDER --write` from labelled
# paragraphs; what the classes are is said in confidence.py, the counts are in docs/reference/reader.md.
"""

UNOPENED = ("ethiopia", "holy-see", "morocco")
"""Articles whose paragraphs and labels nobody looked at while the tables were made. They were drawn by hash, with three
more (latvia, samoa, spain) that were opened after the first measurement and belong to the development part since."""


def predictions(reader: Reader, paragraphs: Iterable[dict[str, Any]], kinds: Iterable[str]) -> list[dict[str, Any]]:
    """The reader's claims in the form that the scorer takes; kinds that it does not score are left out."""
    known = set(kinds)
    out = []
    for row in paragraphs:
        document = Document(
            id=hash_bytes(row["text"].encode()),
            name=f"{row['article']}/{row['paragraph_index']}",
            title=row["heading"],
            text=row["text"],
        )
        out += [_prediction(claim, row) for claim in reader.read(document) if claim.kind in known]
    return out


def whole_predictions(
    reader: Reader, paragraphs: Iterable[dict[str, Any]], kinds: Iterable[str]
) -> list[dict[str, Any]]:
    """The same of whole texts: the paragraphs of an article are read as one document, with title, day and publisher."""
    known = set(kinds)
    out = []
    for article, rows in itertools.groupby(paragraphs, key=lambda row: row["article"]):
        text, begins, heading = "", [], ""
        first: dict[str, Any] = {}
        for row in rows:
            first = first or row
            if row["heading"] not in (heading, first.get("title", ""), ""):
                text += f"{row['heading']}\n\n"
            heading = row["heading"]
            begins.append((len(text), row))
            text += f"{row['text']}\n\n"
        document = Document(
            id=hash_bytes(text.encode()),
            name=article,
            title=first.get("title", ""),
            text=text,
            published=Day.parse(first["published"]) if first.get("published") else None,
            publisher=first.get("publisher", ""),
        )
        for claim in reader.read(with_header(document)):
            if claim.kind in known:
                at = max((number for number, (start, _) in enumerate(begins) if start <= claim.start), default=0)
                out.append(_prediction(claim, begins[at][1]))
    return out


def _prediction(claim: Claim, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "article": row["article"],
        "paragraph_index": row["paragraph_index"],
        "actor": claim.sender_name,
        "target": claim.receiver_name,
        "act": claim.kind,
        "date": claim.happened.text if claim.happened else "",
        "negated_or_hypothetical": claim.polarity != "asserted",
        "evidence_text": claim.evidence,
        "basis": basis_of(claim),
    }


def measure(scorer: ModuleType, gold: list[dict[str, Any]], predicted: list[dict[str, Any]]) -> dict[str, Any]:
    """Precision, recall and F1, all in all and by kind, and the error classes."""
    result = scorer.score(gold, predicted)
    strict, relaxed = result["strict"], result["relaxed"]
    plain = scorer.score(gold, predicted, polarity=False)["strict"]["all"]["tp"]
    return {
        "strict": strict["all"],
        "relaxed": relaxed["all"],
        "kinds": {kind: row for kind, row in strict["acts"].items() if row["tp"] + row["fp"] + row["fn"]},
        "recall_of": strict["recall_of"],
        # Of the acts found with parties and day, those whose negation or condition agrees.
        "polarity": {"right": strict["all"]["tp"], "of": plain},
        "errors": error_classes(strict["misses"], strict["false_alarms"]),
    }


def calibration(
    scorer: ModuleType, gold: list[dict[str, Any]], predicted: list[dict[str, Any]]
) -> dict[str, tuple[int, int]]:
    """Class of claims -> how many were told, and how many of them fit a label, an optional one included."""
    rows: dict[tuple[str, int], tuple[list[Any], list[Any]]] = {}
    for row in gold:
        rows.setdefault(_place(row), ([], []))[0].append(scorer.Gold(row, False))
    for row in predicted:
        rows.setdefault(_place(row), ([], []))[1].append(scorer.Pred(row))
    out: dict[str, tuple[int, int]] = {}
    for labels, found in rows.values():
        fits = scorer.match(labels, scorer.unique(found), True, True)
        for number, one in enumerate(scorer.unique(found)):
            told, right = out.get(one.raw["basis"], (0, 0))
            out[one.raw["basis"]] = told + 1, right + (number in fits)
    return out


def error_classes(misses: list[dict[str, Any]], alarms: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What went wrong, most frequent first: each miss with the false alarm of its paragraph and kind, where one is."""
    count: Counter[str] = Counter()
    example: dict[str, str] = {}
    left = list(alarms)
    for miss in misses:
        same = [a for a in left if _place(a) == _place(miss) and a["act"] == miss["act"]]
        if same:
            left.remove(same[0])
            label = f"{miss['act']}: {_difference(miss, same[0])}"
        else:
            label = f"{miss['act']}: not found"
        count[label] += 1
        example.setdefault(label, f"{miss['article']} {miss['paragraph_index']}")
    for alarm in left:
        label = f"{alarm['act']}: told where the labels have none"
        count[label] += 1
        example.setdefault(label, f"{alarm['article']} {alarm['paragraph_index']}")
    return [{"what": what, "count": n, "example": example[what]} for what, n in sorted(count.items(), key=_most)]


def _most(pair: tuple[str, int]) -> tuple[int, str]:
    return -pair[1], pair[0]


def _place(row: dict[str, Any]) -> tuple[str, int]:
    return row["article"], int(row["paragraph_index"])


def _difference(gold: dict[str, Any], found: dict[str, Any]) -> str:
    if bool(gold.get("negated_or_hypothetical")) != bool(found.get("negated_or_hypothetical")):
        return "wrong polarity"
    if gold.get("date") and gold["date"] != found["date"]:
        return "wrong day"
    return "wrong party"


SHOWN = (
    "article", "paragraph_index", "act", "actor", "target", "date", "negated_or_hypothetical", "evidence_text",
)  # fmt: skip


def parts(gold: list[dict[str, Any]]) -> dict[str, set[str]]:
    """Articles of the development part, of the unopened one, and of both."""
    every = {row["article"] for row in gold}
    return {"development": every - set(UNOPENED), "unopened": every & set(UNOPENED), "all": every}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--reader", choices=READERS, default="grammar")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print N errors of the development part")
    parser.add_argument("--write", action="store_true", help=f"keep the figures in {SCORES.name}")
    arguments = parser.parse_args()

    spec = importlib.util.spec_from_file_location("reader_scorer", arguments.folder / "score.py")
    assert spec is not None
    assert spec.loader is not None
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    gold, paragraphs = (scorer.read(arguments.folder / name) for name in ("gold.jsonl", "paragraphs.jsonl"))
    reader = make_reader(arguments.reader)
    predicted = predictions(reader, paragraphs, set(scorer.ACTS) & set(codebook()))
    out: dict[str, Any] = {"reader": f"{reader.name} {reader.version}", "unopened": list(UNOPENED), "parts": {}}
    for part, articles in parts(gold).items():
        rows = [row for row in gold if row["article"] in articles]
        kept = [row for row in predicted if row["article"] in articles]
        figures = out["parts"][part] = measure(scorer, rows, kept)
        figures["calibration"] = calibration(scorer, rows, kept)
        strict = figures["strict"]
        print(
            f"{part:<12} strict F1 {strict['f1']:.3f}  precision {strict['precision']:.3f}"
            f"  recall {strict['recall']:.3f}  ({strict['tp'] + strict['fn']} acts)"
            f"   relaxed F1 {figures['relaxed']['f1']:.3f}"
        )
    out["labelled"] = {}
    for part in ("opened", "unopened"):
        labels, texts = (scorer.read(LABELLED / part / name) for name in ("gold.jsonl", "paragraphs.jsonl"))
        labels = [row for row in labels if row["act"] in scorer.ACTS]
        found = whole_predictions(reader, texts, set(scorer.ACTS) & set(codebook()))
        for kind in ("guide", "reports"):
            of = [[row for row in rows if row["article"].startswith(f"{kind}/")] for rows in (labels, found)]
            figures = out["labelled"][f"{kind}, {part}"] = measure(scorer, *of)
            strict = figures["strict"]
            print(
                f"{kind}, {part:<10} strict F1 {strict['f1']:.3f}  precision {strict['precision']:.3f}"
                f"  recall {strict['recall']:.3f}  ({strict['tp'] + strict['fn']} acts)"
                f"   relaxed F1 {figures['relaxed']['f1']:.3f}"
            )
    opened = parts(gold)["development"]
    result = scorer.score(*([row for row in rows if row["article"] in opened] for rows in (gold, predicted)))["strict"]
    shown = [("miss", row) for row in result["misses"]] + [("alarm", row) for row in result["false_alarms"]]
    for kind, row in sorted(shown, key=lambda pair: _place(pair[1]))[: arguments.show]:
        print(kind, json.dumps({name: row.get(name) for name in SHOWN}, ensure_ascii=False))
    if arguments.write:
        strict = {part: figures["strict"] for part, figures in out["parts"].items()}
        drop = strict["unopened"]["precision"] / strict["development"]["precision"]
        out["drop"] = round(min(1.0, drop), 4)
        fit = fitted(out["parts"]["development"]["calibration"], out["drop"])
        lines = [f"{json.dumps(name)} = {value}\n" for name, value in fit.items()]
        CONFIDENCE.write_text(f"{CONFIDENCE_HEAD}\n[confidence]\n{''.join(lines)}", encoding="utf-8")
        challenges = score(make_reader(), load())
        out["challenges"] = {name: challenges[name] for name in ("texts", "all", "kinds", "polarity")}
        SCORES.write_text(json.dumps(out, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
