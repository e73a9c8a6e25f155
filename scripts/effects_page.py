"""The page of effects, from the registry."""

from __future__ import annotations

from dataclasses import fields

from comity.effects import effects
from comity.effects.options import Options
from comity.histories import CONVENTIONS

_HEAD = """# Effects

Every effect that a model can use, from the registry. `comity effects` prints the same, and `comity effects NAME` finds
one under any of its names.

A statistic is `scale(transform(aggregate(memory(network))))`: the network is read through its memory (`window`,
`half_life`, `kind`) and its weights, the effect aggregates it, `transform` acts on the value, `ignore_repetitions` sets
it to 0 on tied dyads, and `scaling` comes last. Statistics see what happened strictly before the event; events at one
time do not see each other.

x is the network of events, y another network, a and b two networks read as 0 and 1, z and v attributes, i the sender, j
the receiver, k a third actor.

## Names of other programs

A name with a prefix (`goldfish:trans`, `remstats:otp`) is the same effect with that program's convention: goldfish
reads networks as 0 and 1 unless `weighted`, remstats reads counts. What a *model* takes from a program (clock, ties,
first and last interval, missing values) is the `convention` of the model:

| question | comity | goldfish | remverse |
|---|---|---|---|
"""

_QUESTIONS = {
    "attributes_seen": "change of a covariate at the time of an event",
    "presence": "who comes or goes at the time of an event",
    "breakpoints": "timed likelihood cut at changes and window expiries",
    "first": "first time of an event",
    "last": "end of exposure",
    "ties": "simultaneous events, order only",
    "decay": "decay is read",
    "missing": "missing values",
}
_ANSWERS = {
    ("attributes_seen", "after"): "seen after it",
    ("attributes_seen", "at"): "seen by it",
    ("presence", "arrive"): "arrivals can take part, departures have",
    ("presence", "at"): "holds for the whole interval that ends there",
    ("breakpoints", True): "yes",
    ("breakpoints", False): "no, at events only",
    ("first", "open"): "opens the clock of a timed model unless a start is given",
    ("first", "zero"): "modelled, with an interval of length 0",
    ("first", "drop"): "left out",
    ("last", "event"): "last event, unless an end is given",
    ("last", "change"): "last change of anything the model uses",
    ("ties", "breslow"): "one denominator an event",
    ("ties", "point"): "one denominator a time point",
    ("decay", "now"): "at the event (order only), else at the breakpoint before",
    ("decay", "previous"): "at the event before",
    ("missing", "refuse"): "an error, unless `missing` names a policy",
    ("missing", "mean"): "attributes: mean of the others; ties: 0; reported",
}


def page() -> str:
    """The text of docs/reference/effects.md."""
    lines = [_HEAD.rstrip("\n")]
    for key, question in _QUESTIONS.items():
        answers = [_ANSWERS[key, getattr(CONVENTIONS[name], key)] for name in ("comity", "goldfish", "remverse")]
        lines.append(f"| {question} | {' | '.join(answers)} |")
    lines += ["", "## Options", "", "```"]
    text = (Options.__doc__ or "").split("\n\n", 1)[1]
    lines += [line[4:] for line in text.rstrip().splitlines()]
    lines += ["```", ""]
    assert {f.name for f in fields(Options)}
    lines += ["## List", ""]
    for effect in effects():
        lines += [f"### {effect.name}", "", f"{effect.summary}", "", f"    {effect.formula}", ""]
        lines.append(f"- options: {', '.join(f'`{key}`' for key in effect.options) or 'none'}")
        if effect.needs:
            lines.append(f"- needs: {', '.join(f'`{key}`' for key in effect.needs)}")
        lines.append(f"- models: {', '.join(effect.processes)}")
        limits = [word for word, held in (("one-mode data", effect.one_mode), ("direction", effect.directed)) if held]
        if limits:
            lines.append(f"- requires: {', '.join(limits)}")
        for name, fixed in effect.also.items():
            told = ", ".join(f"{key} = {str(v).lower() if isinstance(v, bool) else v}" for key, v in fixed.items())
            lines.append(f"- also `{name}`" + (f" ({told})" if told else ""))
        if effect.source:
            lines.append(f"- source: {effect.source}")
        lines.append("")
    return "\n".join(lines)
