"""Score the grammar on sentences of our own: tests/reading/challenges.txt, whose head says how it is written.

python -m scripts.score_challenges [--show] [FILE]
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from comity.claims import Claim
from comity.codebook import codebook
from comity.days import Day
from comity.reading.readers import Reader, make_reader
from comity.sources.documents import Document, hash_bytes

CHALLENGES = Path(__file__).resolve().parent.parent / "tests" / "reading" / "challenges.txt"

_HEAD = re.compile(r"\[(?P<published>[^\]|]*)(?:\|(?P<party>[^\]|]*))?(?:\|(?P<title>[^\]]*))?\] ")


@dataclass(slots=True)
class Challenge:
    """A text and what a reader should say of it, as lines of ``line``."""

    text: str
    published: str = ""
    party: str = ""
    title: str = ""
    where: str = ""
    expected: list[str] = field(default_factory=list)

    def document(self) -> Document:
        return Document(
            id=hash_bytes(self.text.encode()),
            title=self.title,
            text=self.text,
            published=Day.parse(self.published) if self.published else None,
            publisher_is_party=self.party,
        )


def line(claim: Claim) -> str:
    """A claim as a line: ``recognise FRA > BIA 1968 denied @FRA``."""
    parts = [claim.kind, claim.sender or claim.sender_name]
    if claim.receiver or claim.receiver_name:
        parts += [">", claim.receiver or claim.receiver_name]
    parts += [claim.happened.text if claim.happened else ""]
    parts += [claim.polarity if claim.polarity != "asserted" else ""]
    parts += [f"@{claim.attributed_to}" if claim.attributed_to else ""]
    return " ".join(part for part in parts if part)


def load(path: Path = CHALLENGES) -> list[Challenge]:
    """The challenges of a file in its order."""
    out: list[Challenge] = []
    for number, row in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not row.strip() or row.startswith("#"):
            continue
        if row.startswith("  "):
            out[-1].expected.append(row.strip())
            continue
        head = _HEAD.match(row)
        about = {key: value.strip() for key, value in head.groupdict(default="").items()} if head else {}
        out.append(Challenge(row[head.end() if head else 0 :], **about, where=f"{path.name}:{number}"))
    return out


def score(reader: Reader, challenges: list[Challenge]) -> dict[str, Any]:
    """Precision, recall and F1 by kind and in all, polarity told apart, and what went wrong with each text."""
    counts: dict[str, Counter[str]] = {}
    polarity: Counter[str] = Counter()
    wrong: list[tuple[Challenge, list[str], list[str]]] = []
    for challenge in challenges:
        found = [_either(line(claim)) for claim in reader.read(challenge.document())]
        expected = [_either(row) for row in challenge.expected]
        missed = list((Counter(expected) - Counter(found)).elements())
        alarms = list((Counter(found) - Counter(expected)).elements())
        for row in (Counter(found) & Counter(expected)).elements():
            counts.setdefault(_kind(row), Counter())["tp"] += 1
        for name, rows in (("fn", missed), ("fp", alarms)):
            for row in rows:
                counts.setdefault(_kind(row), Counter())[name] += 1
        # An act whose kind and sides were found, whatever its day: is it told as done, denied, weighed, conditional?
        left = list(found)
        for row in expected:
            met = sorted((f for f in left if _sides(f) == _sides(row)), key=lambda f: f != row)
            if met:
                left.remove(met[0])
                polarity[("other" if _polarity(row) == "asserted" else "not asserted") + " of"] += 1
                if _polarity(met[0]) == _polarity(row):
                    polarity["other" if _polarity(row) == "asserted" else "not asserted"] += 1
        if missed or alarms:
            wrong.append((challenge, missed, alarms))
    every = sum(counts.values(), Counter())
    return {
        "texts": len(challenges),
        "all": _figures(every),
        "kinds": {kind: _figures(count) for kind, count in sorted(counts.items())},
        "polarity": {
            "asserted": {"right": polarity["other"], "of": polarity["other of"]},
            "denied, weighed or conditional": {"right": polarity["not asserted"], "of": polarity["not asserted of"]},
        },
        "wrong": wrong,
    }


def _either(row: str) -> str:
    """The line of an act without sides with its parties in the order of the alphabet."""
    found = re.match(r"(\S+) (.+?) > (.+?)(?=$| \d{4}| denied| hypo| cond| @)", row)
    if found is None or not codebook()[found[1]].mutual or found[2] < found[3]:
        return row
    return f"{found[1]} {found[3]} > {found[2]}{row[found.end() :]}"


def _figures(count: Counter[str]) -> dict[str, float]:
    tp, fp, fn = count["tp"], count["fp"], count["fn"]
    return {
        "tp": tp,
        "fp": fp,
        "fn": fn,
        "precision": round(tp / (tp + fp), 4) if tp + fp else 0.0,
        "recall": round(tp / (tp + fn), 4) if tp + fn else 0.0,
        "f1": round(2 * tp / (2 * tp + fp + fn), 4) if tp + fp + fn else 0.0,
    }


def _kind(row: str) -> str:
    return row.split(" ")[0]


def _polarity(row: str) -> str:
    return next((word for word in ("denied", "hypothetical", "conditional") if f" {word}" in row), "asserted")


def _sides(row: str) -> str:
    return re.sub(r" (?:[\d/-]{4,}|denied|hypothetical|conditional|@.*)\b.*$", "", row)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, nargs="?", default=CHALLENGES)
    parser.add_argument("--show", action="store_true", help="print each text that was not read as expected")
    arguments = parser.parse_args()
    result = score(make_reader(), load(arguments.file))
    if arguments.show:
        for challenge, missed, alarms in result["wrong"]:
            print(f"{challenge.where}: {challenge.text}")
            print("".join([f"  miss  {row}\n" for row in missed] + [f"  alarm {row}\n" for row in alarms]), end="")
    for kind, row in (*result["kinds"].items(), ("all", result["all"])):
        print(
            f"{kind:<22} P {row['precision']:.2f}  R {row['recall']:.2f}  F1 {row['f1']:.2f}  ({row['tp']}+{row['fn']})"
        )
    print(result["texts"], "texts", result["polarity"])


if __name__ == "__main__":
    main()
