"""Facts under test: run each entry's code and compare it with what the entry says."""
