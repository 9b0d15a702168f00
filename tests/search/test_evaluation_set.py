"""A backend ranks the evaluation set as well as its evaluator ranks the analysis alone."""

import pytest
from django.db import connection

from search.backends import get_backend
from tests.search import evaluation_set

pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]
STEP = {"sqlite": 4, "postgresql": 10}
NEAR = {"sqlite": 0.02, "postgresql": 0.04}


@pytest.mark.skipif(
    not evaluation_set.data_folder().is_dir(), reason="dev: no evaluation set beside the project"
)
def test_backend_ranks_as_well_as_the_analysis_alone():
    docs = evaluation_set.read_lines("docs.jsonl")
    queries = evaluation_set.sample_lines("queries.jsonl", STEP[connection.vendor])
    wanted = evaluation_set.score_with_evaluator(docs, queries)
    found = evaluation_set.score_with_backend(get_backend(), docs, queries)
    rows = [f"{kind:12} {wanted[kind]:.3f} {found[kind]:.3f}" for kind in wanted]
    lost = evaluation_set.mean(wanted.values()) - evaluation_set.mean(found.values())
    assert lost <= NEAR[connection.vendor], "\n".join(rows)
