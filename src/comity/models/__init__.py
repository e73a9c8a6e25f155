"""A history and effects become estimates, with their diagnostics."""
