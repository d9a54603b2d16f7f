"""How much is taken from a router, each limit with its reason; beyond it is no router at work."""

from typing import Final

_MIB: Final = 1024 * 1024

# The longest words of RouterOS are scripts and lists of some ten kilobytes; a stranger's first
# bytes may announce up to 4 GiB, and a row is not seen before it has ended.
MAX_WORD: Final = _MIB
MAX_SENTENCE: Final = _MIB

# What is kept until its end: 16 MiB are 30,000 rows with all their fields, and a hundred megabytes
# of memory. A thousand interfaces are half a MiB.
MAX_REPLY: Final = 16 * _MIB
MAX_ROWS: Final = 50_000

# What is handed on row by row: the connections and leases of the largest routers.
MAX_STREAM: Final = 512 * _MIB
MAX_STREAMED_ROWS: Final = 2_000_000

# One refusal has one or two reasons.
MAX_TRAPS: Final = 8

# What a router says, in a log line or an error: RouterOS's own messages have one line.
MAX_MESSAGE: Final = 300

# What something on a router is called, where it is shown; RouterOS lets a comment be of any length.
MAX_NAME: Final = 120
