"""The faults of all alerts."""

from typing import Final

from .board import BOARD
from .polling import POLLING
from .ports import PORTS
from .served import SERVED
from .ways import WAYS
from .whole import WHOLE

FAULTS: Final = (*WHOLE, *BOARD, *PORTS, *WAYS, *SERVED, *POLLING)
