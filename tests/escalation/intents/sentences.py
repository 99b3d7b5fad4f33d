"""Sentences of a small desk: five categories with eight examples, new messages, and other ones."""

from __future__ import annotations

from escalation.intents.types import Example

DESK: dict[str, str] = {
    "cancellation": """
        I want to cancel my subscription
        please close my account
        how do I end my contract?
        stop my plan at the end of the month
        I don't need your service any more
        terminate my membership
        cancel everything today
        I am leaving, delete my account
    """,
    "billing": """
        you charged me twice
        my invoice is wrong
        why did I pay more this month?
        there is a payment I do not recognise
        I dispute this charge
        I was billed after I had cancelled
        the amount on my bill is too high
        I want my money back for the wrong charge
    """,
    "sales": """
        I would like a quote for 50 users
        can somebody show me a demo?
        we want to buy the enterprise plan
        what discount do you give for large orders?
        we are comparing vendors and need an offer
        how much would it cost for our company?
        I'd like to talk about pricing for my team
        we want to upgrade to more seats
    """,
    "outage": """
        your service is down
        nothing loads, is there an outage?
        the whole site is unreachable
        all our users get error 500
        the system has been offline since this morning
        we cannot reach the server
        is everything broken right now?
        the app stopped working for everybody
    """,
    "legal": """
        I will take legal action
        my lawyer will contact you
        I request all data that you store about me under the GDPR
        this is a breach of data protection law
        I want to file a complaint with the regulator
        delete my personal data as the law requires
        who is your data protection officer?
        you will hear from my attorney
    """,
}
NEW: dict[str, str] = {
    "I would like to cancel my plan please": "cancellation",
    "close my account now": "cancellation",
    "how can I terminate the subscription": "cancellation",
    "I was charged two times this month": "billing",
    "the invoice you sent me is not correct": "billing",
    "could we get an offer for 200 seats?": "sales",
    "we are interested in the enterprise plan, can we have a demo": "sales",
    "the site is down for all of us": "outage",
    "is there an outage at the moment?": "outage",
    "my attorney will be in touch about this": "legal",
    "send me all personal data you have stored, GDPR request": "legal",
}
OTHERS = """
    hello there
    thank you, that was very kind
    which colour does the sofa come in?
    how do I reset my password?
    can I bring my dog to the museum?
    the zip of my jacket is stuck
    what time does the train leave on Sunday?
    do you sell gift cards?
    my parcel went to the neighbours
    how do I change the language of the app?
    what is the capital of Peru?
    can I pick it up in the shop?
    where can I park?
    my daughter would like to join the swimming course
    does the lamp need a special bulb?
"""


def lines(block: str) -> list[str]:
    """The sentences of a block."""
    return [line.strip() for line in block.strip().splitlines()]


def examples(most: int = 8, *only: str) -> list[Example]:
    """At most so many examples of each category, or of these categories."""
    return [
        Example(text, intent)
        for intent, block in DESK.items()
        if not only or intent in only
        for text in lines(block)[:most]
    ]
