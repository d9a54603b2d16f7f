"""TLS of the api-ssl service: a certificate the router signs itself, or none at all."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from ipaddress import ip_address
from pathlib import Path
import ssl
from tempfile import TemporaryDirectory

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Tls(StrEnum):
    """What the second port offers."""

    CERTIFICATE = "certificate"
    """A certificate that the router signed itself."""
    SIGNED = "signed"
    """A certificate of an authority that the router keeps."""
    ANONYMOUS = "anonymous"
    """No certificate, so only anonymous ciphers."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Certificate:
    """A certificate, its key, and the certificate of its issuer; all PEM."""

    pem: bytes
    key: bytes = field(repr=False)
    authority: bytes

    @property
    def fingerprint(self) -> str:
        """Return its SHA-256, upper-case hex with colons."""
        return sha256(ssl.PEM_cert_to_DER_cert(self.pem.decode())).digest().hex(":").upper()


def sign_itself(name: str) -> Certificate:
    """Return a self-signed certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    pem = _signed(_name(name), key, _name(name), key)
    return Certificate(pem=pem, key=_key(key), authority=pem)


def sign_by_authority(name: str) -> Certificate:
    """Return a certificate as RouterOS's own CA signs them: it fails strict verification."""
    authority, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    issuer = _name(f"{name} authority")
    return Certificate(
        pem=_signed(_name(name), key, issuer, authority),
        key=_key(key),
        authority=_signed(issuer, authority, issuer, authority),
    )


def _name(text: str) -> x509.Name:
    """Return a name with only a common name."""
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _key(key: ec.EllipticCurvePrivateKey) -> bytes:
    """Return a key as PEM."""
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _signed(
    subject: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuer: x509.Name,
    signer: ec.EllipticCurvePrivateKey,
) -> bytes:
    """Return a certificate without the key identifiers that strict verification requires."""
    names = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=3650))
        .add_extension(x509.BasicConstraints(ca=key is signer, path_length=None), critical=False)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(signer, hashes.SHA256())
    )
    return certificate.public_bytes(serialization.Encoding.PEM)


def server_context(certificate: Certificate | None) -> ssl.SSLContext:
    """Return the context of the TLS port; without a certificate it is an anonymous one."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "pem"
        if certificate is not None:
            path.write_bytes(certificate.pem + certificate.key)
            context.load_cert_chain(path)
        else:
            context.maximum_version = ssl.TLSVersion.TLSv1_2
            context.set_ciphers("aNULL:@SECLEVEL=0")
            path.write_bytes(_FFDHE_2048)
            context.load_dh_params(str(path))
    return context


_FFDHE_2048 = b"""\
-----BEGIN DH PARAMETERS-----
MIIBCAKCAQEA//////////+t+FRYortKmq/cViAnPTzx2LnFg84tNpWp4TZBFGQz
+8yTnc4kmz75fS/jY2MMddj2gbICrsRhetPfHtXV/WVhJDP1H18GbtCFY2VVPe0a
87VXE15/V8k1mE8McODmi3fipona8+/och3xWKE2rec1MKzKT0g6eXq8CrGCsyT7
YdEIqUuyyOP7uWrat2DX9GgdT0Kj3jlN9K5W7edjcrsZCwenyO4KbXCeAvzhzffi
7MA0BM0oNC9hkXL+nOmFg/+OTxIy7vKBg8P+OxtMb61zO7X8vC7CIAXFjvGDfRaD
ssbzSibBsu/6iGtCOGEoXJf//////////wIBAg==
-----END DH PARAMETERS-----
"""
"""The group of 2048 bits that RFC 7919 gives for Diffie-Hellman."""
