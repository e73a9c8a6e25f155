"""Who acts next, how sure that is, and what would change it."""
