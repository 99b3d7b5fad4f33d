"""Sentences that visitors write everywhere: what no category is about, unless its examples say so.

They show a set of few examples what other messages look like.
"""

from __future__ import annotations

_GENERAL = """
hello
hi there
good morning
hey, anybody there?
how are you today?
thank you very much
thanks, that helped
great, that is all for now
ok
okay, I see
yes please
no, not really
sorry, wrong chat
goodbye
have a nice weekend
who are you?
are you a robot?
what can you do?
tell me something funny
what is the weather like today?
I am just looking around
can you help me?
I have a question
please help
it does not work
what does that mean?
I do not understand
say that again please
could you explain this step by step?
where do I find this on your page?
how does this work?
how long does it take?
how much is it?
is that possible?
when are you open?
where is your office?
which languages do you speak?
do you have an app?
how do I change my password?
I cannot log in
I forgot my user name
the page does not load on my phone
how do I update my email address?
where can I download the manual?
do you deliver on Saturdays?
where is my parcel?
the parcel arrived damaged
can I change the delivery address?
which size should I take?
is this back in stock soon?
what is this made of?
does it come with a charger?
how do I connect it to the wifi?
the screen stays black
can I pay by card?
where do I enter my voucher code?
I did not get a confirmation email
can I get a copy of my invoice?
how do I add another person to my account?
what is the difference between the two plans?
do you offer a student discount?
are you hiring at the moment?
my name is on the list but I was not called
I wrote you last week and heard nothing
this is the third time I ask
see the picture that I sent
my number is 12345
I live in the north of the country
my neighbour told me about you
I will try it and come back
the last one was better
"""

BACKGROUND: tuple[str, ...] = tuple(line for line in _GENERAL.strip().splitlines())
