"""Regression tables: several fits side by side, for a terminal, HTML, LaTeX and Markdown."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from comity.errors import BadModel
from comity.models.fit import Fit

__all__ = ["RegressionTable", "named_fits", "regression_table"]

_FORMATS = ("text", "html", "latex", "markdown")
_LATEX = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


def named_fits(fits: Mapping[str, Fit] | Sequence[Fit] | Fit) -> dict[str, Fit]:
    """Fits by name; those without one are numbered."""
    if isinstance(fits, Fit):
        fits = [fits]
    named = dict(fits) if isinstance(fits, Mapping) else {f"({k})": each for k, each in enumerate(fits, start=1)}
    if not named:
        raise BadModel("there are no fits", where="fits")
    return named


@dataclass(frozen=True, slots=True)
class RegressionTable:
    """Cells of a regression table as text.

    heads : the names of the fits.   rows : (label, one cell a fit) with "" where a fit lacks the term; the estimates,
    each followed by its standard error.   foot : (label, one cell a fit).   notes : lines below.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    foot: tuple[tuple[str, tuple[str, ...]], ...]
    notes: tuple[str, ...]

    def __str__(self) -> str:
        return self.to("text")

    def _repr_html_(self) -> str:
        return self.to("html")

    def to(self, form: str) -> str:
        """The table as ``text``, ``html``, ``latex`` (a tabular, for booktabs) or ``markdown``.

        Raises
        ------
        BadModel : another form.
        """
        if form not in _FORMATS:
            raise BadModel(f"form = {form!r}", where="form", hint=f"it is {', '.join(_FORMATS)}")
        made: str = getattr(self, f"_{form}")()
        return made

    def _text(self) -> str:
        lines = [("", self.heads), *self.rows, *self.foot]
        first = max(len(label) for label, _ in lines)
        widths = [max(len(cells[k]) for _, cells in lines) for k in range(len(self.heads))]
        rule = "-" * (first + sum(w + 2 for w in widths))

        def shown(label: str, cells: tuple[str, ...]) -> str:
            return (f"{label:{first}}" + "".join(f"  {c:>{w}}" for c, w in zip(cells, widths, strict=True))).rstrip()

        body = [shown(*line) for line in self.rows]
        return "\n".join([shown("", self.heads), rule, *body, rule, *(shown(*line) for line in self.foot), *self.notes])

    def _markdown(self) -> str:
        def row(label: str, cells: Sequence[str]) -> str:
            return "| " + " | ".join(c.replace("|", "\\|").replace("*", "\\*") for c in (label, *cells)) + " |"

        lines = [row("", self.heads), "|:--|" + "--:|" * len(self.heads)]
        lines += [row(*line) for line in (*self.rows, *self.foot)]
        return "\n".join([*lines, "", *(note.replace("*", "\\*") + "  " for note in self.notes)])

    def _html(self) -> str:
        def row(label: str, cells: Sequence[str], tag: str = "td") -> str:
            inner = "".join(f"<{tag}>{html.escape(c)}</{tag}>" for c in cells)
            return f'<tr><th scope="row">{html.escape(label)}</th>{inner}</tr>'

        return (
            f"<table><thead>{row('', self.heads, 'th')}</thead><tbody>"
            + "".join(row(*line) for line in self.rows)
            + "</tbody><tfoot>"
            + "".join(row(*line) for line in self.foot)
            + "</tfoot></table>"
            + "".join(f"<p>{html.escape(note)}</p>" for note in self.notes)
        )

    def _latex(self) -> str:
        def said(text: str) -> str:
            return "".join(_LATEX.get(c, c) for c in text)

        def row(label: str, cells: Sequence[str]) -> str:
            return " & ".join([said(label), *(_starred(said(c)) for c in cells)]) + r" \\"

        columns = "l" + "r" * len(self.heads)
        lines = [rf"\begin{{tabular}}{{{columns}}}", r"\toprule", row("", self.heads), r"\midrule"]
        lines += [row(*line) for line in self.rows]
        lines += [r"\midrule", *(row(*line) for line in self.foot), r"\bottomrule"]
        wide = len(self.heads) + 1
        lines += [rf"\multicolumn{{{wide}}}{{l}}{{\footnotesize {_starred(said(note))}}} \\" for note in self.notes]
        return "\n".join([*lines, r"\end{tabular}"])


def _starred(cell: str) -> str:
    """Stars as a superscript, minus signs as such."""
    return re.sub(r"-(?=\d)", "$-$", re.sub(r"\*+", lambda found: f"$^{{{found[0]}}}$", cell))


def regression_table(
    fits: Mapping[str, Fit] | Sequence[Fit] | Fit,
    *,
    spread: str = "std_error",
    level: float = 0.95,
    digits: int = 3,
    labels: Mapping[str, str] | None = None,
    stars: bool = True,
) -> RegressionTable:
    """Several fits side by side.

    Parameters
    ----------
    fits   : by name, or in a list.
    spread : what stands below each estimate: ``std_error`` or ``interval`` (of ``level``).
    labels : term -> what to call it.
    stars  : *** p < 0.001, ** p < 0.01, * p < 0.05.

    A fit that did not converge has no spread and no stars, and a note says why.
    """
    named, words = named_fits(fits), dict(labels or {})
    if spread not in ("std_error", "interval"):
        raise BadModel(f"spread = {spread!r}", where="spread", hint="it is std_error or interval")
    terms = list(dict.fromkeys(term for each in named.values() for term in each.terms))
    cells = {name: _cells(each, spread, level, digits, stars) for name, each in named.items()}
    rows: list[tuple[str, tuple[str, ...]]] = []
    for term in terms:
        upper = tuple(cells[name].get(term, ("", ""))[0] for name in named)
        lower = tuple(cells[name].get(term, ("", ""))[1] for name in named)
        rows += [(words.get(term, term), upper), ("", lower)]
    every = list(named.values())
    foot = (
        ("events", tuple(str(each.n_events) for each in every)),
        ("log-likelihood", tuple(f"{each.log_likelihood:.2f}" for each in every)),
        ("AIC", tuple(f"{each.aic:.2f}" if each.converged else "-" for each in every)),
        ("BIC", tuple(f"{each.bic:.2f}" if each.converged else "-" for each in every)),
    )
    below = "Standard errors" if spread == "std_error" else f"{100 * level:g} per cent intervals"
    notes = [f"{below} in brackets." + (" *** p < 0.001, ** p < 0.01, * p < 0.05." if stars else "")]
    for name, each in named.items():
        notes += [f"{name}: NOT CONVERGED: {why}" for why in each.why]
        notes += [f"{name}: {note}" for note in each.notes]
    return RegressionTable(tuple(named), tuple(rows), foot, tuple(notes))


def _cells(fit: Fit, spread: str, level: float, digits: int, stars: bool) -> dict[str, tuple[str, str]]:
    out = {}
    ends = fit.interval(level) if fit.converged else np.full((len(fit.terms), 2), np.nan)
    for k, term in enumerate(fit.terms):
        estimate = _number(fit.estimate[k], digits)
        if fit.fixed[k]:
            out[term] = (estimate, "(fixed)")
        elif not fit.converged:
            out[term] = (estimate, "(-)")
        else:
            p = fit.p_value[k]
            mark = "*" * int(np.sum(p < np.array([0.05, 0.01, 0.001]))) if stars else ""
            low, high = (_number(v, digits) for v in ends[k])
            below = _number(fit.std_error[k], digits) if spread == "std_error" else f"{low}, {high}"
            out[term] = (estimate + mark, f"({below})")
    return out


def _number(value: float, digits: int) -> str:
    """A number with so many decimals, or so many significant digits where those would all be 0."""
    if not np.isfinite(value):
        return "-"
    fixed = f"{value:.{digits}f}"
    return fixed if value == 0 or float(fixed) != 0 else f"{value:.{digits}g}"
