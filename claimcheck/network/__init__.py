"""The neural code: the only part of the runtime that imports torch.

``windows`` cuts an article into token windows, ``tensors`` makes the network's input of them, ``encoder`` reads them,
``heads`` score sentences, speakers and links, ``network`` puts these together, ``store`` and ``calibration`` keep what
was learned, and ``embedded`` and ``nli`` are the two readers.
"""

from pathlib import Path

from claimcheck import embedded
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
    from claimcheck.network.nli import NliReader  # noqa: PLC0415 - and transformers two more

    companion = EmbeddedReader.from_folder(embedded.folder(), name=embedded.DEFAULT)
    # Speakers and links stay the embedded model's; the label thresholds were fitted to its own scores.
    return NliReader.from_name(str(model), labels=labels, offline=offline, companion=companion), Thresholds()


def _ours(model: str | Path) -> Path | None:
    """Return the folder of a model of ours that ``model`` names, or None where it names something else."""
    if isinstance(model, str) and model in embedded.names():
        return embedded.folder(model)
    folder = Path(model).expanduser()
    if (folder / "calibration.json").is_file():
        return folder
    return None
