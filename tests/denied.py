"""Runs the claimcheck command without the rights of the superuser, who may write anywhere; for test_faults.

As a program: ``python denied.py ARGUMENTS`` runs it twice with the fake model: first as it is, with ``{}`` in the arguments standing for
the folder ``warm``, so that all is imported, then as nobody, where this process is root, with ``{}`` standing for ``denied``.
"""

import os
import sys
from typing import Final

import fake_model
from claimcheck import api, cli

NOBODY: Final = 65534


def main(arguments: list[str]) -> int:
    """Run the command twice, and return the second exit code."""
    api.load_model = fake_model.load_model
    cli.run([each.replace("{}", "warm") for each in arguments])
    sys.stderr.write("---\n")
    sys.stderr.flush()
    if not os.geteuid():
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    return cli.run([each.replace("{}", "denied") for each in arguments])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
