"""Who can act: states and governments, their names through time, memberships, neighbours, powers."""

from __future__ import annotations

from comity.polities.parties import (
    KINDS,
    NAME_KINDS,
    STATES,
    Contiguity,
    Government,
    Membership,
    Name,
    Polity,
    Power,
    Rule,
)
from comity.polities.registry import Polities, registry

__all__ = [
    "KINDS",
    "NAME_KINDS",
    "STATES",
    "Contiguity",
    "Government",
    "Membership",
    "Name",
    "Polities",
    "Polity",
    "Power",
    "Rule",
    "registry",
]
