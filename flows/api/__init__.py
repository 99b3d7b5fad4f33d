"""Flows over HTTP, for the builder."""
