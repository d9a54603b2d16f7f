"""The details of a router's certificate."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

from cryptography import x509

from .text import one_line
from .tls import fingerprint_of

_DAY: Final = 86_400


@dataclass(frozen=True, kw_only=True, slots=True)
class Certificate:
    """The subject of a certificate, its SHA-256 fingerprint, and when it expires (in UTC).

    ``subject`` is empty and ``expires`` None where the certificate cannot be read.
    """

    subject: str
    fingerprint: str
    expires: datetime | None

    @classmethod
    def from_der(cls, der: bytes) -> Self:
        """Read a certificate; an unreadable one has only its fingerprint."""
        subject, expires = "", None
        try:
            certificate = x509.load_der_x509_certificate(der)
            expires = certificate.not_valid_after_utc
            subject = one_line(certificate.subject.rfc4514_string())
        except ValueError:
            pass
        return cls(subject=subject, fingerprint=fingerprint_of(der), expires=expires)

    def days_left(self, now: datetime) -> int | None:
        """Return the whole days until it expires, negative when it has, None if that is unknown."""
        if self.expires is None:
            return None
        return int((self.expires - now).total_seconds() // _DAY)
