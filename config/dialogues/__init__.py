"""Recorded dialogues played again: the customer's words, through the socket that visitors use."""
