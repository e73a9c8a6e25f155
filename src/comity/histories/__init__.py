"""Acts become arrays: events, risk sets, exogenous networks and attributes."""
