"""A model without weights, for tests of the command line: it goes by words and needs no torch.

As a program (``python tests/fake_model.py check …``) it is the claimcheck command with that model in place of any other. Two variables
steer it: ``FAKE_SLOW`` makes it wait that many seconds before each article after the first, ``FAKE_FAIL`` makes loading fail.
"""

import os
import re
import time
from collections.abc import Sequence
from pathlib import Path

from claimcheck import api
from claimcheck.document import Document, Span
from claimcheck.errors import ModelError
from claimcheck.evidence import Candidate, Mention, ModelInfo, SentenceEvidence
from claimcheck.labels import ALLEGATION, DENIAL, NONE, OFFICIAL, LabelText, Thresholds
from claimcheck.sentences import Sentence

# The first that stands in a sentence decides.
_WORDS = ((DENIAL, "denied"), (ALLEGATION, "accused"), (OFFICIAL, "said"))


class FakeReader:
    """Labels a sentence by a word in it; a denial answers the allegation before it."""

    def __init__(self, labels: Sequence[LabelText] = ()) -> None:
        """Score ``labels`` too: 1 where a sentence holds the name."""
        self.labels = labels
        self.read_documents: list[str] = []

    @property
    def info(self) -> ModelInfo:
        """Name and no revision."""
        return ModelInfo(name="fake", revision="0")

    def read(self, document: Document, sentences: Sequence[Sentence]) -> tuple[SentenceEvidence, ...]:
        """Return evidence by words."""
        if self.read_documents:
            time.sleep(float(os.environ.get("FAKE_SLOW", "0")))
        self.read_documents.append(document.id)
        evidence: list[SentenceEvidence] = []
        claims: list[int] = []
        for sentence in sentences:
            words = document.slice(sentence.span)
            label = next((name for name, word in _WORDS if word in words), NONE)
            found = re.search(r"denied|accused|said", words)
            start = sentence.span.start + (found.start() if found else 0)
            evidence.append(
                SentenceEvidence(
                    scores={name: 0.91 if name == label else 0.03 for name in (ALLEGATION, DENIAL, OFFICIAL, NONE)},
                    custom={each.name: float(each.name in words) for each in self.labels},
                    cue=Mention(span=Span(start=start, end=start + len(found[0])), score=0.9) if found else None,
                    claims=tuple(Candidate(sentence=index, score=0.8) for index in claims[-1:]),
                    absent=0.1 if claims else 0.9,
                )
            )
            if label == ALLEGATION:
                claims.append(sentence.index)
        return tuple(evidence)


def load_model(model: str | Path = "default", *, labels: Sequence[LabelText] = (), offline: bool = False) -> api.Model:
    """Take the place of ``claimcheck.load_model``."""
    if os.environ.get("FAKE_FAIL"):
        msg = f"no model {str(model)!r}{' (offline)' if offline else ''}: this is a test"
        raise ModelError(msg)
    return api.Model(reader=FakeReader(labels), thresholds=Thresholds(), labels=tuple(labels))


if __name__ == "__main__":
    api.load_model = load_model
    from claimcheck.__main__ import main

    main()
