"""The evaluation set beside the project, if it is there, and its measure nDCG@10."""

import importlib.util
import json
import os
from collections import defaultdict
from math import log2
from pathlib import Path
from types import ModuleType

from search import analysis, index_writer
from search.backends import Backend
from search.entry import Entry
from search.query.request import Query

ROOT = Path(__file__).resolve().parents[2]
FIRST = 10


def data_folder() -> Path:
    """Return QABYLDAU_LANGUAGE_DEV, or ../shared/language/dev beside the checkout."""
    return Path(os.environ.get("QABYLDAU_LANGUAGE_DEV") or ROOT.parent / "shared/language/dev")


def read_lines(name: str) -> list[dict]:
    with (data_folder() / name).open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def sample_lines(name: str, step: int) -> list[dict]:
    """Return every `step`-th line; all of them with WHOLE_DEV=1."""
    return read_lines(name)[:: 1 if os.environ.get("WHOLE_DEV") else step]


def load_evaluator() -> ModuleType:
    """Import evaluate.py of the set."""
    spec = importlib.util.spec_from_file_location("evaluate", data_folder().parent / "evaluate.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def score_with_evaluator(docs: list[dict], queries: list[dict]) -> dict[str, float]:
    """Return kind of query → mean nDCG@10 of the analysis alone."""
    table = load_evaluator().retrieve(docs, queries, analysis, analysis.fields, analysis.repair)[0]
    return {kind: row["nDCG@10"] for kind, row in table.items() if not kind.startswith("ALL")}


def score_with_backend(backend: Backend, docs: list[dict], queries: list[dict]) -> dict[str, float]:
    """Return kind of query → mean nDCG@10 through a backend, one index per collection."""
    gains: dict[str, list[float]] = defaultdict(list)
    for collection in dict.fromkeys(doc["c"] for doc in docs):
        index_writer.rebuild_from(make_entry(doc) for doc in docs if doc["c"] == collection)
        for query in queries:
            if query["c"] == collection:
                hits = backend.search(Query(query["q"], query["lang"], size=FIRST)).hits
                gains[query["kind"]].append(ndcg([hit.entry.ref for hit in hits], query["rel"]))
    return {kind: mean(values) for kind, values in gains.items()}


def make_entry(doc: dict) -> Entry:
    return Entry(
        ref=doc["id"],
        kind="page",
        language=doc["lang"],
        group=doc["id"],
        title="",
        url="/",
        body=doc["text"],
    )


def ndcg(found: list[str], relevant: dict[str, int]) -> float:
    gained = sum((2 ** relevant.get(ref, 0) - 1) / log2(n + 2) for n, ref in enumerate(found))
    best = sorted(relevant.values(), reverse=True)[:FIRST]
    return gained / sum((2**grade - 1) / log2(n + 2) for n, grade in enumerate(best))


def mean(values) -> float:
    return sum(values) / len(values)
