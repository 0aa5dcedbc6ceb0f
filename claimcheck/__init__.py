"""claimcheck finds claims and their rebuttals in news articles."""
