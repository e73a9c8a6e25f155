"""What every form of the page says in the same words: acts, measures, likeness, terms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from comity.days import Day
from comity.polities import registry
from comity.standing.brief import Brief, Evidence
from comity.standing.forecasts import Accuracy, Count, Forecast, StateForecast
from comity.standing.precedents import Outcome, Portrait
from comity.standing.words import date_words, listing, plural

__all__ = [
    "CONTESTED_NAMES", "LIKENESS", "PROBABILITIES", "accuracy_words", "act_words", "age_words", "band_words",
    "conditions", "count_words", "counting_words", "coverage_words", "driver_words", "least", "measure_words",
    "outcome_words", "percent", "powers_words", "summary_of_curve",
]  # fmt: skip

CONTESTED_NAMES = (
    "Names are labels from the table of polities and imply nothing about status. This page records what parties did "
    "and said, and who says so; it takes no side."
)

LIKENESS = (
    "Likeness is 1 less the mean difference, at the same age, in four things: share of states that recognise it, share "
    "of great powers, who recognised it first (continents and organisations of the first ten), and whether it is a "
    "state or a government. Nothing later than that age counts. These cases show how things can go, not how likely it "
    "is. ≥ marks cases whose numbers are known to be too low."
)

PROBABILITIES = (
    "A probability counts simulated futures; its interval holds what the model does not know of its own estimates with "
    "80 per cent. The reasons are factors on a state's rate against that of the states that could act, and are "
    "associations, no causes."
)


def percent(share: float) -> str:
    """A share as a reader wants it: ``0.5%``, ``47%``."""
    return f"{share:.1%}" if 0 < share < 0.0995 else f"{share:.0%}"


def act_words(row: Evidence) -> str:
    """The act in a few words: ``accept credentials (embassy)``."""
    extra = [
        word
        for word in (row.level, "de facto" if row.mode == "de-facto" else "", "by the case" if row.by_case else "")
        if word
    ]
    return row.kind.replace("-", " ") + (f" ({', '.join(extra)})" if extra else "")


def age_words(age: float) -> str:
    """``4.4 years``."""
    return "less than a month" if 0 <= age < 1 / 12 else f"{age:.1f} years"


def counting_words(brief: Brief) -> str:
    """The policy in a few words."""
    found = brief.standing
    parts = [
        "documented acts" if found.counting == "documented" else "documented and claimed acts",
        *(["checked dates only"] if found.checked_only else []),
        {"relations": "recognition implied by relations", "all": "recognition implied by relations or credentials"}.get(
            found.implied, "no implied recognition"
        ),
    ]
    return "Counted: " + ", ".join(parts)


def band_words(brief: Brief) -> str:
    """Where the case stands among the others of its age; empty where there are too few."""
    band, own = brief.standing.integration.band, brief.standing.integration
    if band is None:
        return ""
    return (
        f"{percent(own.breadth)} of states recognised it at the age of {age_words(own.age)}. Of {len(band.cases)} "
        f"other cases at that age, half were recognised by less than {percent(band.middle)}, and all but the lowest "
        f"and highest tenth by {percent(band.low)} to {percent(band.high)}; {band.rank or 'none'} of them by fewer "
        "than this one."
    )


def summary_of_curve(brief: Brief) -> str:
    """The curve in words, for those who cannot see it."""
    if not brief.curve:
        return f"No state is on record as recognising it up to {date_words(brief.curve_ends)}."
    first, last = brief.curve[0], brief.curve[-1]
    peak = max(brief.curve, key=lambda point: point.recognisers)
    parts = [f"The first recognition counts from {date_words(first.on)} ({plural(first.recognisers, 'state')})"]
    if peak.recognisers > max(first.recognisers, last.recognisers):
        parts.append(f"the highest number is {peak.recognisers:,}, from {date_words(peak.on)}")
    if last is not first:
        parts.append(f"the last change is on {date_words(last.on)}, to {last.recognisers:,}")
    ended = sum(mark.what != "not counted" for mark in brief.marks)
    if ended:
        parts.append(f"{plural(ended, 'recognition')} ended on the way")
    return "; ".join(parts) + "."


def measure_words(brief: Brief) -> list[tuple[str, str, str]]:
    """Each measure: its name, what it is in one line, and what it says here."""
    one, two, three = brief.standing.integration, brief.standing.contest, brief.standing.dependence
    states = brief.standing.shares["states"]
    explained = [
        f"{max(share, 0):.0%} {words}"
        for share, words in (
            (two.by_region, "lies between regions"),
            (two.by_organisation, "goes with memberships of organisations"),
        )
        if share is not None
    ]
    if two.bloc and two.bloc_share is not None and two.bloc_share > 0:
        explained.append(f"{two.bloc_share:.0%} with {two.bloc} alone")
    patrons = listing(f"{_label(code)} {share:.0%}" for code, share in three.patrons[:3])
    return [
        (
            "Integration",
            "how far it is taken into the system of states",
            f"breadth {percent(one.breadth)} ({states.recognisers:,} of {states.members:,} states); depth "
            f"{one.depth:.2f} of 1, level of representation known for {one.depth_known:,} of them; reach "
            f"{percent(one.reach)} of world regions. Rests on {plural(len(one.rows), 'act')}.",
        ),
        (
            "Contest",
            "how much of who recognises it follows alignment",
            (f"of the variation, {listing(explained)}. " if explained else "too few states on one side for a share. ")
            + _powers(brief)
            + f" Rests on {plural(len(two.rows), 'act')}.",
        ),
        (
            "Dependence",
            "on how few its ties rest",
            f"{three.effective_patrons:.1f} patrons in effect"
            + (f" (largest shares: {patrons})" if patrons else "")
            + (
                f"; {plural(len(three.conditions), 'condition')} on record"
                if three.conditions
                else "; no condition on record"
            )
            + f". Rests on {plural(len(three.rows), 'act')} of recognition and the levels known.",
        ),
    ]


def _powers(brief: Brief) -> str:
    contest = brief.standing.contest
    counts = [
        f"{len(codes)} {words}"
        for codes, words in (
            (contest.powers_for, "for"),
            (contest.powers_against, "against"),
            (contest.powers_silent, "silent"),
        )
        if codes
    ]
    return f"Great powers: {listing(counts)}." if counts else "No great power is listed for that day."


def conditions(brief: Brief) -> list[str]:
    """Conditions set for recognition, each with its party."""
    return [f"{_label(party)}: {says}" for party, says, _ in brief.standing.dependence.conditions]


def powers_words(codes: Sequence[str]) -> str:
    """Great powers by name, or that there were none."""
    return listing(sorted(_label(code) for code in codes)) or "none"


def least(count: int, row: Portrait) -> str:
    """A number of recognisers: ``16``, or ``≥16`` where it is known to be too low."""
    return f"{'≥' if row.incomplete else ''}{count:,}"


def outcome_words(outcome: Outcome, row: Portrait) -> str:
    """What had become of a case: ``16``, ``ended 1989``, ``not yet known``; ``, UN`` for a member."""
    if outcome.status == "ended":
        return f"ended {outcome.ended[:4]}"
    if outcome.status != "known" or outcome.recognisers is None:
        return "not yet known"
    return f"{least(outcome.recognisers, row)}{', UN' if outcome.un_member else ''}"


def coverage_words(brief: Brief) -> list[str]:
    """What the record does not know: what it counted of the case, then the known gaps."""
    held = brief.coverage
    lines = []
    if held.until and brief.on.latest > Day.parse(held.until).latest:
        lines.append(f"The record ends in {date_words(held.until)}; what happened since is not on this page.")
    if held.acts:
        lines.append(
            f"Of {plural(held.acts, 'act')} on record, {held.recalled:,} {'has' if held.recalled == 1 else 'have'} a "
            f"recalled date, {held.coarse:,} {'is' if held.coarse == 1 else 'are'} dated to a month, a year or "
            f"roughly, and {held.disputed:,} {'is' if held.disputed == 1 else 'are'} disputed."
        )
    if held.left_out:
        lines.append(
            f"{plural(held.left_out, 'act')} more {'is' if held.left_out == 1 else 'are'} claimed and not counted."
        )
    if not held.until:
        lines.append("This ledger does not say what it covers; what it does not hold may still have happened.")
    return [*lines, *held.gaps]


def count_words(found: Forecast, count: Count) -> str:
    """How many will act, in a sentence."""
    verb = {"recognise": "recognise it", "withdraw": "withdraw, freeze or turn to a rival"}[count.act]
    none = count.shares[0] if count.shares else 1.0
    some = f"{count.low:,} to {count.high:,}" if count.low < count.high else f"{count.low:,}"
    return (
        f"By {date_words(found.until)}, {count.expected:.1f} {'more states' if count.act == 'recognise' else 'states'} "
        f"are expected to {verb}: {some} in 80 of 100 simulated futures, none in {100 * none:.0f}."
    )


def driver_words(row: StateForecast) -> str:
    """What sets a state apart, in a few words: ``share of fellows ×2.2, own pace ×1.8``."""
    return ", ".join(f"{_effect_words(effect)} ×{factor:.2g}" for effect, factor, _ in row.drivers)


def _effect_words(effect: str) -> str:
    name, _, option = effect.rstrip(")").partition("(")
    known = {
        "state": "own pace", "case": "the case's own pace", "since": "years since", "again": "had recognised it",
        "tied_to_parent": "tied to its parent,", "tied_to_case": "tied to it,",
    }  # fmt: skip
    told = "" if option in ("log1p", "sqrt") else option.replace("_", " ")
    return " ".join([known.get(name, name.replace("_", " ")), told]).strip()


def accuracy_words(found: Accuracy) -> list[str]:
    """How past forecasts did, and how they did for this case."""
    own, best, other = _against(found.log_score)
    lines = [
        f"Forecasts of this kind from the first of January of {found.first.year} to {found.last.year}, each fitted "
        f"only on what had happened before: for {found.pairs:,} pairs, {found.events:,} of which came to recognition "
        f"within the year, the log score is {own:.4f}; the best of {len(found.log_score) - 1} simple rules ({other}) "
        f"has {best:.4f}, and less is better. Yearly probabilities were off by {100 * found.ece:.1f} percentage points "
        f"on average, and 80 per cent intervals of yearly counts held {100 * found.held:.0f} in 100."
    ]
    if found.case_log_score:
        own, best, other = _against(found.case_log_score)
        lines.append(
            f"For this case alone ({plural(found.case_pairs, 'pair')}, {plural(found.case_events, 'recognition')}) the "
            f"log score is {own:.4f}, and that of the best simple rule ({other}) {best:.4f}"
            + (": the model does worse here." if own > best else ".")
        )
    else:
        lines.append("This case was open at none of those days.")
    return lines


def _against(scores: Mapping[str, float]) -> tuple[float, float, str]:
    """The model's score, and the best of the others with its name."""
    best = min((score, name) for name, score in scores.items() if name != "model")
    return scores["model"], *best


def _label(code: str) -> str:
    who = registry()
    return who.label(code) if code in who else code
