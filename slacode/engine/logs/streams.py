"""The bytes of a file as UTF-8 text: decompressed, decoded, and closed by a mark that tells the end from a loss."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import BinaryIO, Literal

import pyarrow as pa

Compression = Literal["none", "gzip", "zstd"]

_CHUNK = 1 << 20
_MAGIC: tuple[tuple[bytes, Compression], ...] = ((b"\x1f\x8b", "gzip"), (b"\x28\xb5\x2f\xfd", "zstd"))


def compression_of(start: bytes) -> Compression:
    """How a file is compressed, by its first four bytes; its name does not matter."""
    return next((name for magic, name in _MAGIC if start.startswith(magic)), "none")


def opened(path: str, compression: Compression) -> BinaryIO:
    """A file's bytes, decompressed; a damaged or cut file raises `OSError` when the damage is reached."""
    if compression == "none":
        return open(path, "rb")
    stream: BinaryIO = pa.CompressedInputStream(pa.OSFile(path, "rb"), compression)
    return stream


def first_bytes(path: str, compression: Compression, size: int) -> bytes:
    """Up to so many bytes from the beginning of a file, decompressed."""
    with opened(path, compression) as stream:
        start = b""
        while len(start) < size and (more := stream.read(size - len(start))):
            start += more
    return start


def encoding_of(start: bytes, said: str) -> str:
    """The encoding that is said, unless a byte order mark says UTF-16."""
    return "utf-16" if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else said


class Utf8Stream:
    """A readable file object for pyarrow: the text of a file in UTF-8 and, after it, `ending`.

    `ending` is read back by the caller: where it does not arrive as a row of its own, an open quote has swallowed it.
    The first `size` bytes of the file are read, all if it is None.
    """

    closed = False

    def __init__(
        self, path: str, compression: Compression, encoding: str, ending: bytes = b"", size: int | None = None
    ) -> None:
        self._source = opened(path, compression)
        self._left = size
        self._pieces = self._text(encoding, ending)
        self._rest = b""

    def _text(self, encoding: str, ending: bytes) -> Iterator[bytes]:
        if codecs.lookup(encoding).name in ("utf-8", "utf-8-sig"):  # checked by whoever parses it
            while piece := self._piece():
                yield piece
        else:
            decoder = codecs.getincrementaldecoder(encoding)()
            while piece := self._piece():
                yield decoder.decode(piece).encode()
            yield decoder.decode(b"", final=True).encode()
        yield ending

    def _piece(self) -> bytes:
        """The next bytes of the file, up to as many as are to be read of it."""
        piece = self._source.read(_CHUNK if self._left is None else min(_CHUNK, self._left))
        if self._left is not None:
            self._left -= len(piece)
        return piece

    def read(self, size: int) -> bytes:
        """The next bytes, `size` of them unless the end is near."""
        while len(self._rest) < size:
            piece = next(self._pieces, None)
            if piece is None:
                break
            self._rest += piece
        start, self._rest = self._rest[:size], self._rest[size:]
        return start

    def readable(self) -> bool:
        """True: pyarrow asks."""
        return True

    def close(self) -> None:
        """Close the file."""
        self.closed = True
        self._source.close()
