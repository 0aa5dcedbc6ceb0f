"""Any Hugging Face NLI checkpoint as a reader: does the label's description follow from the sentence?

The premise is the sentence, the hypothesis the description of a label in a template. The main label is decided by the
entailment of the four descriptions against each other (softmax over them, as in zero-shot classification), whether a
label holds at all by entailment against contradiction. Nothing here is calibrated: these are a stranger's scores.

Such a checkpoint says nothing of speakers and links. These come from an embedded model, the companion.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Protocol

import torch
from torch import Tensor

from claimcheck.document import Document
from claimcheck.errors import SettingsError
from claimcheck.evidence import ModelInfo, SentenceEvidence
from claimcheck.labels import DEFAULT_LABELS, LABELS, NONE, LabelText
from claimcheck.network.checkpoint import Checkpoint
from claimcheck.network.embedded import WORTH_A_SPEAKER
from claimcheck.sentences import Kind, Sentence

CHUNK: Final = 256  # sentences that are encoded at a time, so that memory does not grow with the article
# Tokens in one batch, padding included. On two cores 1024 took three quarters of the time of 4096 (MiniLM's shape); a GPU wants more.
BATCH_TOKENS: Final = 1024
BATCH_TOKENS_GPU: Final = 16384
LONGEST: Final = 20 * 512  # characters of a premise: far more than a pair may hold, so that a sentence of a megabyte costs no more
HERE: Final = "{}"  # where the description goes in a template


class Companion(Protocol):
    """What finds speakers and links: an embedded model's reader."""

    def read(self, document: Document, sentences: Sequence[Sentence], *, also: frozenset[int] = ...) -> tuple[SentenceEvidence, ...]:
        """Return the evidence for each sentence; those in ``also`` (indexes) are asked for speaker and links in any case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """How premise and hypothesis are worded.

    Attributes:
        template: the hypothesis; ``{}`` stands for the label's description.
        context: whether the premise begins with the preceding sentence; measured worse (docs/model.md), so not by default.

    Raises:
        SettingsError: where the template has no place for the description.
    """

    template: str = HERE
    context: bool = False

    def __post_init__(self) -> None:
        """Refuse a template that says the same of every label."""
        if HERE not in self.template:
            msg = f"the template {self.template!r} has no {HERE}; write {HERE} where the label's description is to stand"
            raise SettingsError(msg)


DEFAULT_WORDING: Final = Wording()


class NliReader:
    """Reads articles with an NLI checkpoint, one pair for each sentence and label."""

    def __init__(
        self,
        checkpoint: Checkpoint,
        *,
        labels: Sequence[LabelText] = (),
        companion: Companion | None = None,
        wording: Wording = DEFAULT_WORDING,
    ) -> None:
        """Take a checkpoint and word the hypotheses.

        Raises:
            SettingsError: where a description is too long for the checkpoint.
        """
        self.checkpoint, self.companion, self.wording = checkpoint, companion, wording
        self._custom = tuple(text.name for text in labels)
        texts = (*DEFAULT_LABELS, *labels)
        said = [checkpoint.hypotheses.get(text.name, text.description) for text in DEFAULT_LABELS] + [text.description for text in labels]
        self._hypotheses = [_plain(wording.template.replace(HERE, text)) for text in said]
        for text, hypothesis in zip(texts, self._hypotheses, strict=True):
            length = len(checkpoint.tokenizer(hypothesis)["input_ids"])
            if 2 * length > checkpoint.most_tokens:
                most = f"{checkpoint.info.name} reads {checkpoint.most_tokens} at once, sentence included"
                msg = f"label {text.name!r}: its description has {length} tokens, and {most}; shorten it"
                raise SettingsError(msg)

    @classmethod
    def from_name(
        cls,
        name: str | Path,
        *,
        labels: Sequence[LabelText] = (),
        offline: bool = False,
        companion: Companion | None = None,
        wording: Wording = DEFAULT_WORDING,
    ) -> "NliReader":
        """Load a checkpoint.

        Args:
            name: its folder, or its name on the hub: fetched at the first use, never again asked for after that.
            labels: labels of the user's own.
            offline: fetch nothing.
            companion: finds speakers and links; without it there are none.
            wording: of premise and hypothesis.

        Raises:
            ModelError: where it cannot be found, is no NLI checkpoint, or is damaged.
            SettingsError: where a label's description is too long for it.
        """
        return cls(Checkpoint.load(name, offline=offline), labels=labels, companion=companion, wording=wording)

    @property
    def info(self) -> ModelInfo:
        """The checkpoint's name, and its commit on the hub or a hash of its files."""
        return self.checkpoint.info

    def read(self, document: Document, sentences: Sequence[Sentence]) -> tuple[SentenceEvidence, ...]:
        """Return the evidence for each sentence, in order; furniture of the page is not read and is none.

        Raises:
            ModelError: where the checkpoint cannot be run.
        """
        asked = [k for k, sentence in enumerate(sentences) if sentence.kind is not Kind.FURNITURE]
        main = torch.tensor([float(text.name == NONE) for text in DEFAULT_LABELS]).repeat(len(sentences), 1)
        holds = torch.zeros(len(sentences), len(self._hypotheses))
        if asked:
            premises = [self._premise(document, sentences, k) for k in asked]
            logits = score(self.checkpoint, premises, self._hypotheses, keep_end=self.wording.context)
            classes = self.checkpoint.classes
            entailed = logits[:, :, classes.entailment]
            main[asked] = entailed[:, : len(DEFAULT_LABELS)].softmax(1)
            holds[asked] = (entailed - logits[:, :, list(classes.against)].logsumexp(2)).sigmoid()
        names = [text.name for text in DEFAULT_LABELS]
        scored = [dict(zip(names, row, strict=True)) for row in main.tolist()]
        return tuple(
            replace(
                evidence,
                scores=scores,
                holds=dict(zip(LABELS, row, strict=False)),
                custom=dict(zip(self._custom, row[len(DEFAULT_LABELS) :], strict=True)),
            )
            for evidence, scores, row in zip(self._beside(document, sentences, scored), scored, holds.tolist(), strict=True)
        )

    def _beside(self, document: Document, sentences: Sequence[Sentence], scored: list[dict[str, float]]) -> Iterable[SentenceEvidence]:
        """Return evidence of speakers and links, the labels' scores still to be replaced."""
        if self.companion is None:
            return (SentenceEvidence(scores=scores) for scores in scored)
        also = frozenset(k for k, scores in enumerate(scored) if scores[NONE] <= WORTH_A_SPEAKER)
        return self.companion.read(document, sentences, also=also)

    def _premise(self, document: Document, sentences: Sequence[Sentence], k: int) -> str:
        text = document.slice(sentences[k].span)[:LONGEST]
        if self.wording.context and k and sentences[k - 1].kind is not Kind.FURNITURE:
            text = f"{document.slice(sentences[k - 1].span)[-LONGEST:]} {text}"
        return _plain(text)


def score(checkpoint: Checkpoint, premises: Sequence[str], hypotheses: Sequence[str], *, keep_end: bool = False) -> Tensor:
    """Return (premises, hypotheses, classes): what a checkpoint says of every premise with every hypothesis.

    Args:
        checkpoint: what to ask.
        premises: cut where they are too long,
        hypotheses: which are never cut.
        keep_end: whether a premise is cut at its beginning rather than its end.

    Raises:
        ModelError: where the checkpoint cannot be run.
    """
    many = len(hypotheses)
    most = BATCH_TOKENS if checkpoint.model.device.type == "cpu" else BATCH_TOKENS_GPU
    out = []
    for first in range(0, len(premises), CHUNK):
        chunk = premises[first : first + CHUNK]
        pairs = checkpoint.encode([premise for premise in chunk for _ in hypotheses], list(hypotheses) * len(chunk), keep_end=keep_end)
        rows: list[Tensor | None] = [None] * len(pairs)
        for batch in batches([len(pair["input_ids"]) for pair in pairs], most):
            for k, row in zip(batch, checkpoint.logits([pairs[k] for k in batch]), strict=True):
                rows[k] = row
        out.append(torch.stack([row for row in rows if row is not None]).view(len(chunk), many, -1))
    return torch.cat(out)


def batches(lengths: Sequence[int], most: int) -> Iterator[list[int]]:
    """Yield all indexes, longest first, in batches of at most ``most`` tokens when padded to their longest, or of one."""
    batch: list[int] = []
    for k in sorted(range(len(lengths)), key=lambda k: -lengths[k]):
        if batch and (len(batch) + 1) * lengths[batch[0]] > most:
            yield batch
            batch = []
        batch.append(k)
    if batch:
        yield batch


def _plain(text: str) -> str:
    """Replace lone surrogates, which no tokenizer takes."""
    return text if text.isascii() else "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)
