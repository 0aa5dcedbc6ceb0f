"""What is minimised, head by head. Every function returns a mean over its rows, or None where an article has no row."""

from typing import Final

import torch
from torch import Tensor
from torch.nn import functional

from claimcheck.network.heads import LINK_HEADS, MASKED
from claimcheck.network.network import Network, Vectors, speaker_share
from claimcheck.network.tensors import ArticleTensors
from claimcheck.training.targets import Denial, Targets

WEIGHTS: Final = {
    "main": 1.0,  # which of the four labels
    "holds": 0.5,  # each label for itself: second labels, and what the user's own labels are scored by
    "source": 0.25,  # pointer to the speaker's name
    "link": 0.75,  # which sentence states the rejected claim
    "embedded": 0.3,  # whether the denial states it itself
    "clause": 0.2,  # where in the denial
    "claim": 0.15,  # the claim in plain words against the sentences that state it
    "tag": 0.5,  # PolNeAR's source, cue and content
    "nli": 0.4,  # entailment, to stay zero-shot
}


def label_losses(network: Network, vectors: Vectors, labels: Tensor, target: Targets) -> dict[str, Tensor]:
    """Return the losses of ``main`` and ``holds``; ``labels`` (4, D) are label text vectors in ``MAIN``'s order."""
    if target.main is None or target.holds is None:
        return {}
    logits = network.label(vectors.sentences, labels)
    main = -(target.main * logits[:, :, 0].log_softmax(1)).sum(1).mean()
    return {"main": main, "holds": functional.binary_cross_entropy_with_logits(logits[:, :3, 1], target.holds)}


def source_loss(network: Network, vectors: Vectors, article: ArticleTensors, target: Targets) -> Tensor | None:
    """Return -log of the probability that falls on any mention of the right speaker, or on nobody."""
    if not target.sources:
        return None
    rows = torch.tensor([i for i, _ in target.sources])
    scores = network.source(vectors.sentences, vectors.tokens, article, rows)
    r, t, k = scores.scores.shape
    everything = torch.cat([scores.scores.reshape(r, t * k), scores.null[:, None]], 1)
    total = everything.logsumexp(1)
    lost = []
    for row, (_, spans) in enumerate(target.sources):
        places = torch.tensor([token * k + length for token, length in spans] or [t * k])
        right = everything[row, places].logsumexp(0)
        if right > MASKED / 2:  # a name that is no run of whole words inside one sentence cannot be pointed at
            lost.append(total[row] - right)
    return torch.stack(lost).mean() if lost else None


def link_losses(
    network: Network, vectors: Vectors, labels: Tensor, article: ArticleTensors, denials: tuple[Denial, ...]
) -> dict[str, Tensor]:
    """Return the losses of ``link``, ``embedded`` and ``clause`` over an article's denials."""
    if not denials:
        return {}
    rows = torch.tensor([d.sentence for d in denials])
    with torch.no_grad():
        chances = network.label(vectors.sentences, labels)[:, :, 0].softmax(1)
        share = speaker_share(network.source(vectors.sentences, vectors.tokens, article, rows), article)
    scores = network.link(vectors.sentences, chances, share, article, rows)
    n = article.sentences
    right = torch.stack([scores[r, list(d.answers) or [n]].logsumexp(0) for r, d in enumerate(denials)])
    # the plainest statement comes first in the gold: a third of the weight is on it alone
    first = torch.stack([scores[r, d.answers[0] if d.answers else n] for r, d in enumerate(denials)])
    everything = scores.logsumexp(1)
    there = network.clause.there(vectors.sentences[rows])[:, 0]
    losses = {
        "link": (everything - right * (2 / 3) - first / 3).mean(),
        "embedded": functional.binary_cross_entropy_with_logits(there, torch.tensor([float(d.embedded) for d in denials])),
    }
    clauses = []
    for d in denials:
        if d.clause:
            edges = network.clause(vectors.sentences[d.sentence], vectors.tokens[article.segment == d.sentence])
            clauses.append(functional.cross_entropy(edges, torch.tensor(d.clause)))
    if clauses:
        losses["clause"] = torch.stack(clauses).mean()
    return losses


def claim_loss(network: Network, vectors: Vectors, claims: Tensor, denials: tuple[Denial, ...]) -> Tensor:
    """Return how badly the claims in plain words (C, D) find the sentences that state them, and the denials find the claims."""
    said = network.link.query(network.label.text(claims))
    keys, queries = network.link.key(vectors.sentences), network.link.query(vectors.sentences[[d.sentence for d in denials]])
    scale = (said.shape[1] // LINK_HEADS) ** -0.5 / LINK_HEADS
    found = said @ keys.T * scale
    found[torch.arange(len(denials)), [d.sentence for d in denials]] = -1e4
    stated = [r for r, d in enumerate(denials) if d.answers]
    align = 1 - functional.cosine_similarity(queries, said, dim=1).mean()
    if not stated:
        return align
    right = torch.stack([found[r, list(denials[r].answers)].logsumexp(0) for r in stated])
    loss: Tensor = align + (found[stated].logsumexp(1) - right).mean()
    return loss


def tag_loss(network: Network, tokens: Tensor, target: Targets) -> Tensor | None:
    """Return the loss of the token tags (source, cue, content)."""
    if target.tags is None:
        return None
    return functional.cross_entropy(network.tag(tokens).reshape(-1, 3), target.tags.reshape(-1))


def nli_loss(network: Network, premises: Tensor, hypotheses: Tensor, entailed: Tensor) -> Tensor:
    """Return the loss of "the hypothesis holds": (B, S) premises, (B, D) hypotheses, (B,) 1 where entailed."""
    b = premises.shape[0]
    logits = network.label(premises, hypotheses)[torch.arange(b), torch.arange(b), 1]
    return functional.binary_cross_entropy_with_logits(logits, entailed)
