"""What the finder derives from published projects, so that it can answer from a few index look-ups. None of it is typed.

`search.indexing` writes these rows; each database keeps its own kind of index on them (migrations/0002).
"""

from django.db import models

SECTIONS_OF_A_PROJECT = 16
"""Room for a project's parts in the numbering of `Part`: the card and the thirteen sections."""


class Entry(models.Model):
    """A published project as a set of terms (see `search.terms`), separated by spaces."""

    project = models.OneToOneField(
        "curriculum.Project", on_delete=models.CASCADE, primary_key=True, related_name="+", db_index=False
    )
    terms = models.TextField()


class Part(models.Model):
    """The card or one published section of a project, in lines; `stems` has a line for each line of `text`.

    Each line of stems begins and ends with a space, so that a search for ` row level secur ` finds whole words.
    """

    id = models.BigIntegerField(primary_key=True)
    project = models.ForeignKey("curriculum.Project", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, blank=True)
    text = models.TextField()
    stems = models.TextField()


class Word(models.Model):
    """A word that some project holds or held: what a misspelt or unfinished word may stand for."""

    text = models.CharField(max_length=40, unique=True)


class Change(models.Model):
    """One row for each change of what can be found.

    Number and sum of the stamps tell a process whether what it remembers of the catalogue is still true. Rows are only added
    (and pruned), so that no two writers wait for each other.
    """

    stamp = models.BigIntegerField()
