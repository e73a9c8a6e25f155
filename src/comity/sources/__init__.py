"""A document comes in, is hashed, and is kept as it came."""
