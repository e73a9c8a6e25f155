"""Claims and rulings are appended; acts and every view are derived from the rows."""
