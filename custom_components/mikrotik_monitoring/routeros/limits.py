"""How much is accepted from a router, each limit with its reason; no working router exceeds it."""

from typing import Final

_MIB: Final = 1024 * 1024

# The longest words of RouterOS are scripts and lists of some ten kilobytes; the first bytes of
# another server may announce up to 4 GiB, and a row is only processed once it has ended.
MAX_WORD: Final = _MIB
MAX_SENTENCE: Final = _MIB

# A reply that is kept until its end: 16 MiB are 30,000 rows with all their fields, and a hundred
# megabytes of memory. A thousand interfaces are half a MiB.
MAX_REPLY: Final = 16 * _MIB
MAX_ROWS: Final = 50_000

# A reply that is passed on row by row: the connections and leases of the largest routers.
MAX_STREAM: Final = 512 * _MIB
MAX_STREAMED_ROWS: Final = 2_000_000

# One refusal has one or two reasons.
MAX_TRAPS: Final = 8

# A router's message in a log line or an error: RouterOS's own messages have one line.
MAX_MESSAGE: Final = 300

# A name from a router, where it is shown; RouterOS allows comments of any length.
MAX_NAME: Final = 120
