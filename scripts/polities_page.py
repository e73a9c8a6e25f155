"""The reference page on polities: written here, with its counts and lists read from the tables."""

from __future__ import annotations

from collections import Counter

from comity.polities import KINDS, registry, tables
from comity.polities.checks import UN_MEMBERS, check

_ORGANISATIONS = {
    "AU": "African Union, with the OAU from 1963",
    "CIS": "Commonwealth of Independent States",
    "COMMONWEALTH": "from 1931",
    "CSTO": "from the treaty of 1992, in force 1994",
    "EU": "European Union, from the EEC of 1958",
    "FRANCOPHONIE": "with the agency of 1970",
    "G7": "with Russia from 1998 to 2014",
    "NAM": "from the conference at which the state first took part as a member",
    "OAS": "from the charter of 1948, without the Pan-American Union before it",
    "OIC": "Organisation of Islamic Cooperation",
}


def page() -> str:
    who = registry()
    kinds = Counter(row.kind for row in who.polities.values())
    ended = sum(row.end is not None for row in who.polities.values())
    rows = {
        "polities.csv": (len(who.polities), "a state, union, order or contested entity that has acted diplomatically"),
        "names.csv": (len(tables.names()), "an English name by which a text may mean a polity"),
        "elsewhere.csv": (len(tables.elsewhere()), "something outside the tables that goes by the same words"),
        "numbers.csv": (len(tables.numbers()), "a COW or Gleditsch–Ward number of a polity, with its years if shared"),
        "governments.csv": (len(who.governments), "a government whose recognition was or could be a question"),
        "government_names.csv": (len(tables.government_names()), "a name by which a text singles out a government"),
        "former_rulers.csv": (len(tables.former_rulers()), "one spell of one polity under the rule of another"),
        "memberships.csv": (len(tables.memberships()), "one spell of one polity in one organisation"),
        "contiguity.csv": (len(tables.contiguity()), "one spell of two polities being neighbours"),
        "powers.csv": (len(tables.powers()), "one spell of great-power status or of a permanent Council seat"),
        "regions.csv": (len(tables.regions()), "a UN M49 region, with the region above it and its continent"),
    }
    files = "\n".join(f"| `{name}` | {count:,} | {words} |" for name, (count, words) in rows.items())
    kind_lines = "\n".join(f"| `{kind}` | {kinds[kind]} | {_KIND_WORDS[kind]} |" for kind in KINDS)
    spells = Counter(row.organisation for row in tables.memberships())
    organisations = ", ".join(
        f"{name} ({_ORGANISATIONS[name]})" if name in _ORGANISATIONS else name for name in sorted(spells)
    )
    departures = "\n".join(
        f"| {row.about} | {row.found} | {row.expected} | {row.reason} |" for row in check() if row.check == "un-members"
    )
    agree = len(UN_MEMBERS) - sum(row.check == "un-members" for row in check())
    return _PAGE.format(
        files=files, kinds=kind_lines, ended=ended, organisations=organisations, departures=departures, agree=agree
    )


_KIND_WORDS = {
    "state": "a state, present or past",
    "observer": "a non-member observer state at the United Nations: the Holy See and Palestine",
    "associated": "a state in free association with New Zealand: the Cook Islands and Niue",
    "contested": "an entity whose statehood was disputed all its life and that had no seat in the League or the UN",
    "order": "the Order of Malta",
    "union": "a union that acts in its own name beside members that act too: the European Union, the Hanseatic cities",
}

_PAGE = """\
# Polities

<!-- Written by scripts/polities_page.py; `make docs` writes it again. -->

Who can act in the record: states and governments, how they were called when, what they belonged to, who their
neighbours were, and which of them were great powers. The tables reach from 1776 to about May 2026 and come with the
package; `comity polities` and `comity.registry()` read them.

```python
import comity

who = comity.registry()
who.resolve("Zaire", "1980")  # 'COD'
who.resolve("COW 365", "1950")  # 'SUN'
who.get("AFG/emirate-2021").name  # 'Islamic Emirate of Afghanistan (second Taliban government)'
who.un_members("1960-12-31")  # frozenset of 99 codes
who.neighbours("AFG", "2000")  # frozenset({{'CHN', 'IRN', 'PAK', 'TJK', 'TKM', 'UZB'}})
```

## Dates

Dates are EDTF: a day, a month or a year, with `?` where uncertain. A start belongs to its spell and an end does not:
on the day on which a successor takes over, the successor alone is in being. Where a date in the tables, or the date
asked about, is coarser than a day, answers hold what is possible; `certain=True` gives only what holds on every day
that may be meant. "Members of the UN in 1960" are 99 by the first reading and 82 by the second.

## How a name is resolved

`resolve(words, on)` gives one code or raises; it does not guess.

1. An exact code goes first: a polity's (`COD`), a government's (`AFG/emirate-2021`, in any case), a number with its
   scheme (`COW 345`, `GW 345`). A number that several polities share is settled by the day.
2. Otherwise the words are compared with all names, without regard to case, accents, points, hyphens, a leading "the"
   or a possessive, and the readings in use on the day are kept. A name without dates of its own is in use as long as
   its polity lives.
3. Where several parties remain, those in being on the day go before those whose life is interrupted, over or to come:
   "Russia" in 1950 is the Soviet Union. If more than one is left, `AmbiguousName` is raised with the candidates.
4. A name that some other land or government bears just as plainly is ambiguous even if the tables list one party:
   "Georgia" is also a state of the United States, and many states have a "Foreign Office". These readings are in
   `elsewhere.csv`. Rivers, peoples, cities and the land around a state do not count here, because none of them
   recognises anybody: "Zaire" and "Jordan" resolve. They are still marked `ambiguous` in `names.csv`, and a reader of
   texts has to look at that mark.
5. Where nobody was called so on that day, `UnknownParty` is raised; its hint says when the words do name a party.

Without a day, a name is resolved only if it has one bearer in all the years that the tables cover.

## Contested names and contested states

The tables record who has acted and who has been acted upon. Being listed, counted or given a code says nothing about
legal status, and a name says nothing about who ought to bear it.

- A polity's `name` is its usual short name in English; names preferred by its opponents and by itself are rows beside
  it, so that a text is understood whichever it uses ("Taiwan", "Republic of China", "Taiwan, Province of China").
- Where two parties claim one name, the name is ambiguous and resolves for neither: "Republic of China" after 1949-12-08
  may mean `CHN` or `TWN`. The polity on Taiwan is `TWN`; the two claims to be the government of China are the
  governments `CHN/prc` and `CHN/roc`.
- A contested capital is listed for each party that claims it; while both do, it is ambiguous (Jerusalem, Nicosia).
- A government is a party of its own wherever its recognition was a question. The dates of `governments.csv` say when it
  existed or claimed office, not when anybody recognised it.
- `contested` as a kind of polity is a plain rule about seats and disputes, and not a judgement. "States in being", the
  denominator of shares, counts kinds `state`, `observer`, `associated` and `contested`; `kinds=` takes another choice.

## The tables

| file | rows | one row is |
| --- | ---: | --- |
{files}

### polities.csv

| kind | polities | what it is |
| --- | ---: | --- |
{kinds}

{ended} of them have ended. `code` is ISO 3166-1 alpha-3 for present states; others carry a code that ISO does not use,
and the note begins with `own code`, `withdrawn ISO code`, `user-assigned code` or `code reserved in ISO 3166`. A state
that continues under another name or regime keeps its code (the Qing, the Republic and the People's Republic of China
are `CHN`; Siam is `THA`); another code is used where the international person is usually taken to be another one
(`OTT` and `TUR`, `RUS` and `SUN`, `YUG`, `SCG` and `SRB`). `interrupted` is the one spell, as FROM/TO, in which a state
that was lost and restored did not act for itself. `capital` is the present or last one, with its place in decimal
degrees; `region` is the M49 region by territory; `un_member_since` is the day on which the polity itself took its seat.

### names.csv, elsewhere.csv, numbers.csv

`kind` of a name: name, official, former, demonym, adjective, capital, government-seat (also organs, such as "State
Department"), abbreviation, translation-variant. `valid_from` and `valid_to` limit its use; blank is no limit beyond the
polity's life. A name that ended before the polity began ("Gold Coast") is of the land, and still names the polity that
came of it. A present name used of the past is not found: the Congo of 1961 was not yet "Zaire".

`numbers.csv` has a row for each number, with dates where one polity had several in turn: Germany is COW 255 until 1945
and from 1990, and 260 between.

### governments.csv

`slug` is `CODE/name-year`; `CHN/prc`, `CHN/roc` and `CHN/qing` have no year. `kind` is how it began: `government` (it
held the capital or was generally accepted), `rival-government`, `exile`.

### government_names.csv

Beside its own name, what a text may call a government in its dealings with others: its seat ("Peking" from 1949), its
head ("Juan Guaidó"), a usage ("China" after the seat at the United Nations changed hands is `CHN/prc`). A reader of
documents gives the government so named the act that is done to it, so that it stands in the right case; whoever
recognises others is the polity (`CHN`, `TWN`). To `resolve` and search, such a name means the polity where it is one of
the polity's names too. Blank limits are those of the government.

### former_rulers.csv

Of whom a polity became independent: the ruler of a colony, a protectorate or a mandate, the state that it was part of.
`valid_to` is when it left, in the eyes of the ruler or of most others; a declaration may stand years before it.
Compiled by hand and not complete: only spells that ended, or were meant to end, in a state of the table. A reader of
documents completes with it a declaration of independence that does not say from whom.

### memberships.csv

Full members, unless the note says associate, special or participating. Suspension is in the note and does not end a
spell. `left` is the day on which leaving took effect. A spell may begin before the polity's start (India in the League,
Ukraine in the UN); successors take over on the day of succession, so that no seat counts twice. ILO and IMF spells
are known to the year.

Organisations: {organisations}.

### contiguity.csv

Home territory only: `land`, `water-24mi` (at most 24 miles of water between), `water-150mi`. A pair stands under its
nearest kind. Data end in 2016; spells open then are taken as open now.

### powers.csv

`great-power` spells are the major powers of the Correlates of War project, 1816 to 2016; the status at the end of 2016
is taken to last. `permanent-council-seat` is a permanent seat in the UN Security Council.

## What is checked

`comity polities check` looks for lives that end before they begin, spells that overlap, codes that no polity has, names
that two parties bear at once and that are not marked, polities that their own name does not lead to, and numbers of UN
members. At the end of {agree} of the years in which the UN's own count changed, the tables give the same number; the
others are known:

| year | here | UN | why |
| --- | ---: | ---: | --- |
{departures}

## Known gaps

- Nothing after about May 2026; some changes of 2025 and 2026 may be missing.
- Past polities are a selection: not every princely state, sultanate or short-lived republic is there. Dependencies are
  not listed; the European Union is the only international organisation listed as a polity.
- Starts of old states, and ends of states that faded, are conventional. Protected states (Tunisia, Morocco, Tonga,
  Zanzibar) are shown as interrupted although some diplomatic dealings went on.
- Names are English only. Names of rulers, ministries and envoys are few; 75 polities, nearly all of them past, have no
  demonym.
- `governments.csv` covers contested cases, with ordinary governments for contrast, and not every change of government.
- Dates of the Francophonie and ALBA are often years; observers, associates and dialogue partners are mostly left out;
  members that left COMESA, ECCAS or SADC may be missing.
- Neighbours across water are incomplete for small islands, Taiwan and contested entities.
- Single dates were compiled by hand from general reference knowledge: good leads, not citations.

## Terms

The tables are offered under the Open Database License 1.0, because some names, demonyms and borders come from
mledoze/countries, which is under it; the code is not. The Correlates of War data ask to be cited. The sources, and how
to cite each, are in `README.md` beside the tables in the package (`comity/polities/tables/`).
"""
