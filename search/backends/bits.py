"""A set of numbers from 0 up as one long number with a bit for each: two sets meet in one step."""

from collections.abc import Iterable, Iterator

Bits = int
YES = ord("1")  # how a set is written before it becomes a number, a digit for each it may hold


def bits_of(numbers: Iterable[int], size: int) -> Bits:
    """The set of these numbers, all of them below `size`."""
    written = bytearray(b"0") * size
    for number in numbers:
        written[number] = YES
    written.reverse()  # the lowest digit of a number is its last
    return int(written, 2) if size else 0


def held(bits: Bits, numbers: Iterable[int], size: int) -> Iterator[bool]:
    """Of each of these numbers, all below `size`: whether it is in the set."""
    written = f"{bits:0{size}b}".encode()[::-1]
    return (written[number] == YES for number in numbers)


def numbers_in(bits: Bits) -> Iterator[int]:
    """What the set holds, the highest first."""
    written = f"{bits:b}"
    last, place = len(written) - 1, written.find("1")
    while place >= 0:
        yield last - place
        place = written.find("1", place + 1)
