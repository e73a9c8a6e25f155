"""Statistics of a history, one idea a file: its words, its policy and its kernel."""
