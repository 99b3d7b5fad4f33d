"""Benchmarks: what a message, a handoff and an answer cost, beside a bare server in the same run.

They are measurements, no tests: nothing passes or fails. How to read them: docs/performance.md.
"""
