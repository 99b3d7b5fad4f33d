"""Which of the managers' categories a message belongs to, or none, from a few examples of each."""
