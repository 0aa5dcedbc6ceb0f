"""The neural code: the only part of the runtime that imports torch.

``windows`` cuts an article into token windows, ``tensors`` makes the network's input of them, ``encoder`` reads them,
``heads`` score sentences, speakers and links, ``network`` puts these together, ``store`` and ``calibration`` keep what
was learned, and ``embedded`` and ``nli`` are the two readers.
"""

from pathlib import Path

# By name: the submodule ``claimcheck.network.embedded`` takes the name ``embedded`` in this package once it is imported.
from claimcheck.embedded import DEFAULT, names
from claimcheck.embedded import folder as folder_of
from claimcheck.evidence import Reader
from claimcheck.labels import LabelText, Thresholds


def open_reader(model: str | Path, *, labels: tuple[LabelText, ...] = (), offline: bool = False) -> tuple[Reader, Thresholds]:
    """Return the reader that ``model`` names, and its thresholds.

    Args:
        model: name of an embedded model, a model folder of ours, or a Hugging Face NLI checkpoint (folder or hub name).
        labels: labels of the user's own.
        offline: fetch nothing from the hub.

    Raises:
        ModelError: where it cannot be found or loaded.
    """
    from claimcheck.network.embedded import EmbeddedReader  # noqa: PLC0415 - torch takes more than a second to import

    folder = _ours(model)
    if folder is not None:
        reader = EmbeddedReader.from_folder(folder, name=folder.name, labels=labels)
        return reader, reader.calibration.thresholds
    from claimcheck.network.checkpoint import Checkpoint  # noqa: PLC0415 - and transformers two more
    from claimcheck.network.nli import NliReader  # noqa: PLC0415

    # First what may fail. `model` as it is, not as text: a Path is never a name on the hub.
    checkpoint = Checkpoint.load(model, offline=offline)
    companion = EmbeddedReader.from_folder(folder_of(), name=DEFAULT)
    # Speakers and links stay the embedded model's; the label thresholds were fitted to its own scores.
    return NliReader(checkpoint, labels=labels, companion=companion), Thresholds()


def _ours(model: str | Path) -> Path | None:
    """Return the folder of a model of ours that ``model`` names, or None where it names something else."""
    if isinstance(model, str) and model in names():
        return folder_of(model)
    folder = Path(model).expanduser()
    if (folder / "calibration.json").is_file():
        return folder
    return None
