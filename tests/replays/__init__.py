"""Verdicts kept from one build to the next."""
