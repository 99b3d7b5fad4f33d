"""Requests that leave the house: bounded in time and size, and never to the inside of a network.

`guard` is what every request goes through, whoever makes it; `delivery` makes one call with a body;
`signing` lets the other side know that it was us.
"""
