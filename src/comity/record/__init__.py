"""The bundled record: comity's own tables of acts, with sources; and the one door to a record of any kind."""

from comity.record.bundled import COVERED_TO, EDITION, bundled
from comity.record.record import Record, open

__all__ = ["COVERED_TO", "EDITION", "Record", "bundled", "open"]
