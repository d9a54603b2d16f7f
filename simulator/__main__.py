"""The command: `python -m simulator`."""

from .command_line import main

main()
