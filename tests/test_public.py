"""What users import is listed once."""

import comity


def test_every_public_name_can_be_imported():
    """A name on the list that its module lacks would fail only when a user first asks for it."""
    for name in comity.__all__:
        assert getattr(comity, name) is not None
