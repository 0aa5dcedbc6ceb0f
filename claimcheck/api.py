"""What programs call: ``claimcheck.check`` and ``claimcheck.load_model``."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from claimcheck import embedded
from claimcheck.document import Document
from claimcheck.evidence import ModelInfo, Reader
from claimcheck.labels import LabelText, Thresholds
from claimcheck.pipeline import Analysis, analyse

_HUB_NAME: Final = re.compile(r"[\w.-]+/[\w.-]+", re.ASCII)


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
            ModelError: where the model cannot be run.
        """
        return analyse(document, self.reader, self.thresholds)


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
    own = tuple(labels)
    folder, name = _locate(model)
    if folder is not None and _is_ours(folder):
        from claimcheck.network.embedded import EmbeddedReader  # noqa: PLC0415 - torch takes seconds to import

        ours = EmbeddedReader.from_folder(folder, name=name, labels=own)
        return Model(reader=ours, thresholds=ours.calibration.thresholds, labels=own)
    from claimcheck.network.nli import NliReader  # noqa: PLC0415 - as above, and transformers

    theirs = NliReader.load(folder or name, labels=own, offline=offline)
    return Model(reader=theirs, thresholds=theirs.thresholds, labels=own)


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
        ModelError: where the model cannot be loaded or run.
    """
    document = Document(text=article) if isinstance(article, str) else article
    return (model or _default()).check(document)


@cache
def _default() -> Model:
    return load_model()


def _locate(model: str | Path) -> tuple[Path | None, str]:
    """Return the folder of a model and its name for the record; no folder where it is on the hub.

    A bare name is an embedded model's, whatever folders stand here; ``./name`` is a folder.

    Raises:
        ModelError: where it is none of these.
    """
    named = str(model)
    path = Path(model)
    bare = isinstance(model, str) and path.parts == (named,)
    if bare and named in embedded.names():
        return embedded.folder(named), named
    if (path / embedded.CONFIG).is_file():
        return path, path.resolve().name
    # A path whose beginning is there but not its end is a slip of the pen, not a name on the hub.
    if _HUB_NAME.fullmatch(named) and not path.exists() and not path.parent.exists():
        return None, named
    return embedded.folder(named), named


def _is_ours(folder: Path) -> bool:
    """Whether a folder holds a model of claimcheck's own kind; what is damaged is for its loader to tell."""
    try:
        config = json.loads((folder / embedded.CONFIG).read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(config, dict) and str(config.get("architecture", "")).startswith("claimcheck-")
