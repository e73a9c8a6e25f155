"""The ledger on a day: who recognises whom, how far a government is taken in, and who competes over it."""
