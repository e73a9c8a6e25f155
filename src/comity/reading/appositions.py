"""Phrases in which a party stands beside a common noun that says what it is, or at the head of such a list.

"UN member Russia", "Georgia's breakaway region of Abkhazia" and "four nations including Egypt" each become one symbol,
that of the party; "the Kremlin-backed separatist regions" become one that is nobody's, for they are no party's own.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from comity.reading.symbols import Symbol, symbols

__all__ = ["CUES", "ENVOYS", "PARTIES", "PERSONS", "QUALIFIES", "UNNAMED", "Rule"]

Rule = tuple[tuple[str, str, str], str, str, Callable[[dict[str, Symbol], re.Match[str]], dict[str, object] | None]]
"""Classes that no match can be without, the pattern, the class of what it becomes, and what is said of that."""

_N, _A, _O, _H, _W, _V, _X = (f"[{symbols(letter)}]" for letter in "NAOHWVX")

CUES = (
    "ally", "allies", "member", "neighbo", "partner", "rival", "signator", "newcomer", "candidate", "heavyweight", "countr",
    " nation", " state", "republic", "kingdom", "region", "territor", "province", "enclave", "entit", "emirate", "monarch",
    "breakaway", "separatist", "island", "powers", "governments", "others", "Republic",
)  # fmt: skip
"""Of which a text has one that has anything for ``PARTIES`` or ``UNNAMED``."""

QUALIFIES = re.compile(
    r"-(?:(?:back|sponsor|support|occupi|controll|annex|align|alli|dominat|broker|mediat|fund|financ|arm|train|install"
    r"|impos|own|bas|influenc|administer|rul|led)(?:ed)?|born|made|friendly|speaking|style|held|run|built|oriented|leaning)"
    r"\b(?! (?:[a-z]+ )?(?:government|administration|authorities|regime)s?\b)"
)
"""After a name that is no party but says what something is like: "Kremlin-backed", "Russian-occupied"."""

_NUMBER = (
    r"(?:\d{1,3}|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|[Ss]even|[Ee]ight|[Nn]ine|[Tt]en|[Ee]leven|[Tt]welve|[Ff]ifteen|[Tt]wenty"
    r"|[Ss]everal|[Ss]ome|[Mm]any|[Vv]arious|[Mm]ost|[Aa] (?:number|handful|group|dozen|few|couple)(?: of)?|[Dd]ozens of|another)"
)
_LIKE = (
    r"(?:close|closest|staunch|key|major|leading|traditional|long-time|longtime|old|then|former|fellow|regional|western|eastern"
    r"|northern|southern|south|north|island|founding|permanent|non-permanent|new|newest|tiny|small|smaller|large|larger|landlocked"
    r"|oil-rich|neighbou?ring|nearby|friendly|communist|socialist|non-aligned|newly|independent|fledgling|other|more|further"
    r"|additional|member|sub-Saharan|allied|foreign|European|Western|Eastern|Arab|Gulf|Muslim|Balkan|Baltic|Pacific|Caribbean)"
)
_APART = (
    r"(?:breakaway|separatist|secessionist|rebel|rebel-held|self-proclaimed|self-declared|self-styled|unrecogni[sz]ed|disputed"
    r"|partially recogni[sz]ed|partly recogni[sz]ed|occupied|insurgent|[\w.]+-(?:backed|occupied|controlled|held|sponsored|supported|annexed))"
)
_MANY = (
    rf"(?:nations|states|countries|governments|republics|powers|members|allies|neighbou?rs|monarchies|kingdoms|partners|others"
    rf"|entities|capitals|signatories|territories|{_V})"
)
_KIN = r"(?:member|ally|neighbou?r|partner|rival|signatory|newcomer|candidate|heavyweight|neighbou?rs|allies|members|rivals)"
_LAND = rf"(?:country|nation|state|republic|kingdom|region|territory|province|enclave|entity|statelet|emirate|monarchy|island|{_V})"
_LANDS = (
    r"(?:regions|territories|provinces|enclaves|entities|statelets|republics|states|areas|districts|oblasts|islands)"
)
_HEAD = rf"(?:[Tt]he |[Aa]t least |[Oo]nly |[Mm]ore than |[Oo]ver |[Aa]ll )?(?:(?:{_NUMBER}|{_LIKE}|[{symbols('AW')}]|{_N}(?:'s?)?) )*"
_SUCH = r"(?:,? (?:including|such as|namely|notably|like|among them|amongst them|to wit|viz\.?|i\.e\.):?,? |: ?|,? ?[–—] ?|,? --? | \()"
_NAMES = re.compile(f"[{symbols('NAC')}]")
_GIVEN = frozenset(("Israel", "Chad", "Jordan", "Georgia", "India", "Kenya", "Jamaica"))
"""States whose names are given to children too."""
_NOT_BY = re.compile(r"\b(?:with|to|in|from|of|for|at|after|against|between|among) (?:[a-z]+ ){0,2}$")
_FORM = re.compile(r"\b(?:Republic|State of|Emirate|Authority|Kingdom)\b")
_WHOLE = re.compile(r"\b(?:east|west|north|south|central)")
_GROUP = re.compile(r"\b(?:states|countries|nations|governments|republics|entities|territories|kingdoms)$")


def _named(known: dict[str, Symbol], found: re.Match[str]) -> dict[str, object] | None:
    party = known[found["n"]].party
    return {"party": party} if party and party.code else None


def _first_of(known: dict[str, Symbol], found: re.Match[str]) -> dict[str, object] | None:
    """ "Four nations including Egypt", "six members, Russia on 26 August and"; not "with five countries, Peru said"."""
    head = known.get(found["h"])
    if head is not None and not (head.text.lower().endswith("s") if head.letter == "V" else _GROUP.search(head.text)):
        return None
    if found.groupdict().get("comma") and _NOT_BY.search(found.string, 0, found.start()):
        return None
    return _named(known, found)


def _beside(known: dict[str, Symbol], found: re.Match[str]) -> dict[str, object] | None:
    """ "UN member Russia", "the Pacific state Nauru"; not "the Soviet government Cuba recognised"."""
    return _named(known, found) if _is_land(known, found) else None


def _is_land(known: dict[str, Symbol], found: re.Match[str]) -> bool:
    body = known.get(found["l"] or "")
    return body is None or body.text.lower() in ("state", "nation", "republic", "kingdom", "monarchy", "empire")


def _part(known: dict[str, Symbol], found: re.Match[str]) -> dict[str, object] | None:
    """ "Georgia's breakaway region of Abkhazia", "the breakaway regions of Abkhazia and South Ossetia"; but the
    "breakaway regions of Georgia" have no name here, and "Serbia's Kosovo" may be anything of it."""
    if not _is_land(known, found):
        return None
    several = found["l"] is not None and found["l"].endswith("s")
    if several and not found["own"] and not found["more"]:
        return None
    if found["l"] is None and not found["apart"] and not _FORM.search(known[found["n"]].text):
        return None
    return _named(known, found)


def _nobody(known: dict[str, Symbol], found: re.Match[str]) -> dict[str, object] | None:
    return {}


def _all_theirs(known: dict[str, Symbol], found: re.Match[str]) -> dict[str, object] | None:
    """ "Ambassadors of Peru, Chile and Cuba to Spain", "Peruvian and Chilean ambassadors": one of each."""
    office = known[found["o"]]
    if not _PLURAL.search(office.text):
        return None
    parties = tuple(who for char in _NAMES.findall(found["list"]) if (who := known[char].party) is not None)
    host = known[found["host"]].party if found.groupdict().get("host") else None
    if len(parties) < 2:
        return None
    sent = office.office not in ("ruling", "own")
    return {
        "party": parties[0], "parties": parties, "office": office.office, "host": host, "level": office.level if sent else "",
    }  # fmt: skip


_PLURAL = re.compile(r"(?i)(?:s|s of (?:mission|state|government)|s-designate|s d'affaires|s-general|s general)$")


def _person(known: dict[str, Symbol], found: re.Match[str]) -> dict[str, object] | None:
    """ "Foreign Minister Israel Katz": a name given before the surname is no party."""
    if " " in known[found["n"]].text:
        return None
    held = known[found["h"]]
    name = f"{known[found['n']].text} {known[found['w']].text}"
    return {"party": held.party, "host": held.host, "office": held.office, "level": held.level, "person": name}


def _anybody(known: dict[str, Symbol], found: re.Match[str]) -> dict[str, object] | None:
    first, last = known[found["n"]].text, known[found["w"]].text
    return {"person": f"{first} {last}"} if first in _GIVEN and " " not in last else None


_STYLED = re.compile(
    r"(?:Excellenc(?:y|ies)|Eminence|Honou?r)\b,? ?(?:\(?H\.? ?E\.?\)? )?(?:(?:Mr|Mrs|Ms|Dr|Amb|Hon)\.? )*(?:the Honou?rable )?"
)


def _styled(known: dict[str, Symbol], found: re.Match[str]) -> dict[str, object] | None:
    """ "His Excellency Alexey Popov": the person of that name."""
    style = _STYLED.match(known[found["s"]].text)
    if style is None:
        return None
    rest = known[found["s"]].text[style.end() :]
    name = known[found["w"]].text if found["w"] else ""
    return {"person": f"{rest} {name}".strip()} if bool(rest) != bool(name) else None


_LIST = r"(?P<list>ONE(?:(?:,? and |, |,? as well as )(?:the |of the |of )?ONE)+)"
_NA, _NC = f"[{symbols('NA')}]", f"[{symbols('NC')}]"
_MORE = rf"(?=(?P<more>(?:, {_N})*,? and (?:the )?{_N})?)"

_OWN = rf"(?:(?:eastern|western|northern|southern) )?[{symbols('NAC')}](?:'s?)?"
_QUALITY = rf"(?:(?:{_NUMBER}|{_LIKE}) )*"
_CALLED = rf"(?:(?P<l>{_LANDS}|{_LAND}) (?:called )?(?:of (?:the )?)?)?(?P<n>{_N}){_MORE}"

PARTIES: tuple[Rule, ...] = (
    # eastern Ukraine's Donetsk People's Republic; Georgia's breakaway regions of Abkhazia and South Ossetia
    (
        ("NAC", "N", ""),
        rf"(?=[Ttewns{symbols('NAC')}])(?:[Tt]he )?(?P<own>{_OWN}) {_QUALITY}(?P<apart>{_APART} )*{_CALLED}",
        "N",
        _part,
    ),
    # the breakaway republic of Abkhazia; breakaway Georgian regions of Abkhazia and South Ossetia
    (
        ("N", "", _APART.replace(r"[\w.]+-", "-") + " "),
        rf"(?:[Tt]he )?{_QUALITY}(?P<apart>{_APART} )+(?P<own>{_A} )?{_CALLED}",
        "N",
        _part,
    ),
    # another former Georgian region, South Ossetia; a fellow Gulf state, Kuwait
    (
        ("N", "", rf"\b(?:another|other|fellow|second|third|further|neighbou?ring) [^.;]{{0,60}}, {_N}"),
        rf"(?:another|the other|(?:a|its) (?:fellow|second|third|further|neighbou?ring)) (?:(?:{_LIKE}|{_APART}|[{symbols('AW')}]|{_N}(?:'s?)?) )*(?:{_KIN}|(?:island )?{_LAND}), (?:the )?(?P<n>{_N})(?=[,.;]| on | in | and |$)",
        "N",
        _named,
    ),
    # UN member Russia; the tiny Pacific nation Nauru
    (
        (
            "N",
            "",
            rf"{_N}(?:(?<={_V} .)|(?<=(?:mber|ally|bour|hbor|tner|ival|tory|omer|date|ight|lies|bers|vals|ntry|tion|tate|blic|gdom|gion|ince|lave|tity|elet|rate|rchy|land) .))",
        ),
        rf"(?:[Tt]he |[Ii]ts )?(?:(?:{_LIKE}|{_N}'s?|[{symbols('AW')}]) )+(?:{_KIN}|(?:island )?(?P<l>{_LAND}))(?: (?:state|nation|country|{_V}))? (?P<n>{_N})(?!'?-)",
        "N",
        _beside,
    ),
    # the Baltic states of Estonia, Latvia and Lithuania
    (
        ("N", "", rf" of (?:the )?{_N}(?:, | and )"),
        rf"(?:[Tt]he )?(?:(?:{_NUMBER}|{_LIKE}|[{symbols('AW')}]) )*(?P<h>(?:states|nations|countries|republics|kingdoms|islands|territories)|{_X}) of (?:the )?(?P<n>{_N})(?=(?:, {_N})*,? and (?:the )?{_N})",
        "N",
        _first_of,
    ),
    # four nations including Egypt; three states: Peru, Chile and Cuba
    (
        ("N", "", rf"(?:{_MANY}|{_X})(?: of (?:the )?[{symbols('WNA')}])?{_SUCH}"),
        rf"{_HEAD}(?P<h>{_MANY}|{_X})(?: of (?:the )?[{symbols('WNA')}])?{_SUCH}(?:the )?(?P<n>{_N})",
        "N",
        _first_of,
    ),
    (
        ("N", "", rf"{_MANY}, (?:the )?{_N}"),
        rf"{_HEAD}{_NUMBER} (?:(?:{_LIKE}|[{symbols('AW')}]) )*(?P<h>{_MANY})(?P<comma>, )(?:the )?(?P<n>{_N})(?=(?:, {_N})*,? (?:and (?:the )?{_N}|(?:on |in )?[{symbols('D')}]))",
        "N",
        _first_of,
    ),
)
"""Read before offices are."""

UNNAMED: tuple[Rule, ...] = (
    # the Kremlin-backed separatist regions in eastern Ukraine; Georgia's two breakaway regions
    (
        ("", "", r"(?:regions?|territor|provinces?|republics?|enclaves?|entit|areas|statelets?|states)\b"),
        rf"(?:[Tt]he |[Bb]oth )?(?:(?:{_NUMBER}|{_LIKE}|{_A}|[{symbols('NC')}]'s?) )*(?:{_APART} )+(?:(?:{_LIKE}|{_A}|and|{_APART}) )*(?:{_LANDS}|region|territory|province|enclave|entity)"
        rf"(?! of {_N}(?:,| and ){{1}}{_N})(?: (?:of|in|within) (?:the )?(?:[a-z]+ )?[{symbols('NAC')}](?:'s [a-z]+)?)?(?! [{symbols('NW')}])",
        "X",
        _nobody,
    ),
)

ENVOYS: tuple[Rule, ...] = (
    # Peruvian, Chilean and Cuban ambassadors
    (
        ("O", "NA", rf" and {_NA} {_O}"),
        rf"(?:(?:[Tt]he|[Nn]ew) )*{_LIST.replace('ONE', _NA)} (?P<o>{_O})(?: (?:to|in) (?:the )?(?P<host>[{symbols('NC')}]))?",
        "H",
        _all_theirs,
    ),
)
"""Read before an office is that of one party."""

PERSONS: tuple[Rule, ...] = (
    # His Excellency Alexey Popov; Her Excellency, Jane Doe
    (
        ("W", "", rf"(?:His|Her|Their) {_W}"),
        rf"(?:His|Her|Their) (?P<s>{_W})(?:,? (?P<w>{_W}))?(?! of\b)(?!')",
        "W",
        _styled,
    ),
    (("H", "N", ""), rf"(?P<h>{_H}) (?P<n>{_N}) (?P<w>{_W})", "H", _person),
    (("N", "W", ""), rf"(?P<n>{_N}) (?P<w>{_W})", "W", _anybody),
)
"""Read after offices are."""
