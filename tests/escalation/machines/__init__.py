"""Visitors, assistant, people, sweepers and deaths of processes, in any order."""
