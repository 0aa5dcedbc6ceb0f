"""Attribution: who says a sentence (source), by which word (cue), and what is said (content)."""

from dataclasses import dataclass

from claimcheck.document import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A speaker.

    Attributes:
        name: the fullest short name that the article gives ("Mara Velin" where a sentence says "she").
        span: where that name stands.
        mention: what the sentence itself or its neighbours call the speaker ("she"); None where only the name is known.
        score: probability that this is the speaker.
    """

    name: str
    span: Span
    mention: Span | None
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Source, cue and content of one sentence; each None where the article does not show it."""

    source: Source | None = None
    cue: Span | None = None
    content: Span | None = None
