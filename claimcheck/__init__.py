"""claimcheck finds claims and their rebuttals in news articles.

    import claimcheck

    analysis = claimcheck.check("The minister denied that he had taken money.")

Names are imported when they are first used: ``import claimcheck`` itself costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

__version__ = "0.1.0"

if TYPE_CHECKING:
    from claimcheck.api import Model, check, load_model
    from claimcheck.attribution import Attribution, Source
    from claimcheck.document import Document, Span
    from claimcheck.errors import ClaimcheckError, InputError, ModelError, OutputError, SettingsError
    from claimcheck.evidence import Candidate, Mention, ModelInfo, Reader, SentenceEvidence
    from claimcheck.export import from_record, to_record
    from claimcheck.inputs import read
    from claimcheck.labels import Labelling, LabelText, Thresholds
    from claimcheck.pairs import Declined, Link
    from claimcheck.pipeline import Analysis, Finding
    from claimcheck.sentences import Kind, Sentence

__all__ = [
    "Analysis",
    "Attribution",
    "Candidate",
    "ClaimcheckError",
    "Declined",
    "Document",
    "Finding",
    "InputError",
    "Kind",
    "LabelText",
    "Labelling",
    "Link",
    "Mention",
    "Model",
    "ModelError",
    "ModelInfo",
    "OutputError",
    "Reader",
    "Sentence",
    "SentenceEvidence",
    "SettingsError",
    "Source",
    "Span",
    "Thresholds",
    "__version__",
    "check",
    "from_record",
    "load_model",
    "read",
    "to_record",
]

_MODULES: Final = {
    "api": ("Model", "check", "load_model"),
    "attribution": ("Attribution", "Source"),
    "document": ("Document", "Span"),
    "errors": ("ClaimcheckError", "InputError", "ModelError", "OutputError", "SettingsError"),
    "evidence": ("Candidate", "Mention", "ModelInfo", "Reader", "SentenceEvidence"),
    "export": ("from_record", "to_record"),
    "inputs": ("read",),
    "labels": ("LabelText", "Labelling", "Thresholds"),
    "pairs": ("Declined", "Link"),
    "pipeline": ("Analysis", "Finding"),
    "sentences": ("Kind", "Sentence"),
}
_HOME: Final = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> object:
    """Import the module that a public name stands in."""
    if name not in _HOME:
        msg = f"module 'claimcheck' has no attribute {name!r}"
        raise AttributeError(msg)
    value: object = getattr(import_module(f"claimcheck.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Name what can be imported."""
    return sorted({*globals(), *__all__})
