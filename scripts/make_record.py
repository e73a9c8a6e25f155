"""Make the bundled record's tables of acts from the published facts; run again, it gives the same bytes.

    python -m scripts.make_record FOLDER            write src/comity/record/acts/*.csv
    python -m scripts.make_record FOLDER --check    write nothing; fail where a table would differ

FOLDER holds one CSV per case or group of cases, with the columns of ``FACTS``. What this script decides is written
below as tables, each with its reason: which code an extinct state has, what the facts' kinds are called in the
codebook, whose word a disputed withdrawal rests on, and what a note says besides.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
from pathlib import Path

from comity.days import Day
from comity.polities import registry

ACTS = Path(__file__).resolve().parent.parent / "src" / "comity" / "record" / "acts"

FACTS = [
    "recogniser", "recogniser_iso3", "entity", "act", "date", "source_title", "source_url", "checked", "note",
]  # fmt: skip

COLUMNS = [
    "kind", "sender", "receiver", "happened", "mode", "polarity", "attributed_to", "level", "sender_name",
    "cites_title", "cites_url", "checked", "note",
]  # fmt: skip

KINDS = {
    "recognise": "recognise",
    "withdraw-recognition": "withdraw-recognition",
    "freeze-recognition": "freeze-recognition",
    "reaffirm-recognition": "reaffirm-recognition",
    "establish-relations": "establish-relations",
    "sever-relations": "sever-relations",
    "open-embassy": "open-mission",
    "close-embassy": "close-mission",
    "accept-credentials": "accept-credentials",
    "present-credentials": "present-credentials",
    "upgrade-representation": "raise-mission",
}

# Actors that the table of names does not have on that day, by name and year.
SENDERS = {
    ("Provisional Revolutionary Government of South Vietnam", "1969"): "RVN/prg-1969",
    ("Yugoslavia", "2004"): "SCG",  # the note says that Serbia and Montenegro acted
}

# Withdrawals of the recognition of Kosovo that rest on Serbia's announcement alone, by the recogniser's code.
# Dominica, the Central African Republic, Nauru and others were announced there too, but the note itself was shown
# or the state confirmed it: those are documented and stand as the sources tell them.
ANNOUNCED_BY_SERBIA = {"SUR", "GNB", "STP", "LBR", "LSO", "GRD", "COM", "SLE"}

# Missions of the case itself on the actor's soil: there the case is the sender.
OWN_MISSION = ("Sahrawi embassy", "coalition embassy")

# Levels of representation, by what a note says; the first that is found holds.
LEVELS = [
    ("permanent representation", "office"),
    ("technical mission restored to embassy", "embassy"),
    ("technical mission", "office"),
    ("first secretary", "office"),
    ("foreign mission status", "office"),
    ("charge to ambassador", "embassy"),
    ("consulate", "consulate"),
    ("consular level", "consulate"),
    ("charge", "charge"),
    ("legation", "legation"),
    ("ambassador", "embassy"),
    ("embassy", "embassy"),
]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    drifted = []
    for path in sorted(arguments.folder.glob("*.csv")):
        text = table(path)
        target = ACTS / path.name
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            drifted.append(path.name)
            if not arguments.check:
                ACTS.mkdir(parents=True, exist_ok=True)
                target.write_text(text, encoding="utf-8", newline="")
                print(f"wrote {path.name}")
    if arguments.check and drifted:
        print(f"would differ: {', '.join(drifted)}\nhint: run without --check", file=sys.stderr)
        return 1
    return 0


def table(path: Path) -> str:
    """One file of facts as a table of acts."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if reader.fieldnames != FACTS:
            raise SystemExit(f"{path}: the columns are not {', '.join(FACTS)}")
        for fact in reader:
            writer.writerow(row(fact, f"{path.name}:{reader.line_num}"))
    return out.getvalue()


def row(fact: dict[str, str], where: str) -> dict[str, str]:
    """One fact as a row of our table."""
    kind = KINDS[fact["act"]]
    sender, receiver, note = sender_of(fact, where), fact["entity"], fact["note"]
    registry().get(receiver, where=where)
    attributed_to = ""
    if kind == "withdraw-recognition" and receiver == "XKX" and sender in ANNOUNCED_BY_SERBIA:
        attributed_to = "SRB"
    if kind == "open-mission" and any(words in note for words in OWN_MISSION):
        sender, receiver = receiver, sender
    level = ""
    if kind in ("open-mission", "close-mission", "raise-mission", "accept-credentials", "present-credentials"):
        level = next((level for words, level in LEVELS if words in note), "")
        if not level and kind in ("open-mission", "close-mission"):
            level = "embassy"
    return {
        "kind": kind,
        "sender": sender,
        "receiver": receiver,
        "happened": Day.parse(fact["date"]).text,
        "mode": "de-facto" if note.startswith("de facto") else "declared",
        "polarity": "asserted",
        "attributed_to": attributed_to,
        "level": level,
        "sender_name": fact["recogniser"],
        "cites_title": fact["source_title"],
        "cites_url": fact["source_url"],
        "checked": fact["checked"],
        "note": note,
    }


def sender_of(fact: dict[str, str], where: str) -> str:
    """The code that the table of polities has for the actor."""
    special = SENDERS.get((fact["recogniser"], fact["date"][:4]))
    if special:
        return special
    if fact["recogniser_iso3"]:
        return registry().get(fact["recogniser_iso3"], where=where).code
    return registry().resolve(fact["recogniser"], on=Day.parse(fact["date"]), where=where)


if __name__ == "__main__":
    sys.exit(main())
