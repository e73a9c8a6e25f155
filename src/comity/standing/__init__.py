"""The ledger on a day: who recognises whom, how far a government is taken in, and who competes over it."""

from comity.standing.brief import Brief, Coverage, Evidence, brief
from comity.standing.difference import Difference, difference
from comity.standing.precedents import Outcome, Portrait, Precedent, portrait_on, precedents
from comity.standing.spells import Spell, spells
from comity.standing.standing import Recogniser, Standing, standing
from comity.standing.view import View

__all__ = [
    "Brief", "Coverage", "Difference", "Evidence", "Outcome", "Portrait", "Precedent", "Recogniser", "Spell",
    "Standing", "View",
    "brief", "difference", "portrait_on", "precedents", "spells", "standing",
]  # fmt: skip
