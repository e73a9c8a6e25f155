"""The ledger on a day: who recognises whom, how far a government is taken in, and who competes over it."""

from comity.standing.spells import Spell, spells
from comity.standing.standing import Recogniser, Standing, standing
from comity.standing.view import View

__all__ = ["Recogniser", "Spell", "Standing", "View", "spells", "standing"]
