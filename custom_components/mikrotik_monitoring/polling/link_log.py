"""Log messages about a link: each thing once."""

import logging
from typing import Final

from ..const import LOGGER
from ..routeros import (
    AuthenticationError,
    CertificateError,
    OtherRouterError,
    PermissionDeniedError,
    RouterOSError,
    UnidentifiedError,
)

# Errors that do not resolve themselves: the user has to act.
FOR_A_PERSON: Final = (
    AuthenticationError,
    CertificateError,
    OtherRouterError,
    PermissionDeniedError,
    UnidentifiedError,
)


class LinkLog:
    """Logs that a link is lost, what the user has to do about it, and that it is back."""

    def __init__(self, title: str) -> None:
        """Start with a router that has not been contacted yet."""
        self._title = title
        self._was_up = False
        self._has_bulk_link = True
        # The reasons that were logged since the link was up.
        self._said: set[type[RouterOSError]] = set()

    def follow(self, lost: RouterOSError | None, bulk: RouterOSError | None = None) -> None:
        """Log what is new: why there is no link, or no second connection (None while it is up)."""
        self._follow_main(lost)
        self._follow_bulk(bulk, is_up=lost is None)

    def _follow_bulk(self, error: RouterOSError | None, *, is_up: bool) -> None:
        has_bulk_link = error is None
        if has_bulk_link == self._has_bulk_link:
            return
        self._has_bulk_link = has_bulk_link
        if error is not None:
            LOGGER.info("%s: %s", self._title, error)
        elif is_up:
            LOGGER.info("%s: the second connection works again", self._title)

    def _follow_main(self, lost: RouterOSError | None) -> None:
        if lost is None:
            if self._said:
                LOGGER.info("%s: link is back", self._title)
            self._said.clear()
            self._was_up = True
            return
        is_persons = isinstance(lost, FOR_A_PERSON)
        if not self._said or (is_persons and type(lost) not in self._said):
            what = "link lost" if self._was_up and not self._said else "no link"
            level = logging.WARNING if is_persons else logging.INFO
            LOGGER.log(level, "%s: %s: %s", self._title, what, lost)
        self._said.add(type(lost))
