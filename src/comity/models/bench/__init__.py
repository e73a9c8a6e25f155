"""What a fit must answer before anyone believes it."""
