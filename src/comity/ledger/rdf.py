"""RDF: rows as N-Triples, in the terms of PROV-O and Dublin Core and, for acts, in those of the codebook.

A document, claim or ruling is ``urn:sha256:`` and its id; a party ``urn:comity:party:`` and its code; a kind of act
``urn:comity:kind:`` and its name; a field without a term elsewhere ``urn:comity:`` and its name.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

__all__ = ["triples"]

_PROV = "http://www.w3.org/ns/prov#"
_DCT = "http://purl.org/dc/terms/"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"  # the Library of Congress's datatype for dates with their precision

_TERMS = {
    "title": _DCT + "title", "publisher": _DCT + "publisher", "language": _DCT + "language",
    "media_type": _DCT + "format", "published": _DCT + "issued", "address": _DCT + "source",
    "because": _DCT + "description", "recorded": _PROV + "generatedAtTime",
    "recorded_by_whom": _PROV + "wasAttributedTo",
    "document": _PROV + "wasDerivedFrom",
}  # fmt: skip
_PARTIES = ("sender", "receiver", "publisher_is_party")
_ROWS = ("document", "claim", "other", "after")
_DATATYPES = {"happened": _EDTF, "published": _EDTF, "recorded": _XSD + "dateTime"}
_CLASSES = {"document": "Document", "claim": "Claim", "ruling": "Ruling"}


def triples(row: dict[str, Any]) -> Iterator[str]:
    """The statements of one row of an export, each a line of N-Triples; what is empty is left out."""
    subject = f"<urn:sha256:{row['id']}>"
    yield f"{subject} <{_TYPE}> <urn:comity:{_CLASSES[row['row']]}> ."
    yield f"{subject} <{_TYPE}> <{_PROV}Entity> ."
    for name, value in row.items():
        if name in ("row", "id") or value is None or value in ("", []):
            continue
        for one in value if isinstance(value, list) else [value]:
            yield f"{subject} <{_TERMS.get(name, f'urn:comity:{name}')}> {_object(name, one)} ."


def _object(name: str, value: Any) -> str:
    if name in _PARTIES:
        return f"<urn:comity:party:{quote(value)}>"
    if name in _ROWS:
        return f"<urn:sha256:{quote(value)}>"
    if name == "kind":
        return f"<urn:comity:kind:{quote(value)}>"
    if name == "recorded_by_whom":
        return f"<urn:comity:hand:{quote(value)}>"
    if name in _DATATYPES:
        return f'"{value}"^^<{_DATATYPES[name]}>'
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)  # the escapes of JSON are those of N-Triples
    kind = "boolean" if isinstance(value, bool) else "integer" if isinstance(value, int) else "double"
    return f'"{json.dumps(value)}"^^<{_XSD}{kind}>'
