"""Pages of another Wagtail site.

Wagtail's own demo (bakerydemo) is in no package registry, only in a source repository; so its place
takes a site that `wagtail start` writes, with a menu, the latest answers and their texts.
"""

from pathlib import Path

from bench import load, servers, stock_site
from bench.figures import Figure, Table
from bench.sizes import Sizes

AGAINST = "a stock site of `wagtail start` (bakerydemo is in no package registry)"
TEMPLATE = """\
{% extends "base.html" %}
{% load wagtailcore_tags %}
{% block content %}
<nav>{% for each in page.get_site.root_page.get_children.live|slice:":7" %}
<a href="{% pageurl each %}">{{ each.title }}</a>{% endfor %}</nav>
<h1>{{ page.title }}</h1>
{% for each in page.get_children.live.specific|slice:":20" %}
<article><h2><a href="{% pageurl each %}">{{ each.title }}</a></h2>
{{ each.body|linebreaks }}</article>
{% endfor %}
{% endblock %}
"""


def measure(database: Path, sizes: Sizes, table: Table) -> None:
    """Compare the front page, rendered anew for each request, with a front page of the other."""
    stock = stock_site.database(database)
    stock_site.FLAT.write_text(TEMPLATE)
    with servers.portal(database) as portal, stock_site.server(stock) as peer:
        ours, theirs = load.rates(
            portal.url("/kk/"), peer.url("/"), rounds=sizes.rounds, seconds=sizes.seconds
        )
    table.add(
        Figure("peers.home", ours, "requests/s", ours / theirs, against=AGAINST),
        Figure("peers.home.other", theirs, "requests/s"),
    )
