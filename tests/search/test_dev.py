"""The language finds as well through a real engine as its evaluator says it does."""

import pytest
from django.db import connection

from search.backends import get_backend
from tests.search import dev_set

pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]
STEP = {"sqlite": 4, "postgresql": 10}
NEAR = {"sqlite": 0.02, "postgresql": 0.04}


@pytest.mark.skipif(not dev_set.folder().is_dir(), reason="dev: no evaluation set beside us")
def test_an_engine_is_as_good_as_the_language_it_speaks():
    docs = dev_set.lines("docs.jsonl")
    queries = dev_set.part_of("queries.jsonl", STEP[connection.vendor])
    wanted = dev_set.by_evaluator(docs, queries)
    found = dev_set.by_backend(get_backend(), docs, queries)
    rows = [f"{kind:12} {wanted[kind]:.3f} {found[kind]:.3f}" for kind in wanted]
    lost = dev_set.mean(wanted.values()) - dev_set.mean(found.values())
    assert lost <= NEAR[connection.vendor], "\n".join(rows)
