"""Reading of sources: addresses, the guarded fetcher, robots rules, runs and what is taken."""
