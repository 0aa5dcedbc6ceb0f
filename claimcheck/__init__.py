"""claimcheck finds claims and their rebuttals in news articles."""

__version__ = "0.1.0"
