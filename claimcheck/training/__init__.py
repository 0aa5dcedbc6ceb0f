"""Training and its experiments: never imported by the runtime. Start with ``python -m claimcheck.training --help``."""
