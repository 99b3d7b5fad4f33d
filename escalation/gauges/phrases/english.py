"""English examples."""

from __future__ import annotations

from escalation.gauges.phrases.base import examples

ENGLISH = examples(
    human_request="""
        I want to speak to a human
        can I talk to a real person please
        please connect me with an agent
        get me a representative
        is there somebody I could talk to about this
        let me chat with someone from your team
        I'd rather discuss this with a person than with a machine
        could one of your colleagues take over from here
        agent please
        human
        speak to customer support
        transfer me to an operator
        I need to talk to your manager
        can somebody call me back
        put me through to someone who knows about invoices
        I am done with this bot, give me a person
        how do I reach a live agent
        who can I speak with about my contract
        need help from an actual human being
        I'd like to be connected to support staff
        can a member of staff look at this with me
        are there any real people I can write to
        stop the automatic answers, I want somebody real
        this needs a human, please hand me over
        help me to get in touch with a service employee
        I would prefer to deal with a person
        call a supervisor
        forward me to the sales team please
        no more robots, a person please
        could you escalate this to someone
        is anyone there who can help me in person
        I have asked twice now, let me speak with somebody else
        want to chat to a live advisor
        may I have a word with one of your consultants
    """,
    not_human_request="""
        are you a bot
        are you a human or a machine
        am I chatting with a real person right now
        is this an AI answering me
        you sound like a robot
        I don't want to talk to a human
        please do not connect me to an agent
        no need for a person, just tell me the price
        I'd rather not speak with anybody
        no human please, you are doing fine
        there is no need to transfer me
        I do not need an operator
        don't put me through to anyone
        where is the operator manual for this pump
        how do I become an estate agent
        what does a travel agent cost
        how do I add a team member to my account
        the agent I spoke to yesterday was very helpful
        your colleague already answered that
        I talked to someone last week and got a refund
        how many people can share one ticket
        can I name another person as the driver
        what are the opening hours of customer service
        do you have an email address
        my manager has to approve the order
        how do I assign the human resources role to a user
        which browser agents do you support
        can two people use the same login
        I need help with my order
        can you help me
        I need assistance with a payment
        where can I find my invoice
        how do I change my password
        I want to cancel my booking
        please send me the form
        what is your phone number
        my representative in the contract has changed
        the person who ordered it has moved
        is the assistant available at night too
        thanks, that is all
        transfer 50 dollars to my savings
        I want to change the contact person of my company
        connect my phone to the speaker
    """,
    frustration="""
        this is ridiculous, I have been waiting for two weeks
        I'm fed up with this
        why is it so hard to get a simple answer
        you are not helping at all
        this is the third time I explain the same thing
        I am really annoyed by now
        what a waste of time
        your service is a joke
        nothing works and nobody cares
        I have had enough of this nonsense
        that is completely useless
        how many times do I have to repeat myself
        I'm so angry about this
        absolutely unacceptable
        worst experience I ever had with a shop
        are you kidding me
        I am losing my patience here
        this is driving me crazy
        stop sending me the same link over and over
        still not working and you keep telling me the same rubbish
        you took my money twice and nobody answers
        I'm very disappointed in how you treat customers
        this is a complete disaster
        I regret buying anything from you
        seriously, again the same error?
        you people are incompetent
        I want my money back NOW
        no, that is not what I asked, read my message
        terrible support, never again
        I can't believe how badly this is handled
        I am sick of being sent in circles
        that answer is worthless
        WHY does this keep happening
        your website is awful and slow
        forget it, you clearly don't understand anything
        so you just cancelled it without telling me, great
        unbelievable, another delay
        I feel cheated
        this is getting on my nerves
        are you even reading what I write
    """,
    not_frustration="""
        how do I reset my password
        could you please check the status of my order
        the page shows an error, what should I do
        thank you, that solved it
        great, thanks a lot for your patience
        my parcel arrived damaged, how can I return it
        I think there is a small mistake on my invoice
        sorry, I meant the other account
        no problem, take your time
        I would like to cancel my subscription
        what is the difference between the two plans
        do you ship to Norway
        it does not start when I press the button
        I was charged twice, can you have a look
        the blue one looks wonderful
        okay, I will try that
        is it possible to change the delivery address
        my card was declined yesterday
        I lost my ticket, what now
        when does the shop open on Sundays
        yes please
        no thanks
        I am not sure which size I need
        haha, good one
        can I pay by invoice
        how do I file a complaint
        the app is a bit slow today, is there maintenance
        I have not received my confirmation mail yet
        hello, I have a question about my contract
        that makes sense, thank you
        I need to report a stolen card
        please delete my account
        what happens if I miss the deadline
        the battery is dead, which one do I need
        how long does a refund take
        I would like to make a complaint about a late delivery
        it says access denied when I log in
        perfect, just what I needed
        I want a refund for order 1143
        not yet, I will let you know
    """,
    abuse="""
        you are an idiot
        fuck you
        shut up you stupid machine
        you useless piece of shit
        go to hell
        are you brain dead or what, moron
        you are the dumbest thing I ever met
        screw you and your company
        kiss my ass
        you filthy liar
        eat shit
        what an asshole you are
        suck my dick
        send me naked pictures
        do you want to have sex with me
        what are you wearing, sexy
        I will find you and hurt you
        I hope you die
        I'm going to kill whoever is in charge
        people like you should be beaten
        you bitch
        go fuck yourself
        stupid cow
        you are ugly and worthless
        dumb bastard
        all of you are scum
        show me your boobs
        shut your mouth, loser
        I will burn your office down
        you retard
        nobody likes you, freak
        bite me, you clown
        get lost, you brainless robot
    """,
    not_abuse="""
        this damn printer does not work
        I need my bloody refund
        oh shit, I forgot my password
        this is annoying
        I am angry about the delay
        the service is bad
        your answer is wrong
        you did not understand me
        the knife arrived with a broken handle
        how do I kill a process that hangs
        my dog ate the manual
        do you sell pig feed
        what a stupid mistake of mine
        is the sex of the cat given on the form
        the hell of a deal, thank you
        I hate waiting
        are you a robot
        you are just a program
        how old are you
        who made you
        I don't like this colour
        this product is useless to me, can I return it
        that was dumb of me, sorry
        stop sending me the newsletter
        leave me alone with the offers please
        I will go to a lawyer
        the shower head sprays too hard
        what does the beating heart icon mean
        hello
        tell me a joke
        no
        I do not want to talk about that
        because I have to
        you already asked me that
    """,
)
