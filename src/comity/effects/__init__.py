"""Statistics of a history, one idea a file: its words, its policy and its kernel.

How to add an effect
--------------------
1. Choose the module of its family (``ties``, ``degrees``, ``closure``, ``covariates``, …) or a new one, listed in
   ``registry._MODULES``.

2. Write its plain definition: ``define(past, options, i, j) -> float``, the statistic of the candidate i -> j, from a
   ``Past``: ``past.x(options)`` is the network as the options read it (weights or 0 and 1, window, decay),
   ``past.events(kind)`` the earlier events, ``past.z(name)`` an attribute, ``past.t`` the time, ``past.senders`` and
   ``past.receivers`` the indices. Obvious and slow; it shares nothing with the kernel.

3. Write its policy: ``compute(reader, options) -> Column``. ``reader.cells(...)`` (or ``ties.cells_of``) gives the
   changes of a network's cells (``Cells``), ``reader.attribute(name)`` a stream over nodes, ``reader.timeline`` the
   readings. The policy calls a kernel and wraps what comes back:

   - ``Column(sender=stream)`` for a statistic of the sender, ``Column(receiver=stream)`` for one of the receiver
     (``degrees.at_side`` follows the ``type`` option), ``Column(dyad=stream)`` for one of dyads, whose keys are
     ``i * n2 + j``. A column may have all three; it is their sum. Prefer the actors' parts: they cost one change
     where dyads cost a row.
   - ``Stream.from_deltas(step, key, delta, n_keys)`` sums what a kernel adds; ``Stream.from_values`` keeps the last
     value in a step. Both drop changes that change nothing. Steps are indices of readings and must not decrease.
     Whatever is never named is 0, and everything that holds before the first event is a change of step 0.

   A kernel (``@njit(cache=True)``) takes arrays, knows no options, and says in its docstring what they are.
   It must not emit the diagonal of one-mode data (dyads that are not at risk may have any value otherwise).
   Do not apply ``transform``, ``ignore_repetitions`` or ``scaling = "std"``: ``models.design.finish`` does that to
   every effect, and ``check.plain`` to every definition. ``scaling = "prop"`` is the effect's own.

4. ``register(Effect(...))`` with its words, formula, options, the processes in which it is identified, its source,
   and ``also``: other programs' names, each with the options that give that program's convention
   (``{"goldfish:trans": {"combiner": "binary"}}``). ``needs`` lists options without which it means nothing.

5. Run ``check_effect("its name")``: kernel against definition on random histories, at every combination of its
   options, under every convention. The tests do the same for every registered effect, and docs/reference/effects.md
   is generated from the registry (``make docs``).
"""

from comity.effects.check import check_effect
from comity.effects.registry import Effect, effects, find, register

__all__ = ["Effect", "check_effect", "effects", "find", "register"]
