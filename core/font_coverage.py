"""Which characters an OpenType font can show, from its table "cmap" (formats 4 and 12). Pure."""

import struct
from collections.abc import Iterator
from pathlib import Path

Segment = tuple[int, int]  # the first and the last character


def read_coverage(path: Path) -> frozenset[int]:
    """Return the code points that the font at `path` has a glyph for."""
    font = path.read_bytes()
    count = struct.unpack_from(">H", font, 4)[0]
    tables = (struct.unpack_from(">4sIII", font, 12 + 16 * n) for n in range(count))
    start = next(offset for tag, _sum, offset, _length in tables if tag == b"cmap")
    points: set[int] = set()
    for n in range(struct.unpack_from(">H", font, start + 2)[0]):
        offset = struct.unpack_from(">HHI", font, start + 4 + 8 * n)[2]
        for first, last in _read_segments(font, start + offset):
            points.update(range(first, last + 1))
    return frozenset(points)


def _read_segments(font: bytes, start: int) -> Iterator[Segment]:
    """Yield the segments of a subtable; other formats repeat what these two say."""
    kind = struct.unpack_from(">H", font, start)[0]
    if kind == 12:
        for n in range(struct.unpack_from(">I", font, start + 12)[0]):
            yield struct.unpack_from(">II", font, start + 16 + 12 * n)
    elif kind == 4:
        double = struct.unpack_from(">H", font, start + 6)[0]
        for n in range(0, double, 2):
            last = struct.unpack_from(">H", font, start + 14 + n)[0]
            first = struct.unpack_from(">H", font, start + 16 + double + n)[0]
            if last != 0xFFFF:
                yield first, last
