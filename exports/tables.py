"""CSV: one row for everything that can be ticked."""

import csv
import re
from collections.abc import Iterable, Iterator
from io import StringIO
from itertools import batched, chain

from .rows import Row, rows
from .subject import Subject

COLUMNS = (
    "Task",
    "Project",
    "Level",
    "Phase",
    "Week",
    "Day",
    "Date",
    "Hours",
    "Type",
    "Status",
    "Link",
    "Item id",
)

# Excel reads a CSV file in the encoding of its machine unless it begins so; Notion, Google Sheets, LibreOffice and
# Numbers take both, and Notion's own exports begin so, too.
BYTE_ORDER_MARK = b"\xef\xbb\xbf"

_ROWS_AT_ONCE = 200

# What makes a spreadsheet take a cell for a formula (OWASP, CSV injection); the wide signs are for Japanese input.
_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")


def write(subject: Subject) -> Iterator[bytes]:
    """RFC 4180 in UTF-8, with a byte order mark."""
    yield BYTE_ORDER_MARK
    records = chain([COLUMNS], map(record, rows(subject)))
    for some in batched(records, _ROWS_AT_ONCE):
        yield table(some).encode()


def record(row: Row) -> tuple[str, ...]:
    """The cells of a row, in the order of `COLUMNS`. Dates are ISO 8601, hours have a decimal point; what is unknown is empty."""
    return (
        row.name,
        row.project.spec.title,
        row.project.level,
        row.group,
        "" if row.week is None else str(row.week),
        "" if row.day is None else str(row.day),
        "" if row.date is None else row.date.isoformat(),
        "" if row.hours is None else f"{row.hours.normalize():f}",
        row.type,
        row.status,
        row.link,
        row.place.item.id,
    )


def table(records: Iterable[Iterable[str]]) -> str:
    """The records as lines that end with CR LF, every cell defused."""
    lines = StringIO()
    csv.writer(lines, lineterminator="\r\n").writerows([defused(cell) for cell in cells] for cells in records)
    return lines.getvalue()


def defused(cell: str) -> str:
    """The cell as text: an apostrophe keeps what it says from being computed as a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell
