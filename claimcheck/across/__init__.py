"""A whole batch at once: who accuses whom, what nobody answers, the same claim in several articles, repeated denials.

Everything is taken from the results; no model runs. ``overview`` sorts it, ``tables`` prints it, ``index`` makes a page of it,
``record`` JSON; ``report`` does what ``claimcheck report`` does.
"""
