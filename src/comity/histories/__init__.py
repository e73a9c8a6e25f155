"""Events in time, who was at risk, and what else was known: what effects and models read.

``history``   the frozen arrays, made from tables
``tables``    columns from anything that speaks Arrow, from CSV files and from mappings
``timeline``  the readings of a history under a convention: when statistics are read, and what each reading sees
"""

from comity.histories.history import Attribute, History, Network
from comity.histories.timeline import CONVENTIONS, Convention, Timeline

__all__ = ["CONVENTIONS", "Attribute", "Convention", "History", "Network", "Timeline"]
