"""Frame: what stands around every page."""

from __future__ import annotations

from dataclasses import dataclass, field

from comity.atlas.links import Links
from comity.atlas.site import Policy
from comity.atlas.tokens import Token

__all__ = ["Frame"]


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page: where it is, how the ledger is read, and who reads it."""

    title: str
    section: str
    """The part of the atlas it belongs to: ``world``, ``cases``, ``compare``, ``search``, ``review`` or empty."""
    links: Links
    policy: Policy = field(default_factory=Policy)
    site: str = "comity"
    """What the atlas is called."""
    reader: Token | None = None
    """Who is signed in, where somebody is."""
    covered_to: str = ""
    """The month after which the bundled record holds nothing; empty for other ledgers."""
    claims: int = 0
    rulings: int = 0
    is_closed: bool = False
    """Whether a token is needed to read."""

    @property
    def may_rule(self) -> bool:
        """Whether whoever reads this may rule on claims."""
        return self.reader is not None and self.reader.may("adjudicator")
