"""Puts the models into the wheel.

They stand at the top of the repository, where people look for them, and travel inside the package as ``claimcheck/_models``;
``claimcheck.embedded`` finds them in either place. An editable install gets no copy: it would be stale after the next training.
"""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ModelsInWheel(BuildHookInterface[Any]):
    """Adds ``models/`` to every wheel but an editable one."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the folder to the builder, and where it goes."""
        if version != "editable":
            build_data["force_include"]["models"] = "claimcheck/_models"
