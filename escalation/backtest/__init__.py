"""Backtests: what other rules would have made of conversations that have taken place."""
