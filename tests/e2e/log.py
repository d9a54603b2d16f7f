"""What Home Assistant logs about the integration."""

from pathlib import Path


def complaints(log: Path) -> list[str]:
    """Return the log's warnings and errors of or about the integration."""
    return [
        line
        for line in log.read_text(encoding="utf-8").splitlines()
        if (" WARNING " in line or " ERROR " in line)
        and "mikrotik" in line.lower()
        and "We found a custom integration" not in line
    ]
