"""Who can act: states and governments, their names through time, memberships, neighbours, powers."""
