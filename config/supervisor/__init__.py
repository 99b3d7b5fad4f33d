"""Starts, watches and stops the processes that make up a running Baton; standard library only.

Nothing here imports Django: the supervisor stays small, and a command that needs a database can
start one before settings are read. `up` runs the whole product, `embedded` lends data services
to one command.
"""
