"""Fixtures: sockets on this machine, and certificates as routers have them."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
import datetime as dt
import ipaddress
from pathlib import Path
import ssl

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
import pytest


@pytest.fixture(autouse=True)
def _real_sockets(socket_enabled: None) -> None:
    """Let the tests of this folder open sockets, without Home Assistant."""


@pytest.fixture
async def skip(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Return a function that moves the event loop's clock forward, past deadlines."""
    loop = asyncio.get_running_loop()
    real_time, offset = loop.time, 0.0

    def put_forward(seconds: float) -> None:
        nonlocal offset
        offset += seconds

    monkeypatch.setattr(loop, "time", lambda: real_time() + offset)
    return put_forward


@dataclass(frozen=True)
class Certificate:
    """A certificate with its key, on disk and as text."""

    pem: str
    der: bytes
    chain: Path
    key: Path

    @property
    def fingerprint(self) -> str:
        """Return the SHA-256 fingerprint as text."""
        digest = x509.load_der_x509_certificate(self.der).fingerprint(hashes.SHA256())
        return digest.hex(":").upper()

    def server(self) -> ssl.SSLContext:
        """Return the context of a server with this certificate."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.chain, self.key)
        return context


class Authority:
    """Signs certificates; its own lacks what strict checks require, as RouterOS's do."""

    def __init__(self, folder: Path, name: str) -> None:
        """Make the key and the self-signed certificate."""
        self._folder = folder
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.own = self._issue(name, self._name, self._key, ca=True)

    def issue(self, name: str) -> Certificate:
        """Sign a certificate for 127.0.0.1."""
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        return self._issue(name, subject, ec.generate_private_key(ec.SECP256R1()), ca=False)

    def _issue(
        self, name: str, subject: x509.Name, key: ec.EllipticCurvePrivateKey, *, ca: bool
    ) -> Certificate:
        """Sign and write one certificate."""
        now = dt.datetime.now(dt.UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(days=1))
            .not_valid_after(now + dt.timedelta(days=2))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=False)
            .add_extension(
                x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
                critical=False,
            )
        )
        signed = builder.sign(self._key, hashes.SHA256())
        chain, key_file = self._folder / f"{name}.pem", self._folder / f"{name}.key"
        pem = signed.public_bytes(serialization.Encoding.PEM)
        chain.write_bytes(pem)
        key_file.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        der = signed.public_bytes(serialization.Encoding.DER)
        return Certificate(pem.decode(), der, chain, key_file)


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Return a CA that signs the routers' certificates."""
    return Authority(tmp_path_factory.mktemp("ca"), "router-ca")


@pytest.fixture(scope="session")
def other_authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Return a CA that signed none of them."""
    return Authority(tmp_path_factory.mktemp("other"), "other-ca")


@pytest.fixture(scope="session")
def certificate(authority: Authority) -> Certificate:
    """Return a router's certificate."""
    return authority.issue("router")


@pytest.fixture
def anonymous_server() -> ssl.SSLContext:
    """Return the context of a router whose api-ssl service has no certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("ADH:AECDH:@SECLEVEL=0")
    return context
