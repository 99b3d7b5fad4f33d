"""Measuring the assistant on question sets: the turns of the product without its conversations.

It stands above `knowledge` and `escalation`, because what a visitor would get depends on both.
"""
