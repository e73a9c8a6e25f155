"""Histories and effects -> estimates: relational event models and DyNAM.

``model``        what is explained, by which effects, under which convention
``file``         the same as TOML
``design``       a model on a history, as arrays of changes
``sums``         the likelihood of relational event, rate and choice models, following the changes
``coordination`` the likelihood of the coordination model
``dense``        the judge: the same likelihoods from the whole table, in plain NumPy
``newton``       the ascent, and whether it arrived
``candidates``   surprise, rank and rates
``fit``          the result
"""
