"""docs/reference/api.md: the addresses of the API, from its own description."""

from __future__ import annotations

import comity
from comity.atlas.app import create_app
from comity.atlas.problems import KINDS

HEAD = """# The API of the atlas

`comity serve` answers the same over HTTP as its pages show; this page is written from the description that it serves at
`/api/openapi.json`. The Python client is the library itself: `comity.open()`.

- Every address takes `on`, `recorded_by`, `counting`, `checked` and `implied` where a view of the record does, with the
  meanings that they have everywhere in comity.
- Tables come in parts (`offset`, `limit`, and `next` with the address of the part that follows, also as a `Link`
  header), or with `format=csv` or `format=arrow` as a file.
- Identifiers are those of the library: codes of parties, ids of acts (`recognise:FRA:XKX:2008-02-18`), hashes of
  claims, rulings and documents.
- Every answer has an `ETag`; send it back in `If-None-Match` and what has not changed is not sent again.
- A token goes in `Authorization: Bearer ...`; see [Serve the atlas](../how-to/serve-the-atlas.md).
"""


def page() -> str:
    told = create_app(comity.open()).openapi()
    parts = [HEAD, "\n| address | | role | answers |\n|---|---|---|---|\n"]
    roles = {"/api/claims": "contributor", "/api/rulings": "adjudicator"}
    for path, verbs in told["paths"].items():
        for verb, about in verbs.items():
            role = roles.get(path, "reader") if verb == "post" else "reader"
            answers = ", ".join(sorted(about["responses"]))
            parts.append(f"| `{verb.upper()} {path}` | {about['summary']} | {role} | {answers} |\n")
    parts.append(
        "\n## Problems\n\nA refusal is `application/problem+json` (RFC 9457): `type`, `title`, `status`, `detail`, "
        "`instance`, and where they are known `where` and `hint`.\n\n| type | status | |\n|---|---|---|\n"
    )
    for kind, (status, title) in KINDS.items():
        parts.append(f"| `urn:comity:problem:{kind}` | {status} | {title} |\n")
    return "".join(parts)
