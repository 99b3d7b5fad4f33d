"""Prepares a checkout and runs the tasks behind `make`, with nothing but a system Python.

Standard library only; `__main__` must even parse on old Pythons, to say that they are too old.
"""
