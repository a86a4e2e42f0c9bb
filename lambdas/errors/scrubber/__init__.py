"""What an error report says of a person is taken out.

An event of Sentry's goes into ``events.scrub`` and comes out built anew from an allow-list, with its texts scrubbed;
``reports`` makes a report of that. Nothing here knows a clock, a network or who has sent it. The rules for texts run in
the order of ``texts``, over the one spelling of ``spelling``.
"""
