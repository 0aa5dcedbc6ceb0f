"""Wordings of the labels: training sees several, so that the model reads the text and does not learn one by heart."""

from typing import Final

from claimcheck.labels import ALLEGATION, DEFAULT_LABELS, DENIAL, LABELS, NONE, OFFICIAL

WORDINGS: Final = {
    ALLEGATION: (
        "allegation",
        "This sentence makes or reports an accusation against somebody.",
        "A person or body is said to have done wrong, or something unproven is put forward.",
        "An accusation, a charge, a lawsuit, a suspicion or a rumour.",
        "Someone blames or accuses another party.",
    ),
    DENIAL: (
        "denial",
        "This sentence rejects or disputes a claim.",
        "Somebody says that a claim or an accusation against them is not true.",
        "A rebuttal, a rejection of an accusation, or a finding that a claim is false.",
        "Someone denies, contradicts or disowns what others say.",
    ),
    OFFICIAL: (
        "official statement",
        "This sentence reports what an official, a company or an institution says.",
        "A government, court, police force, agency or company announces or explains something.",
        "A statement made in an official role that neither accuses nor denies.",
        "A spokesperson or office-holder gives information, a promise or a position.",
    ),
    NONE: (
        "none",
        "This sentence gives background and nobody accuses, denies or announces anything.",
        "The reporter tells what happened, or a private person or expert speaks.",
        "Background, description, caption or other text without a claim.",
        "None of these: no accusation, no denial and no official statement.",
    ),
}
MAIN: Final = (*LABELS, NONE)
DESCRIPTIONS: Final = {text.name: (text.description, *WORDINGS[text.name]) for text in DEFAULT_LABELS}
