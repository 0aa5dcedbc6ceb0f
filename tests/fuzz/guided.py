"""Searches for hostile inputs by what of the code they reach: atheris drives the very tests of ``test_entries.py``.

    python -m fuzz.guided ENTRY [--runs N] [libFuzzer's own options]

An input that breaks a promise ends the search with the traceback; hypothesis prints it, and keeps it for its next run.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path


def main() -> None:
    """Search for one entry; exit code 0 where nothing was found."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("entry", help="the end of a test's name, as in test_text: text")
    parser.add_argument("--runs", type=int, default=1000)
    chosen, rest = parser.parse_known_args()
    import atheris  # noqa: PLC0415 - not on every system

    # What is to be watched must be imported under its eyes; libraries would only slow the search down.
    with atheris.instrument_imports(include=["claimcheck"]):
        import fake_model  # noqa: PLC0415 - as above
        from claimcheck import api  # noqa: PLC0415 - as above
        from fuzz import test_entries  # noqa: PLC0415 - as above

    api.load_model = fake_model.load_model
    os.chdir(tempfile.mkdtemp(prefix="claimcheck-fuzz-"))
    Path("article.txt").write_text(test_entries.ARTICLE, encoding="utf-8")
    target = getattr(test_entries, f"test_{chosen.entry}").hypothesis.fuzz_one_input
    atheris.Setup([sys.argv[0], f"-runs={chosen.runs}", "-max_len=8192", "-len_control=0", *rest], target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
