"""Which act a reduced sentence tells: verbs and nouns of the tables, matched with what they are said of.

Every rule looks at the string of symbols that ``phrases`` makes: a verb in its voice, its object to the right (active)
or to the left (passive), its subject, the parties after "with", "between", "by", "to". What the words leave open (who
"it" is, which party an unnamed side is) is not decided here; a ``Telling`` names the symbols, and the reader resolves
them.

``frames`` finds the verbs and nouns and hands each to the part that knows its acts: ``things`` (relations, missions,
treaties, credentials), ``recognition`` and ``recognition_noun``, ``withdrawals`` (of recognition), ``envoys``
and ``postings``, ``states`` (independence, war, peace, positions, changes of government), ``again`` and
``likewise`` (acts told by the act before them).
``subjects`` says who is the subject of a verb, ``telling`` what all parts share.
"""

from comity.reading.frames.frames import Frames
from comity.reading.frames.postings import NOMINEE
from comity.reading.frames.subjects import SAYING
from comity.reading.frames.telling import AGREED, PARTIES, Telling

__all__ = ["AGREED", "NOMINEE", "PARTIES", "SAYING", "Frames", "Telling"]
