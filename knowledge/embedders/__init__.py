"""The sentence embedders: local models that come as package data."""
