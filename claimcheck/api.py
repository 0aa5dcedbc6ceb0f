"""What programs call: ``claimcheck.check`` and ``claimcheck.load_model``."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from claimcheck import embedded
from claimcheck.document import Document
from claimcheck.evidence import ModelInfo, Reader
from claimcheck.labels import LabelText, Thresholds
from claimcheck.pipeline import Analysis, analyse


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A loaded model: it serves any number of articles.

    Attributes:
        reader: gives the evidence.
        thresholds: the cut-offs that belong to it.
        labels: labels of the user's own that it scores too.
    """

    reader: Reader
    thresholds: Thresholds
    labels: tuple[LabelText, ...] = ()

    @property
    def info(self) -> ModelInfo:
        """Name and revision."""
        return self.reader.info

    def check(self, document: Document) -> Analysis:
        """Check an article.

        Raises:
            InputError: where the article has no sentence.
            ModelError: where the model cannot be run.
        """
        analysis = analyse(document, self.reader, self.thresholds)
        if not self.labels:
            return analysis
        return replace(analysis, settings={**analysis.settings, "labels": {each.name: each.description for each in self.labels}})


def load_model(model: str | Path = embedded.DEFAULT, *, labels: Sequence[LabelText] = (), offline: bool = False) -> Model:
    """Load a model once, for many articles.

    Args:
        model: the name of an embedded model, the folder of one or of a Hugging Face NLI checkpoint, or the name of
            such a checkpoint on the hub.
        labels: labels of one's own: each gets a score for every sentence.
        offline: fetch nothing, even where ``model`` is on the hub and not yet on the disk.

    Raises:
        ModelError: where it cannot be found or loaded.
    """
    from claimcheck.network import open_reader  # noqa: PLC0415 - torch takes seconds to import

    own = tuple(labels)
    reader, thresholds = open_reader(model, labels=own, offline=offline)
    return Model(reader=reader, thresholds=thresholds, labels=own)


def check(article: str | Document, *, model: Model | None = None) -> Analysis:
    """Check an article: label its sentences, find who speaks, link each denial to what it answers.

    The same as ``claimcheck check`` prints and exports::

        analysis = claimcheck.check("The mayor denied that she had sold the harbour.")
        for finding in analysis.findings:
            print(finding.labelling.label, analysis.document.slice(finding.sentence.span))

    Args:
        article: its text, or a Document that says where it comes from too.
        model: from :func:`load_model`; the default model where None, loaded at the first call and kept.

    Raises:
        InputError: where the article has no sentence.
        ModelError: where the model cannot be loaded or run.
    """
    document = Document(text=article) if isinstance(article, str) else article
    return (model or _default()).check(document)


@cache
def _default() -> Model:
    return load_model()
