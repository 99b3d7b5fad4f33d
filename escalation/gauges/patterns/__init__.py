"""Phrasings by language: what people write when they ask, object or promise. Plain Python.

Patterns run over a `words.Line`: folded words with single spaces, `.` and `,` as breaks.
"""
