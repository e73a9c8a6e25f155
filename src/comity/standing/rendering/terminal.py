"""The brief as text for a terminal, 80 columns unless told otherwise."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Sequence

from rich.console import Console, ConsoleRenderable
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from comity.codebook import codebook
from comity.days import Day
from comity.standing.brief import Brief, Evidence
from comity.standing.precedents import AFTER
from comity.standing.rendering.plot import plot
from comity.standing.rendering.sentences import (
    CONTESTED_NAMES,
    LIKENESS,
    PROBABILITIES,
    accuracy_words,
    act_words,
    age_words,
    band_words,
    conditions,
    count_words,
    counting_words,
    coverage_words,
    driver_words,
    least,
    measure_words,
    outcome_words,
    percent,
)
from comity.standing.words import date_words, plural

__all__ = ["render", "shortened", "text"]

_FEW = 24
"""Acts that are listed in full; a longer list is shortened."""

_LIKELY = 5
"""States that are named for each act they may do."""

_ORGANISATIONS = 8
_ENDED = 15


def text(brief: Brief, width: int = 80, *, all_acts: bool = False) -> str:
    """The page as plain text of this width."""
    out = io.StringIO()
    console = Console(file=out, width=width, highlight=False, color_system=None, force_terminal=False)
    render(brief, console, all_acts=all_acts)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def render(brief: Brief, console: Console, *, all_acts: bool = False) -> None:
    """The page on a console, at the console's width."""
    found = brief.standing
    kind = "government" if "/" in brief.case else "polity"
    console.print(Text(brief.name, style="bold"))
    console.print(Text(f"{brief.case} · recorded as a {kind} · {date_words(found.on)}"))
    console.print(Text(counting_words(brief), style="dim"))
    console.print()
    _indented(console, Text(brief.headline, style="bold"))
    if brief.deck:
        console.print()
    for line in brief.deck:
        _bullet(console, line)
    if brief.begun:
        _curve(brief, console)
        _shares(brief, console)
        _acts(brief, console, all_acts)
        _ended(brief, console)
        _short(brief, console)
        _statements(brief, console)
        _measures(brief, console)
        _precedents(brief, console)
        _outlook(brief, console)
    _heading(console, "What the record does not know")
    for line in coverage_words(brief):
        _bullet(console, line)
    console.print()
    console.print(Text(CONTESTED_NAMES, style="dim"))
    console.print(
        Text(
            "Sources with their addresses: --html FILE, --markdown or --json.",
            style="dim",
        )
    )


def _heading(console: Console, words: str) -> None:
    console.print()
    console.print(Text(words.upper(), style="bold"))


def _indented(console: Console, what: ConsoleRenderable, by: int = 2) -> None:
    console.print(Padding(what, (0, 0, 0, by)))


def _bullet(console: Console, words: str) -> None:
    row = Table.grid(padding=(0, 1, 0, 0))
    row.add_column(no_wrap=True)
    row.add_column(overflow="fold")
    row.add_row("•", Text(words))
    console.print(row)


def _table(
    console: Console,
    columns: Sequence[str],
    rows: Iterable[Sequence[str | Text]],
    *,
    whole: Iterable[str] = (),
    right: Iterable[str] = (),
) -> None:
    """A table without rules; the columns of ``whole`` are never broken over lines."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for name in columns:
        table.add_column(
            name, overflow="fold", no_wrap=name in set(whole), justify="right" if name in set(right) else "left"
        )
    for row in rows:
        table.add_row(*(cell if isinstance(cell, Text) else Text(cell) for cell in row))
    console.print(table)


def _curve(brief: Brief, console: Console) -> None:
    _heading(console, "States that recognised it, over time")
    if not brief.curve:
        console.print(Text(f"None up to {date_words(brief.curve_ends)}."))
        return
    points = [(dt.date.fromisoformat(point.on), point.recognisers) for point in brief.curve]
    marks = [(Day.parse(mark.on).latest, "?" if mark.what == "not counted" else "x") for mark in brief.marks]
    begins = min(brief.begins, points[0][0])
    for line in plot(points, begins, brief.curve_ends, width=min(console.width, 80) - 1, marks=marks):
        console.print(Text(line, no_wrap=True))
    known = [words for mark, words in (("x", "x recognition ended"), ("?", "? an end that is disputed and not counted"))
             if any(mark == sign for _, sign in marks)]  # fmt: skip
    if known:
        console.print(Text("   " + ", ".join(known), style="dim"))
    if words := band_words(brief):
        console.print(Text(words))


def _shares(brief: Brief, console: Console) -> None:
    found = brief.standing
    _heading(console, "Who recognised it")
    groups = [share for share in found.shares.values() if share.members]
    regions = [share for share in found.regions if share.recognisers]
    rows = [(share.group, f"{share.recognisers:,} of {share.members:,}", _bar(share.share)) for share in groups]
    rows += [
        (f"  {share.group}", f"{share.recognisers:,} of {share.members:,}", _bar(share.share)) for share in regions
    ]
    _table(console, ("of", "recognised", "share"), rows, whole=("recognised", "share"), right=("recognised",))
    none = len(found.regions) - len(regions)
    if none:
        console.print(Text(f"  {plural(none, 'other region')}: none", style="dim"))
    larger = [share for share in found.organisations if share.members >= 5 and share.recognisers]
    if larger:
        words = ", ".join(f"{s.group} {s.recognisers:,}/{s.members:,}" for s in larger[:_ORGANISATIONS])
        rest = len(larger) - _ORGANISATIONS
        console.print(Text(f"Organisations, highest share first: {words}" + (f" and {rest} more" if rest > 0 else "")))


def _bar(share: float, width: int = 20) -> str:
    eighths = round(share * width * 8)
    if share and not eighths:
        eighths = 1
    return f"{'█' * (eighths // 8)}{' ▏▎▍▌▋▊▉'[eighths % 8].strip()} {percent(share)}"


def shortened(rows: Sequence[Evidence]) -> list[Evidence]:
    """The acts that a short list keeps, by day: the first recognitions, what is disputed, what ended, the latest."""
    first = [row for row in rows if codebook()[row.kind].effect == "opens" and row.kind == "recognise"][:5]
    told = [row for row in rows if row.disputed or not row.counted][:15]
    keep = {row.act for row in (*first, *told, *rows[-12:])}
    return [row for row in rows if row.act in keep]


def _acts(brief: Brief, console: Console, all_acts: bool) -> None:
    rows = list(brief.evidence)
    shown = rows if all_acts or len(rows) <= _FEW else shortened(rows)
    _heading(console, f"Acts and their evidence ({len(rows)})")
    if not rows:
        console.print(Text("None by that day."))
        return
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for row in shown:
        table.add_row(row.happened or "no day", _sign(row), Text(f"{row.name}: {act_words(row)}"))
        table.add_row("", "", _source(row))
    console.print(table)
    signs = {
        "·": "date recalled, not seen in the source named",
        "!": "disputed",
        "–": "not counted",
    }
    used = [f"{sign} {words}" for sign, words in signs.items() if any(sign in _sign(row) for row in shown)]
    if used:
        console.print(Text("; ".join(used), style="dim"))
    if len(shown) < len(rows):
        console.print(Text(f"{len(rows) - len(shown)} acts are left out here; --all shows them.", style="dim"))


def _sign(row: Evidence) -> str:
    return ("" if row.checked else "·") + ("!" if row.disputed else "") + ("" if row.counted else "–")


def _source(row: Evidence) -> Text:
    """Title of the source, as a link where the terminal has links; then the note and what is disputed."""
    out = Text()
    for index, (title, url) in enumerate(row.sources):
        out.append("; " if index else "")
        out.append(title, style=f"link {url}" if url.startswith(("http://", "https://")) else "")
    if row.said_by:
        out.append(f"; on the word of {', '.join(row.said_by)}")
    if row.why:
        out.append(f". Disputed: {'; '.join(row.why)}", style="italic")
    if row.note:
        out.append(f" — {row.note}" if out else row.note, style="dim")
    return out


def _ended(brief: Brief, console: Console) -> None:
    ended = list(brief.standing.ended)
    if not ended:
        return
    _heading(console, f"Who took recognition back ({len(ended)})")
    _table(
        console,
        ("party", "since", "until", "how"),
        ((row.name, row.since, row.until, _HOW[row.how]) for row in ended[-_ENDED:]),
        whole=("since", "until"),
    )
    if len(ended) > _ENDED:
        console.print(Text(f"{len(ended) - _ENDED} earlier ones are left out here; --json has them.", style="dim"))


_HOW = {"withdrawn": "withdrawn", "frozen": "frozen", "rival": "recognised a rival"}


def _short(brief: Brief, console: Console) -> None:
    short = list(brief.standing.short)
    if not short:
        return
    _heading(console, f"Steps short of recognition ({len(short)})")
    _table(
        console,
        ("party", "relations", "representation", "since"),
        ((row.name, row.relations, row.level, row.level_since or row.since) for row in short),
        whole=("since",),
    )


def _statements(brief: Brief, console: Console) -> None:
    said = list(brief.standing.statements)
    terms = conditions(brief)
    if not said and not terms:
        return
    _heading(console, "Said about recognising it")
    for row in said:
        when = f" ({row.happened})" if row.happened else ""
        _bullet(console, f"{row.name}{when}: {row.says}")
    for line in terms:
        _bullet(console, f"condition of {line}")


def _measures(brief: Brief, console: Console) -> None:
    _heading(console, "Three measures")
    for name, what, says in measure_words(brief):
        _bullet(console, f"{name}, {what}: {says}")


def _precedents(brief: Brief, console: Console) -> None:
    rows = list(brief.precedents)
    if not rows:
        return
    own = brief.portrait
    _heading(console, "Cases most like it at the same age")
    console.print(
        Text(
            f"It: {age_words(own.age)} after its beginning ({date_words(own.on)}), "
            f"{plural(own.recognisers, 'recogniser')}, {plural(len(own.great_powers), 'great power')} among them."
        )
    )
    _table(
        console,
        ("case", "like", "then", "by", "powers", *(f"+{plural(years, 'year')}" for years in AFTER)),
        (
            (
                row.name,
                f"{row.likeness:.2f}",
                row.portrait.on[:4],
                least(row.portrait.recognisers, row.portrait),
                f"{len(row.portrait.great_powers):,}",
                *(outcome_words(outcome, row.portrait) for outcome in row.outcomes),
            )
            for row in rows
        ),
        whole=("like", "then", "by", "powers", *(f"+{plural(years, 'year')}" for years in AFTER)),
        right=("by", "powers"),
    )
    console.print(
        Text("by: states that recognised it; powers: great powers among them; UN: a member by then.", style="dim")
    )
    console.print(Text(LIKENESS, style="dim"))


def _outlook(brief: Brief, console: Console) -> None:
    outlook = brief.outlook
    if outlook is None:
        return
    found = outlook.forecast
    _heading(console, f"What may come after {date_words(found.on)}" if found else "What may come")
    if found is None:
        console.print(Text(f"{outlook.note}; this computes one, in a minute or two:"))
        _indented(console, Text(outlook.command))
        return
    for count in found.counts:
        console.print(Text(count_words(found, count)))
        rows = found.likely(count.act, _LIKELY)
        if rows:
            _table(
                console,
                ("party", "probability", "80 per cent", "why"),
                (
                    (
                        row.name,
                        percent(row.probability),
                        f"{percent(row.low)} to {percent(row.high)}",
                        driver_words(row),
                    )
                    for row in rows
                ),
                whole=("probability", "80 per cent"),
                right=("probability",),
            )
    for note in found.notes:
        console.print(Text(f"Note: {note}."))
    console.print(Text(PROBABILITIES, style="dim"))
    if outlook.accuracy:
        for line in accuracy_words(outlook.accuracy):
            _bullet(console, line)
    console.print(Text(f"All states: {outlook.command}", style="dim"))
