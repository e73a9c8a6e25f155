"""The whole ledger against a model of it in a few lines: a list of rows in memory, and the rule that makes acts."""

import dataclasses
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.ledger.make import claims, codes, documents

from comity.claims import Claim
from comity.errors import BadInput
from comity.ledger import Ledger, Ruling, derive

EVENINGS = [f"2020-01-{day:02d}T12:00:00.000000Z" for day in range(1, 29)]


class Model:
    """What a ledger should do: rows in the order they came, each once, and acts computed from them all, every time."""

    def __init__(self):
        self.rows = {}

    def append(self, batch, recorded):
        for row in sorted(batch, key=lambda row: isinstance(row, Ruling)):
            self.rows.setdefault(row.id, (row, recorded))

    def known(self, form, recorded_by="9"):
        return [row for row, when in self.rows.values() if isinstance(row, form) and when < recorded_by]

    def acts(self, party, counting, recorded_by="9"):
        papers = {row.id: row.publisher_is_party for row, when in self.rows.values()
                  if not isinstance(row, (Claim, Ruling)) and when < recorded_by}  # fmt: skip
        said = [dataclasses.replace(row, attributed_to=row.attributed_to or papers.get(row.document, ""))
                for row in self.known(Claim, recorded_by)]  # fmt: skip
        pairs = zip((row.id for row in self.known(Claim, recorded_by)), said, strict=True)
        acts = derive(pairs, self.known(Ruling, recorded_by), counting=counting, implied=True)
        return [act for act in acts if not party or party in (act.sender, act.receiver)]


class Machine(RuleBasedStateMachine):
    """Appends, rules, fails, closes, opens and reads in any order; the ledger and the model agree throughout."""

    def __init__(self):
        super().__init__()
        memory = "/dev/shm" if Path("/dev/shm").is_dir() else None  # nothing here is about a loss of power
        self.folder = tempfile.TemporaryDirectory(prefix="comity-model-", dir=memory)
        self.path = Path(self.folder.name) / "acts.db"
        self.evening = 0

    @initialize()
    def make(self):
        self.model, self.ledger = Model(), Ledger.create(self.path)

    def send(self, batch):
        recorded = EVENINGS[self.evening]
        before = len(self.model.rows)
        self.model.append(batch, recorded)
        done = self.ledger.append(batch, by="ada", recorded=recorded)
        assert done.new == len(self.model.rows) - before
        assert done.new + done.known == len(batch)

    @rule(batch=st.lists(st.one_of(claims, documents), max_size=6))
    def append(self, batch):
        self.send(batch)

    @rule(batch=st.lists(claims, min_size=1, max_size=3))
    def send_the_same_batch_twice(self, batch):
        self.send(batch)
        self.send(batch)

    @rule(batch=st.lists(claims, max_size=3))
    def fail_half_way(self, batch):
        head = self.ledger.head()
        with pytest.raises(BadInput):
            self.ledger.append([*batch, Ruling(verb="accept", claim="0" * 64)])
        assert self.ledger.head() == head

    @precondition(lambda self: self.model.known(Claim))
    @rule(data=st.data(), verb=st.sampled_from(["accept", "reject", "withdraw", "same-act", "not-same-act", "correct"]))
    def decide(self, data, verb):
        ids = [row.id for row in self.model.known(Claim)]
        fields = {"verb": verb, "claim": data.draw(st.sampled_from(ids)), "by": "ada"}
        if verb in ("same-act", "not-same-act"):
            fields["other"] = data.draw(st.sampled_from(ids))
            if fields["other"] == fields["claim"]:
                return
        if verb == "correct":
            choices = [("sender", "IND"), ("happened", "1971-12-07"), ("polarity", "denied"), ("checked", "true")]
            fields["field"], fields["value"] = data.draw(st.sampled_from(choices))
        self.send([Ruling(**fields)])

    @precondition(lambda self: self.model.known(Ruling))
    @rule(data=st.data())
    def undo(self, data):
        ids = [row.id for row in self.model.known(Ruling)]
        self.send([Ruling(verb="undo", claim=data.draw(st.sampled_from(ids)), by="grace")])

    @precondition(lambda self: self.evening + 1 < len(EVENINGS))
    @rule()
    def evening_falls(self):
        self.evening += 1

    @rule()
    def close_and_open(self):
        self.ledger.close()
        self.ledger = Ledger.open(self.path)

    @rule()
    def verify(self):
        assert self.ledger.verify().claims[0] == len(self.model.known(Claim))

    @rule(party=st.one_of(st.just(""), codes), counting=st.sampled_from(["documented", "claimed"]))
    def ask_for_acts(self, party, counting):
        assert list(self.ledger.acts(party=party, counting=counting, implied=True)) == self.model.acts(party, counting)

    @rule(party=codes, evening=st.integers(0, len(EVENINGS) - 1))
    def ask_what_was_believed_then(self, party, evening):
        day = EVENINGS[evening][:10]
        believed = self.model.acts(party, "documented", f"{day}T99")
        assert list(self.ledger.acts(party=party, implied=True, recorded_by=day)) == believed

    steps = 0

    @invariant()
    def every_row_is_there_once(self):
        if hasattr(self, "ledger"):
            Machine.steps += 1
            counts = self.ledger.head().counts
            assert counts["claims"] == len(self.model.known(Claim))
            assert sum(counts.values()) == len(self.model.rows)

    def teardown(self):
        if hasattr(self, "ledger"):
            assert [one.row.id for one in self.ledger.claims()] == [row.id for row in self.model.known(Claim)]
            self.ledger.close()
        self.folder.cleanup()


CALM = {"deadline": None, "suppress_health_check": list(HealthCheck)}


class TestLedger(Machine.TestCase):
    """About a thousand steps each time."""

    settings = settings(max_examples=40, stateful_step_count=25, **CALM)


@pytest.mark.slow
class TestLedgerAtLength(Machine.TestCase):
    """A hundred thousand steps; about a quarter of an hour."""

    settings = settings(max_examples=2500, stateful_step_count=50, **CALM)

    def runTest(self):  # noqa: N802 (unittest's name)
        Machine.steps = 0
        super().runTest()
        print(f"{Machine.steps:,} steps")
        assert Machine.steps >= 100_000
