"""Documents become claims, each with the span it was read from."""
