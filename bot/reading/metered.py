"""A connection whose reader sets the pace and whose head cannot grow without end."""

from __future__ import annotations

from typing import Any

import httpcore

# Small reads give the event loop a turn after each, however finely a hostile server cuts its answer.
READ_BYTES = 16_384
MAX_HEAD_BYTES = 65_536


class MeteredStream(httpcore.AsyncNetworkStream):
    """A connection read in small pieces, whose head may not grow without end.

    h11 limits one incomplete header block, but not a server that sends interim answers for ever. Until
    `open_body` is called, no more than `MAX_HEAD_BYTES` and one read are accepted.
    """

    def __init__(self, inner: httpcore.AsyncNetworkStream) -> None:
        self._inner = inner
        self._received = 0
        self._in_head = True

    def open_body(self) -> None:
        """The head is complete: from here the reader of the body counts."""
        self._in_head = False

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        """Read a small piece; refuse a head without end."""
        data = await self._inner.read(min(max_bytes, READ_BYTES), timeout)
        self._received += len(data)
        if self._in_head and self._received > MAX_HEAD_BYTES + READ_BYTES:
            raise httpcore.RemoteProtocolError("the head of the answer is too long")
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        """Send bytes."""
        await self._inner.write(buffer, timeout)

    async def aclose(self) -> None:
        """Close the connection."""
        await self._inner.aclose()

    async def start_tls(
        self,
        ssl_context: Any,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 (httpcore's interface)
    ) -> httpcore.AsyncNetworkStream:
        """Continue in TLS; the name is the URL's, whatever address was connected to."""
        return MeteredStream(await self._inner.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        """What the connection knows about itself."""
        return self._inner.get_extra_info(info)
