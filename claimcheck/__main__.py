"""``python -m claimcheck`` and the ``claimcheck`` command."""

import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
    # Imported here: a key pressed while Python still imports must not show a traceback.
    try:
        from claimcheck.cli import run  # noqa: PLC0415

        code = run()
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)


if __name__ == "__main__":
    main()
