"""How a batch is put in words, for every view for people."""

from collections.abc import Iterable, Sequence
from typing import Final

from claimcheck.across.findings import Said
from claimcheck.across.overview import Group, Overview
from claimcheck.report.layout import LETTERS
from claimcheck.report.wording import plural

NOBODY: Final = "nobody named"
NOTHING: Final = "No claim and no denial found."
ABOUT: Final = {
    "accused": (
        "Results do not say whom a claim is about. Here it is whoever denies it or declines to comment: mostly the accused, but it may be "
        "somebody who speaks for them, or a third party."
    ),
    "same": "Grouped by the rare words that they share, which may be wrong: compare them.",
    "open": "No denial in any article answers these, and nobody declined to comment.",
    "repeats": "In the same words, or of the same claim by the same person or body.",
}


def place(said: Said) -> str:
    """Return where something stands: number of the article, letter and number of the sentence, all from 1."""
    return f"{said.article + 1}:{LETTERS.get(said.label, '')}{said.index + 1}"


def accusing(found: Overview) -> str:
    """Return what the list of accusations holds and what it lacks."""
    left = f"{plural(found.unattributed, 'claim')} with a reply, where nobody is named on one side" if found.unattributed else ""
    return f"{ABOUT['accused']} Not in this list are claims without a reply{f', and {left}' if left else ''}."


def listed(numbers: Iterable[int]) -> str:
    """Return numbers of articles, counted from 1, as words."""
    shown = [f"{number + 1}" for number in numbers]
    return f"article {shown[0]}" if len(shown) == 1 else f"articles {', '.join(shown)}"


def people(names: Sequence[str]) -> str:
    """Return who they are, as words."""
    return ", ".join(name or NOBODY for name in names)


def answers(group: Group) -> list[tuple[str, str, str]]:
    """Return what is replied to a claim of several articles: words, names from the articles, and words behind these."""
    out = []
    if group.deniers:
        out.append(("denied by ", people(group.deniers), ""))
    if group.decliners:
        out.append(("no comment from ", people(group.decliners), ""))
    if group.unanswered_in:
        out.append(("no reply in ", "", "any article" if not group.replied else listed(group.unanswered_in)))
    return out
