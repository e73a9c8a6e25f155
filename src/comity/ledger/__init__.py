"""Claims and rulings are appended; acts and every view are derived from the rows."""

from comity.ledger.acts import Act, derive
from comity.ledger.rulings import Ruling
from comity.ledger.store import Appended, Head, Ledger, Recorded

__all__ = ["Act", "Appended", "Head", "Ledger", "Recorded", "Ruling", "derive"]
