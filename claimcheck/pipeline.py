"""The whole way of an article: sentences, labels, attribution, pairs."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from claimcheck.attribution import Attribution
from claimcheck.document import Document
from claimcheck.evidence import ModelInfo
from claimcheck.labels import Labelling
from claimcheck.pairs import Declined, Link
from claimcheck.sentences import Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One sentence of the article with all that was found of it (label ``none`` included)."""

    sentence: Sentence
    labelling: Labelling
    attribution: Attribution


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """All that claimcheck says of one article.

    Attributes:
        document: the article.
        findings: one for every sentence, in order; ``findings[i].sentence.index == i``.
        links: what each denial answers; every denial has at least one link. Ordered by denial, then best first.
        unanswered: indexes of allegations that no denial in the article answers.
        declined: claims whose target would not comment.
        model: which model gave the labels.
        settings: what was set for this run (model name, thresholds, labels), for the record.
    """

    document: Document
    findings: tuple[Finding, ...]
    links: tuple[Link, ...]
    unanswered: tuple[int, ...]
    declined: tuple[Declined, ...]
    model: ModelInfo
    settings: Mapping[str, object] = field(default_factory=dict)
