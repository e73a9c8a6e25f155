"""Write the packaged tables of polities from the reference tables beside the project.

    python -m scripts.make_polities [FOLDER]

FOLDER is ``../shared/data/polities`` unless given. The same input gives the same bytes. What is added here, and why,
stands beside each constant; everything else is carried over as it is.
"""

from __future__ import annotations

import csv
import io
import re
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
SOURCE = TOP.parent / "shared" / "data" / "polities"
TABLES = TOP / "src" / "comity" / "polities" / "tables"

# What a polity is, where it is not simply a state. "contested": its statehood was disputed through its whole life and
# it had no seat in the United Nations or the League. "union": acts in its own name beside members that act too.
KINDS = {
    "contested": (
        "ABK BIA BPH CKI CRM CSA CYN DPR ESH FER ICH KTG LPR MCK MJG NDH NKR OST PMR RGR RHO RIF RSK SML TBT "
        "TSK TTV TWN VDA XKX YUC"
    ),
    "observer": "PSE VAT",
    "associated": "COK NIU",
    "order": "SMM",
    "union": "AFD EUE FGE FML GCA GCF HNS HRE RHC",
}

# Readings that the reference marks as possible in a note but gives no row: without the row, the name would
# resolve to the only polity listed.
ADDED_NAMES = [
    ("CHN", "Nationalist government", "name", "1927-04-18", "1949-12-08", "later on Taiwan (TWN)"),
    ("COD", "Republic of Congo", "name", "1960-06-30", "1964-08-01", "also COG"),
    ("RVN", "Vietnamese", "adjective", "", "", "also VNM"),
    ("RVN", "Vietnamese", "demonym", "", "", "also VNM"),
    ("SUN", "Council of People's Commissars", "name", "1922-12-30", "1946-03-15", "before that of RUS"),
    ("SUN", "Russians", "demonym", "", "", "loose usage; properly of RUS"),
    ("SUN", "Sovnarkom", "name", "1922-12-30", "1946-03-15", "before that of RUS"),
]

# Names that are ambiguous as soon as a leading "the" makes no difference, and are not marked so.
MARKED = {("OTT", "the Sublime Porte"): "also TUR", ("VAT", "the Holy See"): "also PAP"}

# Other lands and governments that go by the very same words and have no row: (words, meaning, from, to). With one of
# these a name has more than one meaning even where the tables list one polity. Rivers, peoples, cities and the land
# around are not listed: they do not recognise anybody, and no state or province of its own bears the name alone.
ELSEWHERE = [
    ("Bremen", "a state of Germany", "1867-07-01", ""),
    ("Commonwealth Government", "the Commonwealth of Nations", "1931-12-11", ""),
    ("Confederate", "of another confederacy", "", ""),
    ("Department of External Affairs", "the ministry of Australia or New Zealand", "1919", "1993"),
    ("Dervishes", "the movement in Somalia", "1899", "1920"),
    ("Estado Novo", "the regime in Brazil", "1937-11-10", "1946-01-31"),
    ("Federal Council", "an organ of Austria, Germany or the United Arab Emirates", "1871", ""),
    ("First Republic", "the first republic of another state", "", ""),
    ("Fifth Republic", "the fifth republic of another state", "", ""),
    ("Foreign Office", "another state's ministry", "", ""),
    ("Georgia", "a state of the United States", "1776-07-04", ""),
    ("Georgian", "of the state of the United States", "1776-07-04", ""),
    ("Georgians", "people of the state of the United States", "1776-07-04", ""),
    ("Government House", "a governor's residence elsewhere", "", ""),
    ("Government of National Unity", "a cabinet of another state", "", ""),
    ("Government Palace", "a palace of another state", "", ""),
    ("Grand National Assembly", "the parliament of Romania, Bulgaria or another state", "", ""),
    ("Guineans", "people of Guinea-Bissau or Equatorial Guinea", "1968-10-12", ""),
    ("Hamburg", "a state of Germany", "1867-07-01", ""),
    ("Hawaii", "a territory, then a state of the United States", "1898-08-12", ""),
    ("Her Majesty's Government", "the government of another Commonwealth realm or kingdom", "", ""),
    ("His Majesty's Government", "the government of another Commonwealth realm or kingdom", "", ""),
    ("Imperial", "of another empire", "", ""),
    ("Katanga", "a province of the Congo", "1963-01-21", ""),
    ("Maryland", "a state of the United States", "1776-07-04", ""),
    ("Ministry of External Affairs", "another state's ministry", "", ""),
    ("National Transitional Council", "a council of another state", "", ""),
    ("National Unity Government", "a cabinet of another state", "", ""),
    ("Newfoundland", "a province of Canada", "1949-03-31", ""),
    ("PA", "Panama, Pennsylvania or another abbreviation", "", ""),
    ("Provisional Revolutionary Government", "a government of another state", "", ""),
    ("San Domingo", "Haiti, or the colony, in older texts", "", "1900"),
    ("St. Domingo", "the Dominican Republic, or the colony, in older texts", "", "1900"),
    ("Secretariat of State", "another state's ministry", "", ""),
    ("Department of Foreign Affairs", "another state's ministry", "", ""),
    ("Texas", "a state of the United States", "1845-12-29", ""),
    ("the Crown", "another monarchy", "", ""),
    ("the Emperor", "the emperor of another state", "", ""),
    ("the Empire", "another empire", "", ""),
    ("the Free State", "the Irish Free State or the Congo Free State", "1885-07-01", "1937-12-29"),
    ("the Grand Duchy", "another grand duchy", "", ""),
    ("the Kingdom", "another kingdom", "", ""),
    ("the Monarchy", "another monarchy", "", ""),
    ("the States", "any states", "", ""),
    ("the Sultan", "the sultan of Morocco, Zanzibar or another state", "", ""),
    ("the Tsar", "the tsar of Bulgaria", "1908-10-05", "1946-09-15"),
    ("the Union", "another union", "", ""),
    ("Transvaal", "a British colony, then a province of South Africa", "1902-05-31", "1994-04-27"),
    ("United Provinces", "the Río de la Plata or Central America", "1810-05-25", "1841-02-02"),
    ("Vermont", "a state of the United States", "1791-03-04", ""),
    ("Victoria", "a colony, then a state of Australia, and other places", "1851-07-01", ""),
    ("Zanzibar", "a part of Tanzania", "1964-04-26", ""),
]

# Numbers that the schemes give to a polity besides the one in its row: (scheme, number, code, from, to).
# Sources: COW State System Membership v2016; Gleditsch and Ward 1999.
ADDED_NUMBERS = [
    ("COW", 260, "DEU", "1955-05-05", "1990-10-03"),
    ("GW", 255, "DEU", "1871-01-18", "1945-05-08"),
]
# Spans of a number where it is not the polity's life: COW 255 is Germany until 1945 and again from 1990, with 260
# between; GW 260 begins with the Federal Republic.
NUMBER_SPANS = {
    ("COW", "DEU"): [("1871-01-18", "1945-05-08"), ("1990-10-03", "")],
    ("GW", "DEU"): [("1949-05-23", "")],
}

# M49 regions at the finest level, with the region above and the continent. Source: UN Statistics Division, M49.
REGIONS = [
    ("Australia and New Zealand", "Australia and New Zealand", "Oceania"),
    ("Caribbean", "Latin America and the Caribbean", "Americas"),
    ("Central America", "Latin America and the Caribbean", "Americas"),
    ("Central Asia", "Central Asia", "Asia"),
    ("Eastern Africa", "Sub-Saharan Africa", "Africa"),
    ("Eastern Asia", "Eastern Asia", "Asia"),
    ("Eastern Europe", "Eastern Europe", "Europe"),
    ("Melanesia", "Melanesia", "Oceania"),
    ("Micronesia", "Micronesia", "Oceania"),
    ("Middle Africa", "Sub-Saharan Africa", "Africa"),
    ("Northern Africa", "Northern Africa", "Africa"),
    ("Northern America", "Northern America", "Americas"),
    ("Northern Europe", "Northern Europe", "Europe"),
    ("Polynesia", "Polynesia", "Oceania"),
    ("South America", "Latin America and the Caribbean", "Americas"),
    ("South-eastern Asia", "South-eastern Asia", "Asia"),
    ("Southern Africa", "Sub-Saharan Africa", "Africa"),
    ("Southern Asia", "Southern Asia", "Asia"),
    ("Southern Europe", "Southern Europe", "Europe"),
    ("Western Africa", "Sub-Saharan Africa", "Africa"),
    ("Western Asia", "Western Asia", "Asia"),
    ("Western Europe", "Western Europe", "Europe"),
]

_INTERRUPTED = re.compile(r"interrupted (\S+?)/(\S+?)(?=[;.]|$)")

Row = dict[str, str]


def read(folder: Path, name: str) -> list[Row]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def tables(folder: Path = SOURCE) -> dict[str, bytes]:
    """Every packaged table by file name, as the bytes it is written with."""
    polities = read(folder, "polities")
    kinds = {code: kind for kind, codes in KINDS.items() for code in codes.split()}
    unknown = sorted(set(kinds) - {row["code"] for row in polities})
    if unknown:
        raise SystemExit(f"KINDS names polities that are not in the table: {', '.join(unknown)}")
    numbers = []
    for row in polities:
        row["kind"] = kinds.get(row["code"], "state")
        found = _INTERRUPTED.search(row["note"])
        row["interrupted"] = f"{found[1]}/{found[2]}" if found else ""
        if found:
            row["note"] = _INTERRUPTED.sub("", row["note"]).replace("; ;", ";").strip("; ")
        for scheme, column in (("COW", "cow_code"), ("GW", "gw_code")):
            if row[column]:
                for first, last in NUMBER_SPANS.get((scheme, row["code"]), [("", "")]):
                    numbers.append((scheme, row[column], row["code"], first, last))
    numbers += [(scheme, str(number), code, first, last) for scheme, number, code, first, last in ADDED_NUMBERS]
    numbers.sort(key=lambda row: (row[0], int(row[1]), row[2], row[3]))

    names = read(folder, "names")
    present = {(row["code"], row["name"], row["kind"]) for row in names}
    for code, name, kind, first, last, note in ADDED_NAMES:
        if (code, name, kind) in present:
            raise SystemExit(f"the reference now has {code} {name!r} ({kind}); take it out of ADDED_NAMES")
        row = (code, name, kind, first, last, "yes", note)
        names.append(dict(zip(_NAMES, row, strict=True)))
    for row in names:
        if (row["code"], row["name"]) in MARKED:
            row.update(ambiguous="yes", note=MARKED[row["code"], row["name"]])
    # The label of a polity leads to it, also where it is one that only tables use: "Maryland (Liberia)".
    listed = {(row["code"], row["name"].casefold()) for row in names}
    for row in polities:
        if (row["code"], row["name"].casefold()) not in listed:
            names.append({**dict.fromkeys(_NAMES, ""), "code": row["code"], "name": row["name"], "kind": "name"})
    names.sort(key=lambda row: (row["code"], row["kind"], row["name"], row["valid_from"], row["valid_to"]))

    return {
        "polities.csv": write(
            "code name official_name kind start end interrupted capital capital_lat capital_lon region un_member_since "
            "wikidata note",
            polities,
        ),
        "names.csv": write("code name kind valid_from valid_to ambiguous note", names),
        "elsewhere.csv": write(
            "name meaning valid_from valid_to", [dict(zip(_ELSEWHERE, row, strict=True)) for row in sorted(ELSEWHERE)]
        ),
        "numbers.csv": write(
            "scheme number code valid_from valid_to", [dict(zip(_NUMBERS, row, strict=True)) for row in numbers]
        ),
        "governments.csv": write("slug code name kind start end note", read(folder, "governments")),
        "memberships.csv": write("code organisation joined left note", read(folder, "memberships")),
        "contiguity.csv": write("code_a code_b kind from to", read(folder, "contiguity")),
        "powers.csv": write("code from to kind note", read(folder, "powers")),
        "regions.csv": write("region subregion continent", [dict(zip(_REGIONS, row, strict=True)) for row in REGIONS]),
    }


_NAMES = ("code", "name", "kind", "valid_from", "valid_to", "ambiguous", "note")
_ELSEWHERE = ("name", "meaning", "valid_from", "valid_to")
_NUMBERS = ("scheme", "number", "code", "valid_from", "valid_to")
_REGIONS = ("region", "subregion", "continent")


def write(columns: str, rows: list[Row]) -> bytes:
    text = io.StringIO()
    out = csv.DictWriter(text, columns.split(), extrasaction="ignore", lineterminator="\n")
    out.writeheader()
    out.writerows(rows)
    return text.getvalue().encode()


def main(arguments: list[str]) -> int:
    folder = Path(arguments[0]) if arguments else SOURCE
    if not (folder / "polities.csv").is_file():
        print(f"error: {folder} has no polities.csv\nhint: give the folder of the tables", file=sys.stderr)
        return 2
    for name, content in tables(folder).items():
        (TABLES / name).write_bytes(content)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
