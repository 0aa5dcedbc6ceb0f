"""Words and signs of a stretch of text, with their exact places, as the rules for names and speech read them."""

import re
from dataclasses import dataclass
from typing import Final

from claimcheck import lexicon
from claimcheck.document import Span

_TOKEN: Final = re.compile(
    r"(?:[^\W\d_]\.){2,}(?:[^\W\d_](?![^\W_]))?"  # U.S., J.K.
    r"|\w+(?:\.[^\W\d_]{2,})+"  # example.org
    r"|@\w+"
    r"|[^\W_]+(?:[-'’&][^\W_]+)*"
    r"|['’]s?(?![^\W_])"
    r"|[^\w\s]"
)
_POSSESSIVES: Final = ("'s", "’s", "'S", "’S")
# Names that begin with a small letter and go on with a capital one: of products ("iPad"), or with a particle ("al-Rashid").
_INNER_CAPITAL: Final = re.compile(r"(?:[a-z]|al|el|ul|as|ad|ar|an|at|az|ash|de|van|von)[-'’]?[A-Z]")


@dataclass(frozen=True, slots=True)
class Token:
    """One word or sign.

    Attributes:
        start: where it begins, in code points of the text; a possessive 's is no part of it.
        end: where it ends.
        text: its characters.
        key: the same in lower case, without a full stop at its end.
        possessive: whether 's or a bare apostrophe follows.
        glued: whether its last full stop marks an abbreviation ("Sen.", "J.").
    """

    start: int
    end: int
    text: str
    key: str
    possessive: bool = False
    glued: bool = False

    @property
    def upper(self) -> bool:
        """Whether it is written as a name is: with a capital, as a handle, or with an inner capital."""
        return self.text[0].isupper() or (len(self.text) > 1 and self.text[0] == "@") or bool(_INNER_CAPITAL.match(self.text))

    @property
    def word(self) -> bool:
        """Whether it is a word or number, not a sign."""
        return self.text[0].isalnum() or (self.text[0] == "@" and len(self.text) > 1)


def tokenise(text: str, span: Span) -> list[Token]:
    """Cut ``span`` of ``text`` into words and signs, in order; every slice ``text[t.start:t.end]`` is ``t.text``."""
    out: list[Token] = []
    for match in _TOKEN.finditer(text, span.start, span.end):
        word, start, end = match.group(), match.start(), match.end()
        last = out[-1] if out and out[-1].end == start and out[-1].word else None
        if last and _owns(last, word):
            out[-1] = Token(last.start, last.end, last.text, last.key, possessive=True)
        elif last and word == "." and (last.key in lexicon.ABBREVIATED or (len(last.text) == 1 and last.upper)):
            out[-1] = Token(last.start, end, last.text + ".", last.key, glued=True)
        elif word[-2:] in _POSSESSIVES and len(word) > 2:
            out.append(Token(start, end - 2, word[:-2], word[:-2].lower(), possessive=True))
        else:
            out.append(Token(start, end, word, word.lower().rstrip(".") or word))
    return out


def _owns(word: Token, sign: str) -> bool:
    return sign in _POSSESSIVES or (sign in ("'", "’") and word.text[-1] in "sSzx")
