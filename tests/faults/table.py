"""The kinds of faults: what happens, how and when it shows, and what it affects."""

from typing import Final

from .answer_faults import ANSWER_FAULTS
from .link_faults import LINK_FAULTS
from .row import FaultRow
from .second_faults import SECOND_FAULTS

FAULTS: Final[tuple[FaultRow, ...]] = (*LINK_FAULTS, *SECOND_FAULTS, *ANSWER_FAULTS)
