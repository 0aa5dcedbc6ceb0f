"""Reviews: a person accepts, corrects and rejects findings in the browser; corrections become gold.

judgement    what a person says of one sentence, and what an article is with that
corrections  the file of corrections: one a line, only ever added to
reviewed     an article with all that was said of it so far
session      one review: articles, corrections, and what is shown of them
guard        who may talk to the server: this computer, this address, this page
server       the addresses of the review, and the server itself
pages        the pages that it serves
gold         from results and corrections to the gold that ``claimcheck evaluate`` and training read
"""
