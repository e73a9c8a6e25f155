"""Influence: how far an estimate would move without an event or an actor, and standard errors that follow from it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from comity.claims import Claim
from comity.errors import BadModel
from comity.models.bench.residuals import Residuals, _free, events_table, residuals
from comity.models.bench.trace import sums_at
from comity.models.fit import Fit

if TYPE_CHECKING:
    from comity.ledger import Ledger

__all__ = ["CLUSTERS", "Influence", "influence", "robust"]

CLUSTERS = ("event", "dyad", "sender", "receiver", "actor")


@dataclass(frozen=True, slots=True, eq=False)
class Influence:
    """One-step influence: what leaving something out of the likelihood would do to each estimate.

    events    : float64 (M, p), the change of the estimate without each event. The event stays in the history of the
                others: this is about the evidence that the event itself is, not about what it set off.
    distance  : float64 (M,), change' I change, in units of p of the confidence ellipsoid (Cook).
    senders   : float64 (n1, p), receivers : float64 (m, p), the same without all dyads of one; ``actors`` (n, p)
                without all dyads that an actor is in, None where senders and receivers differ.

    One Newton step from the estimate; for events with the information that is left, for actors with all of it.

    Source: Pregibon 1981, doi:10.1214/aos/1176345513; Cain & Lange 1984, doi:10.2307/2531144.
    """

    fit: Fit
    events: np.ndarray
    distance: np.ndarray
    senders: np.ndarray
    receivers: np.ndarray
    actors: np.ndarray | None

    def top(self, term: str, n: int = 10) -> Any:
        """A Polars table of the n events without which a coefficient would move furthest.

        change : of the estimate.   in_std_errors : the same over its standard error.   ``act`` is the id of the act
        behind the event where the history has it, for ``comity ledger``.
        """
        k = _column(self.fit, term)
        change = self.events[:, k]
        table = events_table(self.fit, change=change, in_std_errors=change / self.fit.std_error[k])
        return table[np.argsort(-np.abs(change), kind="stable")[:n].tolist()]

    def evidence(self, ledger: Ledger, term: str, n: int = 10) -> Any:
        """A Polars table of the claims behind the n events of ``top``, one row a claim.

        Columns: act, change, in_std_errors; claim (its id), stands (``for`` the act or ``against`` it), document (what
        it came in under, or its id), evidence (the words), cites, checked. An act that another one implies has the
        claims of that one.

        Raises
        ------
        BadModel : the history was not made from a ledger, or not from this one.
        """
        import polars as pl

        if not self.fit.design.history.events.act:
            raise BadModel(
                "the events do not say which acts they are",
                where="history",
                hint="make it by History.from_acts(ledger.acts())",
            )
        acts = {act.id: act for act in ledger.acts()}
        rows = []
        for event in self.top(term, n).iter_rows(named=True):
            act = acts.get(event["act"])
            if act is None:
                raise BadModel(
                    f"the ledger holds no act {event['act']!r}", where="ledger", hint="give the ledger of the history"
                )
            stated = acts[act.implied_by] if act.implied_by else act
            for stands, ids in (("for", stated.support), ("against", stated.contradicted_by)):
                for claim in (ledger.claim(each).row for each in ids):
                    assert isinstance(claim, Claim)
                    rows.append(
                        {
                            "act": act.id,
                            "change": event["change"],
                            "in_std_errors": event["in_std_errors"],
                            "claim": claim.id,
                            "stands": stands,
                            "document": claim.document_name or claim.document,
                            "evidence": claim.evidence,
                            "cites": claim.cites_title or claim.cites_url,
                            "checked": claim.checked,
                        }
                    )
        return pl.DataFrame(rows)

    def top_actors(self, term: str, n: int = 10) -> Any:
        """A Polars table of the n actors (senders in two-mode data) without which a coefficient would move furthest."""
        import polars as pl

        k = _column(self.fit, term)
        change = (self.senders if self.actors is None else self.actors)[:, k]
        order = np.argsort(-np.abs(change), kind="stable")[:n]
        names = np.array(self.fit.design.history.senders, dtype=object)
        return pl.DataFrame(
            {
                "actor": names[order].tolist(),
                "change": change[order],
                "in_std_errors": change[order] / self.fit.std_error[k],
            }
        )


def _column(fit: Fit, term: str) -> int:
    if term not in fit.terms:
        raise BadModel(f"there is no term {term!r}", where="term", hint=f"the terms are {', '.join(fit.terms)}")
    return fit.terms.index(term)


def influence(fit: Fit, of: Residuals | None = None) -> Influence:
    """The influence of each event and actor on a fit; ``of`` its residuals, where they are at hand.

    Raises
    ------
    NotConverged : the fit did not converge.
    """
    of = residuals(fit) if of is None else of
    kept, free = of.trace, _free(fit)
    total = kept.information.sum(0)[np.ix_(free, free)]
    score = of.score("event")[:, free]
    events = np.zeros((score.shape[0], len(fit.terms)))
    if kept.timed:
        # What the exposure says stays; only the event's own term goes.
        change = -np.linalg.solve(total, score.T).T
    else:
        shared = np.bincount(kept.step, minlength=kept.time.size)[kept.step]
        left = total - kept.information[kept.step][:, free][:, :, free] / shared[:, None, None]
        # An event that alone identifies a coefficient leaves nothing to divide by: its step is what all of it gives.
        sound = np.linalg.eigvalsh(left / np.sqrt(np.outer(np.diag(total), np.diag(total))))[:, 0] > 1e-8
        change = -np.linalg.solve(np.where(sound[:, None, None], left, total), score[:, :, None])[:, :, 0]
    events[:, free] = change
    distance = np.einsum("vi,ij,vj->v", change, total, change) / max(free.size, 1)
    sides: dict[str, np.ndarray] = {}
    for side in ("sender", "receiver", "actor") if kept.one_mode else ("sender", "receiver"):
        part = of.score(side)[:, free]
        sides[side] = np.zeros((part.shape[0], len(fit.terms)))
        sides[side][:, free] = -np.linalg.solve(total, part.T).T
    return Influence(fit, events, distance, sides["sender"], sides["receiver"], sides.get("actor"))


def robust(fit: Fit, cluster: str = "dyad", *, of: Residuals | None = None) -> Fit:
    """The same fit with sandwich standard errors I^-1 B I^-1, B summed over clusters of what they add to the score.

    Parameters
    ----------
    cluster : ``event``, ``dyad`` (a sender and a receiver, of any type), ``sender``, ``receiver``, or ``actor``: dyads
              that share an actor depend on each other (in two-mode data a sender or a receiver).

    The estimate stays. With G clusters B is scaled by G / (G - 1); below about 30 clusters the errors are too small all
    the same, and the fit's notes say so.

    Raises
    ------
    NotConverged : the fit did not converge.
    BadModel     : there is no such cluster, or fewer clusters than parameters.

    Source: Lin & Wei 1989, doi:10.1080/01621459.1989.10478874; Cameron, Gelbach & Miller 2011,
    doi:10.1198/jbes.2010.07136; Aronow, Samii & Assenova 2015, doi:10.1093/pan/mpv018.
    """
    if cluster not in CLUSTERS:
        raise BadModel(f"cluster = {cluster!r}", where="cluster", hint=f"it is {', '.join(CLUSTERS)}")
    of = residuals(fit) if of is None else of
    free, kept = _free(fit), of.trace

    def by(clusters: np.ndarray) -> np.ndarray:
        names, place = np.unique(clusters, return_inverse=True)
        return sums_at(place, kept.dyad_score[:, free], names.size)

    if cluster == "event":
        parts = [(of.score("event") if not kept.timed else kept.score)[:, free]]
    elif cluster == "actor":
        if kept.one_mode:
            i, j = kept.members
            # Dyads that share both members (i, j and j, i) are counted twice by the actors.
            parts = [of.score("actor")[:, free], by(np.minimum(i, j) * kept.design.n1 + np.maximum(i, j))]
        else:
            parts = [of.score("sender")[:, free], of.score("receiver")[:, free], by(kept.pairs)]
    else:
        parts = [by(kept.pairs) if cluster == "dyad" else of.score(cluster)[:, free]]
    counts = [int((np.abs(part) > 0).any(1).sum()) for part in parts]
    if counts[0] <= free.size:
        raise BadModel(
            f"{counts[0]} clusters are too few for {free.size} parameters", where="cluster", hint="cluster by dyad"
        )
    meats = [part.T @ part for part in parts]
    meat = meats[0] if len(meats) == 1 else np.sum(meats[:-1], 0) - meats[-1]
    meat *= counts[0] / max(counts[0] - 1, 1)
    bread = np.linalg.inv(kept.information.sum(0)[np.ix_(free, free)])
    spread = bread @ meat @ bread
    notes = [f"standard errors are robust, clustered by {cluster} ({counts[0]} clusters)"]
    values, vectors = np.linalg.eigh(spread)
    if values[0] <= 0:
        spread = (vectors * np.maximum(values, 0.0)) @ vectors.T
        notes.append("their covariance was not positive and was moved to the nearest that is")
    if counts[0] < 30:
        notes.append(f"{counts[0]} clusters are few: robust standard errors are likely too small")
    covariance = np.zeros_like(fit.covariance)
    covariance[np.ix_(free, free)] = spread
    return replace(fit, covariance=covariance, notes=(*fit.notes, *notes))
