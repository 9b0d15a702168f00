"""A page rendered anew for each request, beside the same HTML as one template of stock Wagtail."""

from pathlib import Path

from bench import load, servers, stock_site
from bench.figures import Aim, Figure, Table
from bench.sizes import Sizes

AIM = Aim(0.7)
AGAINST = "the same HTML as one flat template, served by stock Wagtail"


def measure(database: Path, answer: str, sizes: Sizes, table: Table) -> None:
    """Add a row for the front page and for an answer; neither is compressed."""
    stock = stock_site.database(database)
    for name, path in {"home": "/kk/", "answer": answer}.items():
        with servers.portal(database) as portal:
            stock_site.write_flat_page(load.fetch(portal.url(path)).decode())
            with stock_site.server(stock) as flat:
                ours, theirs = load.rates(
                    portal.url(path), flat.url("/"), rounds=sizes.rounds, seconds=sizes.seconds
                )
        table.add(
            Figure(f"uncached.{name}", ours, "requests/s", ours / theirs, AIM, AGAINST),
            Figure(f"uncached.{name}.flat", theirs, "requests/s"),
        )
