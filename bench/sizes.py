"""How much of everything a run takes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    """`full` is `make bench`, `large` `make bench-large`, `small` a try in a minute or two."""

    name: str = "full"
    few: int = 1_000  # appeals and answers of the smaller database
    many: int = 100_000  # of the larger one
    indexed: int = 10_000  # answers whose index is built
    rounds: int = 3
    seconds: float = 3  # of load in a round
    searches: int = 200
    stock_seconds: float = 60  # for all searches of Wagtail's; it asks as many as it can
    appeals: int = 200  # sent
    requests: int = 10_000  # before the memory is measured again


FULL = Sizes()
LARGE = Sizes("large", many=1_000_000, indexed=100_000)
SMALL = Sizes(
    "small", few=300, many=1_000, indexed=300, rounds=2, seconds=1, searches=20, stock_seconds=10,
    appeals=24, requests=500,
)  # fmt: skip
TINY = Sizes(
    "tiny", few=0, many=0, indexed=0, rounds=1, seconds=1, searches=2, stock_seconds=2, appeals=8,
    requests=20,
)  # fmt: skip
