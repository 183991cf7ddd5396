"""Measurements: they print figures and fail on nothing. `python -m tests.benchmarks` or `make bench`."""
