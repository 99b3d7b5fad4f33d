"""Policies as JSON: for the rule editor, and for scripts of managers."""
