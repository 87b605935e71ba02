"""Where does a server listen, and with which certificate?"""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from pathlib import Path

from mockserver.exceptions import MockserverError


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen: port 0 means a free one; with a certificate by HTTPS. Its key may be in the same file."""

    host: str = "127.0.0.1"
    port: int = 4010
    cert: str | None = None
    key: str | None = None

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.cert else 'http'}://{host}:{self.port}"


def encryption(address: Address) -> ssl.SSLContext | None:
    """What connections are encrypted with, if they are.

    MockserverError where there is a key alone, or a certificate that cannot be shown.
    """
    if address.cert is None:
        if address.key is not None:
            raise MockserverError("--tls-key: it is the key of nothing; give its certificate by --tls-cert")
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        context.load_cert_chain(address.cert, address.key, password="")
    except FileNotFoundError as error:
        missing = address.cert if address.key is None or not Path(address.cert).exists() else address.key
        raise MockserverError(f"{missing}: there is no such file; check the path") from error
    except OSError as error:
        files = address.cert if address.key is None else f"{address.cert}, {address.key}"
        raise MockserverError(
            f"{files}: no certificate with its key, in PEM and without a password: {error}"
        ) from error
    return context
