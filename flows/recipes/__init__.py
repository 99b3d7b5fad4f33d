"""Flows to begin with, one for each use that teams have for them; pure."""
