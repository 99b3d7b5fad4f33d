"""Wiring and settings; the only package that sees every app."""
