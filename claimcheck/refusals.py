"""Refusals: the words by which news says that somebody would not, or could not be made to, comment."""

import re
from collections.abc import Iterator
from typing import Final

from claimcheck.document import Span

_ADVERB: Final = (
    r"(?:\s+(?:immediately|yet|directly|publicly|again|repeatedly|also|further|right\s+away|so\s+far|multiple\s+times|\w{1,20}ly))*"
)
_AUX_ADVERB: Final = r"(?:\s+(?:also|yet|still|\w{1,20}ly))*"
_PAST_NOT: Final = rf"(?:(?:did|has|have|had){_AUX_ADVERB}\s+not|(?:did|has|have|had)n[’']t|never)"
_NOT: Final = (
    rf"(?:(?:did|do|does|has|have|had|would|will|could|can|was|were|is|are){_AUX_ADVERB}\s+not"
    r"|(?:did|do|does|has|have|had|would|could|was|were|is|are|ca|wo)n[’']t|cannot|never)"
)
_WILL_NOT: Final = rf"(?:(?:would|will|could|can){_AUX_ADVERB}\s+not|(?:would|could|ca|wo)n[’']t|cannot)"
_BETWEEN: Final = r"(?:[\w“”\"’'.-]{1,30}\s+){0,6}?"
_REQUEST: Final = (
    r"(?:calls?|messages?|e-?mails?|requests?|inquir(?:y|ies)|enquir(?:y|ies)|questions?|quer(?:y|ies)|letters?|texts?|voicemails?)\b"
)
_COMMENT: Final = r"(?:a\s+|any\s+|an\s+)?(?:immediate\s+|official\s+|public\s+|further\s+|additional\s+)*comments?\b"
_TALK: Final = (
    r"(?:publicly\s+|further\s+|directly\s+)?(?:comment\b|be\s+(?:interviewed|drawn|quoted)|discuss\b|elaborate\b|respond\b|reply\b"
    r"|speak\s+(?:to|with|about|publicly)\b|talk\s+(?:to|with|about)\b|say\b|state\s+whether\b|answer\b|confirm\s+or\s+deny|address\b|disclose\b|offer\s+specifics\b"
    rf"|give\s+(?:an\s+)?interviews?|(?:give|provide|offer|make|issue)\s+(?:{_COMMENT}|(?:a\s+)?(?:statement|response|details)\b))"
)
# "did not respond." at the end of what is said of it
_ENDS: Final = r"(?=\s*(?:[.,;”\"]|$|by\s|before\s|in\s+time|on\s+\w{3,9}day|when\s|for\s+comment|\w{3,6}day\b))"

_PATTERNS: Final = (
    # declined to comment; refused, through a spokesman, to answer questions; declined comment; declined a request for an interview
    (
        rf"(?:declin|refus)(?:ed|es|e|ing){_ADVERB}(?:,[^,.;]{{1,60}},|\s+through\s+[^,.;]{{1,40}}?|\s+for\s+the\s+\w+\s+time[^,.;]{{0,30}}?)?"
        rf"\s+to\s+{_TALK}"
    ),
    rf"(?:declin|refus)(?:ed|es|e|ing){_ADVERB}\s+(?:{_COMMENT}|(?:an\s+)?interviews?\b|{_BETWEEN}requests?\s+for\s+(?:an\s+)?(?:comment|interview)s?)",
    rf"\b(?:none|neither)\s+{_BETWEEN}(?:responded|replied|(?:was|were){_ADVERB}\s+available\s+for\s+comment|had\s+any\s+comment)\b",
    # would not say whether; will not discuss; cannot comment; has not commented; did not comment
    rf"{_WILL_NOT}{_ADVERB}\s+(?:say\s+(?:whether|if|how|when|why|what|who)\b|discuss\b|elaborate\b|be\s+(?:drawn|interviewed)\b)",
    rf"{_NOT}{_ADVERB}\s+(?:wish\s+to\s+|want\s+to\s+|care\s+to\s+|confirm,?\s+(?:or\s+)?deny,?\s+or\s+)?comment(?:ed|ing)?\b",
    rf"{_PAST_NOT}{_ADVERB}\s+(?:provid|offer|mak|issu|giv)(?:ed|en|e)?\s+{_COMMENT}",
    r"(?:decision|choice|policy)\s+(?:to\s+not|not\s+to)\s+comment\b",
    r"(?:unable|inappropriate|not\s+in\s+a\s+position|too\s+early)\s+(?:for\s+[^,.;]{1,40}?\s+)?to\s+comment\b",
    r"refrain(?:ed|s|ing)?\s+from\s+comment(?:ing)?",
    r"neither\s+confirm(?:ed|s|ing)?\s+n?or\s+den(?:y|ied|ies|ying)",
    # did not immediately respond to requests for comment; did not return calls; has not heard back; received no response
    rf"{_PAST_NOT}{_ADVERB}\s+(?:respond(?:ed)?(?:\s+as\s+of\s+[^,.;]{{1,25}}?)?\s+to|repl(?:y|ied)\s+to|answer(?:ed)?|return(?:ed)?|acknowledge[d]?)\s+{_BETWEEN}{_REQUEST}",
    rf"{_PAST_NOT}{_ADVERB}\s+(?:respond(?:ed)?|repl(?:y|ied)){_ENDS}",
    rf"{_PAST_NOT}{_ADVERB}\s+(?:receive[d]?|g[eo]t(?:ten)?|hear[d]?)\s+(?:back\b|(?:a\s+|an\s+|any\s+)?(?:immediate\s+)?(?:response|reply|answer)\b)",
    r"(?:receiv|g[eo]t)(?:ed|es|s|t)?\s+no\s+(?:immediate\s+)?(?:response|reply|answer)\b",
    r"(?:ha[ds]|have|is|are|was)\s+yet\s+to\s+(?:\w{1,20}ly\s+)?(?:comment|respond|reply)\b",
    # could not be reached; was not available for comment
    rf"{_NOT}{_ADVERB}\s+(?:be\s+)?(?:immediately\s+|directly\s+)?(?:reached|contacted)\b(?=[^.;]{{0,40}}\bcomment|\s*(?:[.,;”\"]|$)|\s+(?:by|for|at|on)\b)",
    (
        rf"(?:{_NOT}{_ADVERB}\s+(?:be\s+|been\s+)?(?:made\s+)?(?:immediately\s+)?available|unavailable|unreachable)"
        r"\s+(?:for\s+(?:\w+\s+)?(?:comment|interviews?)|to\s+comment)"
    ),
    # had no comment; no immediate comment from; "no comment"
    (
        r"(?:ha[ds]|have|having|offer(?:ed|s|ing)?|made|makes|g[ai]ve[sn]?|provid(?:ed|es)|was|were|is)\s+no\s+"
        r"(?:(?:immediate|further|public|official|other)\s+(?:comment|response|reply)|comment)\b"
    ),
    r"[“\"‘']no\s+comment\b",
    r"\bno\s+(?:immediate|official|public)\s+(?:word|comment|response|reply|reaction)\s+from\b",
    # messages left with the office were not returned; requests went unanswered
    (
        rf"\b{_REQUEST}(?!\s+(?:that|which))[^.;,“”\"]{{0,90}}?\b(?:{_NOT}{_ADVERB}\s+(?:been\s+)?(?:immediately\s+)?(?:returned|answered|responded\s+to)"
        r"|(?:went|were|was|have\s+gone|has\s+gone|remained)\s+(?:\w{1,20}ly\s+)?(?:unanswered|unreturned|ignored|declined))"
    ),
)
_REFUSAL: Final = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS), re.IGNORECASE)
# without one of these no pattern can match; most sentences have none
_HINT: Final = re.compile(
    r"\b(?:comment|declin|refus|respon[ds]|repl[iy]|(?:un)?answer|(?:un)?return|(?:un)?reach|(?:un)?avail|ignor|contact|hear|discuss|elaborate|say|deny|denied|interview)",
    re.IGNORECASE,
)


def refusals(text: str, span: Span) -> Iterator[Span]:
    """Yield the words of refusal within a sentence, in order and disjoint."""
    if not _HINT.search(text, span.start, span.end):
        return
    for match in _REFUSAL.finditer(text, span.start, span.end):
        yield Span(start=match.start(), end=match.end())
