"""Claims and rulings are appended; acts and every view are derived from the rows."""

from comity.ledger.acts import Act, derive
from comity.ledger.appending import Appended
from comity.ledger.heads import Head
from comity.ledger.originals import Original
from comity.ledger.rulings import Ruling
from comity.ledger.store import Ledger, Recorded

__all__ = ["Act", "Appended", "Head", "Ledger", "Original", "Recorded", "Ruling", "derive"]
