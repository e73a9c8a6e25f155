"""Coverage-guided fuzzing of the way from bytes to claims.

    pip install -e '.[fuzz]'
    python tests/fuzz_reading.py -max_total_time=300 -max_len=4096 CORPUS_FOLDER

What it finds is kept as a test in tests/reading/test_fuzz.py or tests/sources/test_intake.py.
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["comity"]):
    import comity.reading.grammar
    import comity.sources.html
    import comity.sources.pdf
    import comity.sources.xml  # noqa: F401
    from comity.errors import ComityError
    from comity.reading.readers import make_reader
    from comity.sources.intake import FORMS, from_bytes

READER = make_reader("grammar")
FORM_NAMES = ["", *sorted(set(FORMS.values()) - {"jsonl"})]


def one(data: bytes) -> None:
    """The first byte says the form, the rest is the document."""
    if not data:
        return
    try:
        document = from_bytes(data[1:], name="a", form=FORM_NAMES[data[0] % len(FORM_NAMES)])
    except ComityError:
        return
    document.text.encode("utf-8")
    for claim in READER.read(document):
        claim.check()
        assert document.text[claim.start : claim.end] == claim.evidence != ""


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
