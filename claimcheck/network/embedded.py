"""The embedded model as a reader: an article in, evidence out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import torch
from torch import Tensor

from claimcheck.document import Document, Span
from claimcheck.errors import ModelError
from claimcheck.evidence import Candidate, Mention, ModelInfo, SentenceEvidence
from claimcheck.labels import DEFAULT_LABELS, DENIAL, LABELS, LabelText
from claimcheck.network import eightbit, store
from claimcheck.network.calibration import Calibration, read_calibration
from claimcheck.network.heads import TAGS
from claimcheck.network.network import Network, Vectors, speaker_share
from claimcheck.network.tensors import SPAN_TOKENS, ArticleTensors, build
from claimcheck.network.windows import SentenceTokens, TokenCutter, pack
from claimcheck.sentences import Sentence

MOST_SOURCES: Final = 8  # mentions kept a sentence
MOST_CLAIMS: Final = 6  # candidates kept a denial
WORTH_A_SPEAKER: Final = 0.9  # a sentence that is more surely "none" than this is not asked for its speaker
TAGGED: Final = 0.5  # a token is part of a cue or content where that is at least this probable
WORTH_A_LINK: Final = 0.1  # a sentence that is less surely a denial than this is not asked what it denies
DENIAL_COLUMN: Final = [text.name for text in DEFAULT_LABELS].index(DENIAL)
LEAD: Final = 2  # first sentences of a long article that every section sees: headline and lead state its main claims


class EmbeddedReader:
    """Reads articles with a model folder of ours.

    One pass of the encoder serves labels, speakers, clauses and links. An article of more than ``config.section``
    sentences is read in overlapping sections that each see the article's first sentences too, so that cost and
    memory grow linearly.
    """

    def __init__(
        self, network: Network, cutter: TokenCutter, calibration: Calibration, info: ModelInfo, labels: Sequence[LabelText] = ()
    ) -> None:
        """Take a network and read the texts of the labels once."""
        self.network, self.cutter, self.calibration, self.info = network, cutter, calibration, info
        self._custom = tuple(label.name for label in labels)
        texts = [text.description for text in (*DEFAULT_LABELS, *labels)]
        with torch.inference_mode():
            self.label_vectors = network.text_vectors([cutter.whole(text) for text in texts])

    @classmethod
    def from_folder(cls, folder: Path, *, name: str, labels: Sequence[LabelText] = ()) -> "EmbeddedReader":
        """Load a model folder, onto a GPU where there is one.

        Raises:
            ModelError: where the folder is incomplete or damaged.
        """
        network = store.load(folder).to("cuda") if torch.cuda.is_available() else store.load(folder, eight_bit=eightbit.pays())
        cutter = TokenCutter.from_folder(folder)
        if cutter.vocabulary > network.config.encoder.vocabulary:
            msg = f"{folder}: its tokenizer knows more tokens than its weights; it is another model's, install the model again"
            raise ModelError(msg)
        info = ModelInfo(name=name, revision=store.revision(folder))
        return cls(network, cutter, read_calibration(folder), info, labels)

    def read(
        self, document: Document, sentences: Sequence[Sentence], *, also: frozenset[int] = frozenset()
    ) -> tuple[SentenceEvidence, ...]:
        """Return the evidence for each sentence, in order.

        Args:
            document: the article.
            sentences: its sentences, in order.
            also: numbers of sentences that are asked for speaker and links even where this model sees no need.
        """
        spans = [s.span for s in sentences]
        tokens = self.cutter.cut(document.text, spans)
        out: list[SentenceEvidence | None] = [None] * len(spans)
        with torch.inference_mode():
            for members, own in self._sections(len(spans)):
                asked = [k for k, i in enumerate(members) if i in also]
                section = Section.read(self, document.text, [spans[i] for i in members], [tokens[i] for i in members], asked)
                for k, i in enumerate(members):
                    if i in own:
                        out[i] = section.evidence(k, members)
        return tuple(e for e in out if e is not None)

    def _sections(self, n: int) -> Iterator[tuple[list[int], range]]:
        """Yield the sentences that each section sees, and those that it decides about."""
        size, shared = self.network.config.section, self.network.config.section_overlap
        if n <= size:
            if n:
                yield list(range(n)), range(n)
            return
        start = 0
        decided = 0
        while decided < n:
            end = min(n, start + size)
            until = n if end == n else end - shared // 2
            lead = list(range(min(LEAD, start)))
            yield [*lead, *range(start, end)], range(decided, until)
            decided, start = until, start + size - shared


@dataclass(frozen=True, slots=True)
class Section:
    """A section after the network has read it: everything that evidence is taken from."""

    reader: EmbeddedReader
    article: ArticleTensors
    vectors: Vectors
    places: tuple[Span, ...]
    first_token: tuple[int, ...]
    labels: Tensor  # (N, L, 2) logits
    scores: Tensor  # (N, 4) probabilities
    sources: dict[int, tuple[tuple[Mention, ...], float]]
    links: dict[int, Tensor]  # (N + 1,) probabilities of a possible denial's candidates
    tags: Tensor  # (T, 3, 3) probabilities

    @classmethod
    def read(
        cls, reader: EmbeddedReader, text: str, spans: Sequence[Span], tokens: Sequence[SentenceTokens], asked: Sequence[int] = ()
    ) -> "Section":
        """Run the network over a section; the sentences ``asked`` get speaker and links in any case."""
        network, heat = reader.network, reader.calibration.temperatures
        config = network.config
        windows = pack(tokens, start=reader.cutter.start, end=reader.cutter.end, window=config.window, overlap=config.overlap)
        article = build(text, spans, tokens, windows).to(network.encoder.words.weight.device)
        vectors = network.read(article)
        labels = network.label(vectors.sentences, reader.label_vectors)
        raw = labels[:, : len(DEFAULT_LABELS), 0].softmax(1)
        scores = (labels[:, : len(DEFAULT_LABELS), 0] / heat.main).softmax(1)
        places = tuple(p for t in tokens for p in t.places)
        first = [0]
        for t in tokens:
            first.append(first[-1] + len(t.ids))
        asked_for = torch.zeros(len(spans), dtype=torch.bool, device=scores.device)
        asked_for[list(asked)] = True
        speaking = (asked_for | (scores[:, -1] < WORTH_A_SPEAKER)).nonzero()[:, 0]
        holds = (labels[:, DENIAL_COLUMN, 1] / heat.holds).sigmoid()
        denying = (asked_for | (scores[:, DENIAL_COLUMN] > WORTH_A_LINK) | (holds > WORTH_A_LINK)).nonzero()[:, 0]
        sources = _sources(network, vectors, article, speaking, heat.source, places)
        links: dict[int, Tensor] = {}
        if len(denying):
            pointers = network.source(vectors.sentences, vectors.tokens, article, denying)
            found = network.link(vectors.sentences, raw, speaker_share(pointers, article), article, denying)
            links = dict(zip(denying.tolist(), (found / heat.link).softmax(1).cpu(), strict=True))
        tags = network.tag(vectors.tokens).softmax(2).cpu()
        return cls(reader, article, vectors, places, tuple(first), labels.cpu(), scores.cpu(), sources, links, tags)

    def evidence(self, k: int, members: Sequence[int]) -> SentenceEvidence:
        """Return the evidence for sentence ``k`` of the section; ``members`` gives the article's indexes."""
        heat = self.reader.calibration.temperatures
        holds = (self.labels[k, :, 1] / heat.holds).sigmoid().tolist()
        sources, unnamed = self.sources.get(k, ((), 1.0))
        claims, absent = self._claims(k, members)
        return SentenceEvidence(
            scores=dict(zip((text.name for text in DEFAULT_LABELS), self.scores[k].tolist(), strict=True)),
            holds=dict(zip(LABELS, holds, strict=False)),
            custom=dict(zip(self.reader._custom, holds[len(DEFAULT_LABELS) :], strict=True)),  # noqa: SLF001
            sources=sources,
            unnamed=unnamed,
            cue=self._tagged(k, "cue"),
            content=self._tagged(k, "content"),
            clause=self._clause(k) if k in self.links else None,
            claims=claims,
            absent=absent,
        )

    def _claims(self, k: int, members: Sequence[int]) -> tuple[tuple[Candidate, ...], float]:
        if k not in self.links:
            return (), 1.0
        chances = self.links[k]
        best = chances[:-1].topk(min(MOST_CLAIMS, len(chances) - 1))
        found = zip(best.indices.tolist(), best.values.tolist(), strict=True)
        return tuple(Candidate(sentence=members[j], score=p) for j, p in found if j != k), chances[-1].item()

    def _clause(self, k: int) -> Mention | None:
        first, last = self.first_token[k], self.first_token[k + 1]
        if first == last:
            return None
        network, heat = self.reader.network, self.reader.calibration.temperatures
        own = self.vectors.tokens[first:last]
        edges = network.clause(self.vectors.sentences[k], own)
        begins, ends = self.article.begins[first:last], self.article.ends[first:last]
        pairs = edges[0].masked_fill(~begins, -1e4)[:, None] + edges[1].masked_fill(~ends, -1e4)[None, :]
        n = last - first
        best = int(pairs.masked_fill(torch.ones(n, n, dtype=torch.bool, device=pairs.device).tril(-1), -1e9).argmax())
        there = (network.clause.there(self.vectors.sentences[k])[0] / heat.clause).sigmoid().item()
        start, end = self.places[first + best // n].start, self.places[first + best % n].end
        return Mention(span=Span(start=start, end=end), score=there)

    def _tagged(self, k: int, tag: str) -> Mention | None:
        """Return the surest run of tokens with a tag in a sentence; its score is the mean over its tokens."""
        first, last = self.first_token[k], self.first_token[k + 1]
        chances = (1 - self.tags[first:last, TAGS.index(tag), 0]).tolist()
        best: tuple[float, int, int] | None = None
        t = 0
        while t < len(chances):
            if chances[t] < TAGGED:
                t += 1
                continue
            begin = t
            while t < len(chances) and chances[t] >= TAGGED:
                t += 1
            weight = sum(chances[begin:t])
            if best is None or weight > best[0]:
                best = (weight, begin, t)
        if best is None:
            return None
        weight, begin, end = best
        span = Span(start=self.places[first + begin].start, end=self.places[first + end - 1].end)
        return Mention(span=span, score=min(1.0, weight / (end - begin)))


def _sources(
    network: Network, vectors: Vectors, article: ArticleTensors, rows: Tensor, heat: float, places: Sequence[Span]
) -> dict[int, tuple[tuple[Mention, ...], float]]:
    """Return, for each of ``rows``, the best mentions of its speaker and the probability that nobody is named."""
    if not len(rows):
        return {}
    found = network.source(vectors.sentences, vectors.tokens, article, rows)
    r, t, _ = found.scores.shape
    everything = torch.cat([found.scores.reshape(r, t * SPAN_TOKENS), found.null[:, None]], 1)
    chances = (everything / heat).softmax(1)
    best = chances[:, :-1].topk(min(MOST_SOURCES, t * SPAN_TOKENS), dim=1)
    out = {}
    for row, values, indexes, null in zip(rows.tolist(), best.values.tolist(), best.indices.tolist(), chances[:, -1].tolist(), strict=True):
        mentions = []
        for value, index in zip(values, indexes, strict=True):
            token, length = divmod(index, SPAN_TOKENS)
            if value > 1e-3 and token + length < t:
                mentions.append(Mention(span=Span(start=places[token].start, end=places[token + length].end), score=value))
        out[row] = (tuple(mentions), null)
    return out
