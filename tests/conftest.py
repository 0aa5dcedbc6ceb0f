"""What all tests share: a deterministic hypothesis in CI, and no network."""

import os

import pytest
from hypothesis import settings

# Its assertion is to show what differs, as those of the tests do.
pytest.register_assert_rewrite("goldens")

# Before anything imports transformers: a test that reaches for the network fails at once.
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"

# No deadline: the first example pays for imports, and a shared machine may be slow.
settings.register_profile("ci", derandomize=True, database=None, deadline=None, print_blob=True)
settings.register_profile("dev", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "dev"))
