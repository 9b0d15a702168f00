"""Which tables a statement reads or writes."""

import pytest

from core.page_cache.statements import examine

TABLES = frozenset({"office", "page", "answer", "page_tag"})


@pytest.mark.parametrize(
    "sql, reads",
    [
        ('SELECT "office"."id" FROM "office" WHERE "office"."id" = %s', {"office"}),
        ("select * from office, page", {"office", "page"}),
        ('SELECT 1 FROM "page" WHERE EXISTS(SELECT 1 FROM "answer")', {"page", "answer"}),
        ('SELECT 1 FROM "page" INNER JOIN page_tag ON 1', {"page", "page_tag"}),
        ("SELECT body FROM entries_fts", {"entries_fts"}),
        ("WITH found AS (SELECT id FROM answer) SELECT id FROM found", {"answer", "found"}),
        ("SAVEPOINT s1", set()),
        ("", set()),
    ],
)
def test_every_table_of_a_query_is_read(sql, reads):
    assert examine(sql, TABLES).reads == reads
    assert not examine(sql, TABLES).writes


@pytest.mark.parametrize(
    "sql, writes, counts_rows",
    [
        ('INSERT INTO "office" ("id") VALUES (%s) RETURNING "office"."id"', {"office"}, False),
        ("INSERT OR IGNORE INTO page_tag VALUES (1)", {"page_tag"}, False),
        ('UPDATE "office" SET "name" = %s WHERE "id" IN (SELECT 1 FROM page)', {"office"}, True),
        ('DELETE FROM "answer" WHERE "answer"."id" IN (%s)', {"answer"}, True),
        ("WITH old AS (SELECT 1 FROM page) DELETE FROM answer", {"page", "answer"}, False),
        ('TRUNCATE "office", "page"', {"office", "page"}, False),
        ('UPDATE "page" SET "draft_title" = %s, "latest_revision_id" = %s WHERE 1', set(), False),
        ('UPDATE "page" SET "draft_title" = %s, "title" = %s WHERE 1', {"page"}, True),
    ],
)
def test_the_table_of_a_change_is_written_unless_only_a_draft_changes(sql, writes, counts_rows):
    found = examine(sql, TABLES)
    assert (found.writes, found.counts_rows) == (writes, counts_rows)
    assert not found.reads
