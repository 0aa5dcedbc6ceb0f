"""The whole way of an article: sentences, labels, attribution, pairs."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from claimcheck.attribution import Attribution, attribute
from claimcheck.document import Document
from claimcheck.errors import InputError
from claimcheck.evidence import ModelInfo, Reader
from claimcheck.files import shown
from claimcheck.labels import Labelling, Thresholds, label
from claimcheck.pairs import Declined, Link, declined, pair, unanswered
from claimcheck.sentences import Sentence, split


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


def analyse(document: Document, reader: Reader, thresholds: Thresholds) -> Analysis:
    """Check one article: every finding there is in it.

    Args:
        document: the article.
        reader: the model.
        thresholds: the cut-offs that belong to it.

    Raises:
        InputError: where the article has no sentence.
        ModelError: where the model cannot be run.
    """
    sentences = split(document)
    if not sentences:
        msg = f"{shown(document.origin or document.id)}: no sentence in it; is there an article's text in the input?"
        raise InputError(msg)
    evidence = reader.read(document, sentences)
    labellings = tuple(label(s, e, thresholds) for s, e in zip(sentences, evidence, strict=True))
    attributions = attribute(document, sentences, labellings, evidence, thresholds)
    links = pair(document, sentences, labellings, attributions, evidence, thresholds)
    findings = zip(sentences, labellings, attributions, strict=True)
    return Analysis(
        document=document,
        findings=tuple(Finding(sentence=s, labelling=k, attribution=a) for s, k, a in findings),
        links=links,
        unanswered=unanswered(labellings, links),
        declined=declined(document, sentences, labellings, attributions),
        model=reader.info,
        settings={"model": reader.info.name, "thresholds": thresholds.to_dict()},
    )
