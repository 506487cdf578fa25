"""The index of each database on the terms of entries, and on the letters of words.

Django knows neither of them: a later migration that alters search_entry or search_word on SQLite, where that makes a new
table, has to make the triggers again.
"""

from django.db import migrations

# COST keeps the planner from reading the table instead of the index, which it would do where there are few projects, and
# which would make each vector anew. Without fastupdate no search has to read a list of pending changes.
POSTGRESQL = [
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    """
    CREATE FUNCTION search_vector(terms text) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 100000
    AS $$ BEGIN RETURN array_to_tsvector(string_to_array(terms, ' ')); END $$
    """,
    "CREATE INDEX search_entry_terms ON search_entry USING gin (search_vector(terms)) WITH (fastupdate = off)",
    "CREATE INDEX search_word_letters ON search_word USING gin (text gin_trgm_ops) WITH (fastupdate = off)",
]
NOT_POSTGRESQL = [
    "DROP INDEX search_word_letters",
    "DROP INDEX search_entry_terms",
    "DROP FUNCTION search_vector(text)",
]
# "ascii" takes every letter beyond ASCII as part of a term, whatever SQLite knows of it; "trigram" indexes three letters at a time.
SQLITE = [
    """
    CREATE VIRTUAL TABLE search_entry_terms USING fts5(
        terms, content='search_entry', content_rowid='project_id', detail=none, tokenize="ascii tokenchars '.'"
    )
    """,
    """
    CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN
        INSERT INTO search_entry_terms(rowid, terms) VALUES (new.project_id, new.terms);
    END
    """,
    """
    CREATE TRIGGER search_entry_removed AFTER DELETE ON search_entry BEGIN
        INSERT INTO search_entry_terms(search_entry_terms, rowid, terms) VALUES ('delete', old.project_id, old.terms);
    END
    """,
    """
    CREATE TRIGGER search_entry_changed AFTER UPDATE ON search_entry BEGIN
        INSERT INTO search_entry_terms(search_entry_terms, rowid, terms) VALUES ('delete', old.project_id, old.terms);
        INSERT INTO search_entry_terms(rowid, terms) VALUES (new.project_id, new.terms);
    END
    """,
    """
    CREATE VIRTUAL TABLE search_word_letters USING fts5(
        text, content='search_word', content_rowid='id', detail=none, tokenize='trigram'
    )
    """,
    """
    CREATE TRIGGER search_word_added AFTER INSERT ON search_word BEGIN
        INSERT INTO search_word_letters(rowid, text) VALUES (new.id, new.text);
    END
    """,
    """
    CREATE TRIGGER search_word_removed AFTER DELETE ON search_word BEGIN
        INSERT INTO search_word_letters(search_word_letters, rowid, text) VALUES ('delete', old.id, old.text);
    END
    """,
]
NOT_SQLITE = [
    "DROP TRIGGER search_word_removed",
    "DROP TRIGGER search_word_added",
    "DROP TABLE search_word_letters",
    "DROP TRIGGER search_entry_changed",
    "DROP TRIGGER search_entry_removed",
    "DROP TRIGGER search_entry_added",
    "DROP TABLE search_entry_terms",
]


def add(apps, schema_editor):
    _execute(schema_editor, POSTGRESQL, SQLITE)


def drop(apps, schema_editor):
    _execute(schema_editor, NOT_POSTGRESQL, NOT_SQLITE)


def _execute(schema_editor, postgresql, sqlite):
    for statement in postgresql if schema_editor.connection.vendor == "postgresql" else sqlite:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(add, drop)]
