from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import numpy as np
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from stride_desktop.core.answers import AnswerRequest
from stride_desktop.core.frames import Frame
from tests.responders.chat_server import ChatServer


@pytest.fixture
def server() -> Iterator[ChatServer]:
    server = ChatServer()
    yield server
    server.close()


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for 127.0.0.1 that nobody but its own key has signed, and that key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    form = serialization
    private = key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())
    path = tmp_path / "server.pem"
    path.write_bytes(signed.public_bytes(form.Encoding.PEM) + private)
    return path


@pytest.fixture
def secure_server(certificate: Path) -> Iterator[ChatServer]:
    server = ChatServer(certificate=certificate)
    yield server
    server.close()


@pytest.fixture
def request_with_frames() -> AnswerRequest:
    """An ongoing span since 01:05 and three flat frames: red, green, blue."""
    colours = [(250, 0, 0), (0, 250, 0), (0, 0, 250)]
    frames = tuple(
        Frame(np.full((480, 1600, 3), colour, np.uint8), timestamp=65.0 + 2 * i)
        for i, colour in enumerate(colours)
    )
    return AnswerRequest(
        event_id=1,
        query="tell me when the kettle boils over",
        onset=65.2,
        reach=70.0,
        now=71.0,
        ongoing=True,
        evidence=frames,
    )
