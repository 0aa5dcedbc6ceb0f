"""What is fitted after training, on articles held aside: temperatures and thresholds, kept beside the weights."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from claimcheck.errors import ModelError
from claimcheck.labels import Thresholds

FILE: Final = "calibration.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Temperatures:
    """Divisors of logits before they become probabilities (Guo et al. 2017); 1 leaves them as they are.

    Attributes:
        main: of the four labels.
        holds: of each label for itself.
        source: of the speaker's pointer.
        link: of the sentences that may state the claim.
        clause: of the clause in a denial.
    """

    main: float = 1.0
    holds: float = 1.0
    source: float = 1.0
    link: float = 1.0
    clause: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Temperatures and thresholds of one model."""

    temperatures: Temperatures = field(default_factory=Temperatures)
    thresholds: Thresholds = field(default_factory=Thresholds)

    def to_json(self) -> str:
        """Return the text of ``calibration.json``."""
        return json.dumps({"temperatures": asdict(self.temperatures), "thresholds": self.thresholds.to_dict()}, indent=1) + "\n"


def read_calibration(folder: Path) -> Calibration:
    """Read ``calibration.json`` of a model folder; without the file nothing is calibrated.

    Raises:
        ModelError: where the file is broken or holds a field that is not known.
    """
    path = folder / FILE
    if not path.exists():
        return Calibration()
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return Calibration(
            temperatures=Temperatures(**_numbers(data["temperatures"], least=1e-3)),
            thresholds=Thresholds(
                **_numbers({k: v for k, v in data["thresholds"].items() if k != "main"}), main=_numbers(data["thresholds"]["main"])
            ),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        msg = f"{path}: not a calibration of this version of claimcheck ({error}); install the model again"
        raise ModelError(msg) from error


def _numbers(values: Mapping[str, Any], *, least: float = -10.0) -> dict[str, float]:
    for name, value in values.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= 100:
            msg = f"{name} is {value!r}"
            raise ValueError(msg)
    return {name: float(value) for name, value in values.items()}
