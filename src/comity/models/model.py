"""Model: which process is explained, by which effects, under which convention."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from comity.effects.options import Options
from comity.effects.registry import PROCESSES, Effect, find, known
from comity.errors import BadModel
from comity.histories import CONVENTIONS, Convention, tables

__all__ = ["Model", "Term"]

# Names under which other programs write the intercept of a timed model.
_BASELINES = ("baseline", "goldfish:1", "remstats:baseline")
_PLAIN_TIES = ("inertia", "reciprocity", "tie")


@dataclass(frozen=True, slots=True)
class Term:
    """One term: an effect with its options, or the product of two such terms.

    label : how tables name it: its name and the options that it sets.
    """

    label: str
    effect: Effect | None
    options: Options
    product: tuple[Term, Term] | None = None
    program: str = "comity"
    """Whose convention its name asks for."""
    candidate: str | None = None
    """In a typed model: only candidates of this type have the statistic; the others have 0."""

    @property
    def parts(self) -> tuple[Term, ...]:
        """The terms with an effect of their own."""
        return (self,) if self.product is None else self.product[0].parts + self.product[1].parts


@dataclass(frozen=True, slots=True)
class Model:
    """A model of a history.

    Parameters
    ----------
    process    : ``rem`` (which dyad, when), ``rate`` (which sender, when), ``choice`` (which receiver, given the
                 sender), ``coordination`` (which pair, both agreeing; undirected).
    timing     : ``ordinal`` or ``interval``; the latter estimates a baseline, which comes first.
    convention : a name in ``CONVENTIONS`` or a Convention of one's own.
    terms      : see ``Model.of``.
    fixed      : label -> value, for parameters that are not estimated (an offset is a term fixed at 1).
    typed      : the candidates are dyads by types of event, so that the model explains which type, too.
    """

    process: str
    timing: str
    convention: Convention
    terms: tuple[Term, ...]
    fixed: Mapping[str, float] = field(default_factory=dict)
    typed: bool = False
    notes: tuple[str, ...] = ()

    @property
    def timed(self) -> bool:
        """Whether waiting times enter the likelihood."""
        return self.timing == "interval"

    @property
    def labels(self) -> tuple[str, ...]:
        """The names of the parameters, in order."""
        return (("baseline",) if self.timed else ()) + tuple(term.label for term in self.terms)

    @staticmethod
    def of(
        process: str,
        effects: Sequence[str | Mapping[str, Any]],
        *,
        timing: str = "ordinal",
        convention: str | Convention = "comity",
        ties: str | None = None,
        missing: str | None = None,
        fixed: Mapping[str, float] | None = None,
        typed: bool = False,
    ) -> Model:
        """A model from the names and options of its effects.

        Parameters
        ----------
        effects : each a name, or a mapping of ``name`` and options; ``"a:b"`` of two names, or a mapping
                  with ``product = [effect, effect]``, is their product.
        ties, missing : answers of one's own to two questions of the convention.
        typed   : in a typed model a term with ``candidate = "a type"`` is 0 on candidates of other types. So an
                  effect that is listed once is shared by all types, and one that is listed for each type has a
                  parameter for each; with ``kind``, the type of the past events, any pair can be told apart.

        Raises
        ------
        BadModel : with the term, the key and what would be accepted.
        """
        _one_of(process, PROCESSES, "process")
        _one_of(timing, ("ordinal", "interval"), "timing")
        notes: tuple[str, ...] = ()
        if timing == "interval" and process in ("choice", "coordination"):
            # As in goldfish, which warns: an actor-oriented analysis states its timing once for both of its models.
            timing, notes = "ordinal", (f"a {process} model has no timing of its own: no baseline is estimated",)
        if isinstance(convention, str):
            _one_of(convention, tuple(CONVENTIONS), "convention")
            convention = CONVENTIONS[convention]
        if ties is not None:
            _one_of(ties, ("breslow", "efron", "point"), "ties")
            convention = replace(convention, ties=ties)
        if missing is not None:
            _one_of(missing, ("refuse", "mean"), "missing")
            convention = replace(convention, missing=missing)
        if isinstance(effects, (str, Mapping)):
            raise BadModel("effects is not a list", where="effects", hint='effects = [{ name = "inertia" }]')
        terms: list[Term] = []
        for number, each in enumerate(effects, start=1):
            term = _term(each, f"effects[{number}]", process)
            if term is None:
                if timing == "ordinal":
                    raise BadModel(
                        "a baseline is not identified where only the order of events is modelled",
                        where=f"effects[{number}]",
                        hint='drop it, or set timing = "interval"',
                    )
                continue
            if term.label in [other.label for other in terms]:
                raise BadModel(f"the term {term.label} occurs twice", where=f"effects[{number}]", hint="keep one")
            terms.append(term)
        if not terms and timing == "ordinal":
            raise BadModel("the model has no effects", where="effects", hint="`comity effects` lists them")
        if typed and process not in ("rem", "choice"):
            raise BadModel(f"a {process} model has no typed form", where="typed", hint='process = "rem" or "choice"')
        for term in terms:
            if term.candidate is not None and not typed:
                raise BadModel("the candidates have no types", where=term.label, hint="set typed = true in [model]")
        model = Model(process, timing, convention, tuple(terms), dict(fixed or {}), bool(typed), notes)
        for name, value in model.fixed.items():
            if name not in model.labels:
                raise BadModel(
                    f"there is no term {name!r} to fix",
                    where="fixed",
                    hint=f"the terms are {', '.join(model.labels)}",
                )
            if not isinstance(value, (int, float)) or value != value:
                raise BadModel(f"{name} is fixed at {value!r}, which is no number", where="fixed")
        return model


def _one_of(value: Any, choices: Sequence[str], key: str) -> None:
    if value not in choices:
        raise BadModel(
            f"{key} = {value!r}", where=key, hint=f"{key} is {', '.join(choices)}" + tables.near(str(value), choices)
        )


def _term(given: str | Mapping[str, Any], where: str, process: str) -> Term | None:
    """The term, or None for a baseline."""
    if isinstance(given, str):
        pair = None if known(given) else _factors(given)
        given = {"name": given} if pair is None else {"product": pair}
    if not isinstance(given, Mapping):
        raise BadModel(f"{given!r} is not an effect", where=where, hint='write { name = "inertia" }')
    if "product" in given:
        pair = given["product"]
        if set(given) != {"product"} or not isinstance(pair, (list, tuple)) or len(pair) != 2:
            raise BadModel("a product is of two effects", where=where, hint="{ product = [effect, effect] }")
        # A factor that is constant over the candidates is identified in a product, so the process is not held to it;
        # in a rate model there is no receiver that it could be a statistic of.
        first, second = (_term(each, where, "rate" if process == "rate" else "rem") for each in pair)
        if first is None or second is None:
            raise BadModel("a baseline cannot be part of a product", where=where)
        return Term(f"{first.label} x {second.label}", None, Options(), (first, second))
    if not isinstance(given.get("name"), str):
        raise BadModel("the effect has no name", where=where, hint='write { name = "inertia" }')
    name = given["name"]
    if name in _BASELINES:
        return None
    named = find(name)
    effect = named.effect
    candidate = given.get("candidate")
    if candidate is not None and not isinstance(candidate, str):
        raise BadModel(f"candidate = {candidate!r}", where=where, hint="name one type of event")
    rest = {key: value for key, value in given.items() if key not in ("name", "candidate")}
    options = Options.read(rest, allowed=effect.options, defaults=named.defaults, term=name)
    for key in effect.needs:
        if getattr(options, key) is None:
            raise BadModel(f"{name} needs the option {key!r}", where=where, hint=f'{{ name = "{name}", {key} = … }}')
    if options.scaling == "prop" and not effect.proportional:
        raise BadModel(f"{name} has no proportional form", where=where, hint='scaling = "std", or leave it out')
    if process not in effect.processes:
        raise BadModel(
            f"{name} is not identified in a {process} model",
            where=where,
            hint=f"it can be used in {', '.join(effect.processes)}",
        )
    if "type" in effect.options:
        options = _sided(options, process, name, where)
    if name.startswith("goldfish:") and effect.name in _PLAIN_TIES and not options.weighted:
        # goldfish applies a transform to these only when they are weighted.
        options = replace(options, transform=None)
    shown = rest if candidate is None else {**rest, "candidate": candidate}
    program = name.split(":")[0] if ":" in name else "comity"
    return Term(_label(name, shown), effect, options, program=program, candidate=candidate)


def _factors(text: str) -> tuple[str, str] | None:
    """The two effects whose product ``"a:b"`` is; a name may have a prefix with a colon of its own."""
    parts = text.split(":")
    pairs = [(":".join(parts[:k]), ":".join(parts[k:])) for k in range(1, len(parts))]
    return next(((a, b) for a, b in pairs if known(a) and known(b)), None)


def _sided(options: Options, process: str, name: str, where: str) -> Options:
    side = options.type or ("ego" if process == "rate" else "alter")
    if process == "rate" and side == "alter":
        raise BadModel(f"{name} of the receiver has no place in a rate model", where=where, hint='type = "ego"')
    if process in ("choice", "coordination") and side == "ego":
        raise BadModel(
            f"{name} of the sender is the same for all its candidates, so a {process} model cannot estimate it",
            where=where,
            hint='type = "alter", or a product with an effect of the receiver',
        )
    return replace(options, type=side)


def _label(name: str, given: Mapping[str, Any]) -> str:
    if not given:
        return name
    words = []
    for key, value in given.items():
        shown = "+".join(value) if isinstance(value, (list, tuple)) else getattr(value, "__name__", value)
        words.append(key if value is True else f"{key}={str(shown).lower() if value is False else shown}")
    return f"{name}({', '.join(words)})"
