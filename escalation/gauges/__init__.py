"""Gauges measure: pure functions from text and history to readings."""
