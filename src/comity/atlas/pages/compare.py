"""Compare: two cases, or one case on two days, side by side."""

from __future__ import annotations

from dataclasses import dataclass

from comity.atlas.charts import Curve, curve_chart
from comity.atlas.site import Policy, Site
from comity.standing import Recogniser, Standing

__all__ = ["CompareCopyPage", "ComparePage", "Side", "compare_copy_page", "compare_page"]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two."""

    case: str
    name: str
    on: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class ComparePage:
    """Two standings, and who is in which."""

    a: Side
    b: Side
    figures: tuple[tuple[str, str, str], ...]
    """What is measured, and its value on each side."""
    both: tuple[tuple[Recogniser, Recogniser], ...]
    only_a: tuple[Recogniser, ...]
    only_b: tuple[Recogniser, ...]
    cases: tuple[tuple[str, str], ...]
    curve: Curve
    """The recognisers of both over time; of one case, with the two days marked."""
    agreement: float | None
    """Parties in both over parties in either (Jaccard); None where there are none."""


@dataclass(frozen=True, slots=True)
class CompareCopyPage:
    """A form for comparing in a copy without a server, which a script answers."""

    case: str
    with_case: str
    on: str
    cases: tuple[tuple[str, str], ...]


def compare_copy_page(site: Site, policy: Policy) -> CompareCopyPage:
    """The form, with the two cases of which the ledger holds the most acts, on the day of the copy."""
    cases = site.cases(policy)
    most = [row["case"] for row in sorted(cases, key=lambda row: (-row["acts"], row["case"]))] or [""]
    return CompareCopyPage(
        most[0], most[:2][-1], policy.day.latest.isoformat(), tuple((row["case"], row["name"]) for row in cases)
    )


def compare_page(site: Site, case: str, with_case: str, on: str, with_on: str, policy: Policy) -> ComparePage:
    """The comparison of ``case`` on ``on`` with ``with_case`` on ``with_on``.

    Raises
    ------
    Problem : there is no such case.
    """
    words = (policy.recorded_by, policy.counting, policy.checked, policy.implied)
    first = site.standing(case, Policy(on, *words).check())
    second = site.standing(with_case, Policy(with_on, *words).check())
    left = {one.party: one for one in first.recognisers}
    right = {one.party: one for one in second.recognisers}
    either = set(left) | set(right)
    both = sorted(set(left) & set(right), key=lambda code: left[code].name)
    return ComparePage(
        a=Side(first.case, first.name, first.on.text, first),
        b=Side(second.case, second.name, second.on.text, second),
        figures=tuple(zip(_LABELS, _figures(first), _figures(second), strict=True)),
        both=tuple((left[code], right[code]) for code in both),
        only_a=tuple(sorted((left[c] for c in set(left) - set(right)), key=lambda one: one.name)),
        only_b=tuple(sorted((right[c] for c in set(right) - set(left)), key=lambda one: one.name)),
        cases=tuple((row["case"], row["name"]) for row in site.cases(policy)),
        curve=_curve(site, first, second, policy),
        agreement=round(len(both) / len(either), 4) if either else None,
    )


def _curve(site: Site, first: Standing, second: Standing, policy: Policy) -> Curve:
    curve = site.view(policy).curve
    if first.case == second.case:
        until = max(first.on.latest, second.on.latest)
        days = [(one.on.latest, one.on.text) for one in (first, second)]
        return curve_chart([(first.name, curve(first.case), until)], days=days)
    return curve_chart([(one.name, curve(one.case), one.on.latest) for one in (first, second)])


_LABELS = (
    "recognisers", "of them UN members", "recognition ended", "diplomatic relations", "breadth, share of states",
    "reach, share of regions", "depth, 0 to 1", "patrons in effect", "explained by region",
    "explained by organisations", "age, years",
)  # fmt: skip


def _figures(one: Standing) -> tuple[str, ...]:
    share = one.shares["un_members"]
    contest = one.contest
    return (
        str(one.counts["recognisers"]), f"{share.recognisers} of {share.members}", str(len(one.ended)),
        str(one.counts["relations"]), f"{one.integration.breadth:.1%}", f"{one.integration.reach:.0%}",
        f"{one.integration.depth:.2f}", f"{one.dependence.effective_patrons:.1f}",
        "too few to say" if contest.by_region is None else f"{contest.by_region:.0%}",
        "too few to say" if contest.by_organisation is None else f"{contest.by_organisation:.0%}",
        f"{one.integration.age:.0f}",
    )  # fmt: skip
