"""Pages: for each, a dataclass that holds all that its template shows, and the function that fills it."""
