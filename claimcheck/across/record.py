"""The report on a batch as JSON: articles and sentences by their numbers from 0, as in the results."""

from typing import Any

from claimcheck import __version__
from claimcheck.across.findings import Article, Claim, Said
from claimcheck.across.likeness import SAME
from claimcheck.across.overview import Group, Overview

Record = dict[str, Any]


def to_record(found: Overview) -> Record:
    """Make the record."""
    return {
        "tool": {"name": "claimcheck", "version": __version__},
        "settings": {"same_claim_from": SAME},
        "counts": {"claims": found.claims, "distinct_claims": found.distinct, "denials": found.denials},
        "articles": [_article(article) for article in found.articles],
        "accusations": [
            {
                "accused": each.accused,
                "accuser": each.accuser,
                "doubtful": each.doubtful,
                "claims": [_said(said) for said in each.claims],
            }
            for accused in found.accused
            for each in accused.by
        ],
        "same_claims": [_group(group) for group in found.same],
        "no_reply": [_group(group) for group in found.open],
        "repeated_denials": [
            {
                "articles": list(repeat.articles),
                "deniers": [name or None for name in repeat.deniers],
                "denials": [_said(said) for said in repeat.denials],
                "claim": None if repeat.claim is None else _said(repeat.claim),
            }
            for repeat in found.repeats
        ],
    }


def _article(article: Article) -> Record:
    return {
        "article": article.number,
        "id": article.id,
        "title": article.title,
        "about": list(article.about),
        "origin": article.origin,
        "url": article.url or None,
    }


def _group(group: Group) -> Record:
    return {
        "articles": list(group.articles),
        "denied_by": [name or None for name in group.deniers],
        "no_comment_from": [name or None for name in group.decliners],
        "no_reply_in": list(group.unanswered_in),
        "claims": [_claim(claim) for claim in group.claims],
    }


def _claim(claim: Claim) -> Record:
    replies = [
        {"article": reply.said.article, "sentence": reply.said.index, "score": round(reply.score, 4), "doubtful": reply.doubtful}
        for reply in claim.replies
    ]
    refusals = [{"article": said.article, "sentence": said.index} for said in claim.refusals]
    return {**_said(claim.said), "replies": replies, "declined": refusals}


def _said(said: Said) -> Record:
    return {
        "article": said.article,
        "sentence": said.index,
        "label": said.label,
        "score": round(said.score, 4),
        "doubtful": said.doubtful,
        "speaker": said.speaker or None,
        "speaker_doubtful": said.unsure,
        "words": said.words,
        "complete": not said.cut,
    }
