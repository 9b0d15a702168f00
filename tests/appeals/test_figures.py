"""The figures page as a reader meets it, with eyes or without."""

import pytest

from tests.builders import a_topic, an_appeal

pytestmark = pytest.mark.django_db


def test_the_table_has_every_topic_though_the_chart_shows_the_first(visit):
    for number in range(10):
        topic = a_topic(f"t{number}", title_kk=f"Тақырып {number}")
        an_appeal(topic=topic)
    page = visit("/kk/figures/?from=2026-01-01&to=2026-12-31")
    topics = page.soup.select_one("section[aria-labelledby=topics]")
    named = [cell.get_text() for cell in topics.select("tbody th")]
    assert sorted(named) == [f"Тақырып {number}" for number in range(10)]
    assert {cell.get_text() for cell in topics.select("tbody td")} == {"1"}
    assert len(topics.select("svg rect")) == 8
