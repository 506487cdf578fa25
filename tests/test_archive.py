"""Zip files are sent while they are written."""

import io
import os
import zipfile
from datetime import UTC, datetime

from exports.archive import ArchivedFile, archive


def test_a_zip_file_is_sent_while_it_is_written():
    written = []

    def files():
        for number in range(3):
            written.append(number)
            yield ArchivedFile(f"{number}.bin", [os.urandom(100_000)])

    parts = archive(files(), datetime(2026, 11, 30, tzinfo=UTC))
    assert len(next(parts)) > 50_000
    assert written == [0]
    data = b"".join(parts)
    assert written == [0, 1, 2]
    assert len(data) > 200_000


def test_a_zip_file_keeps_date_name_and_permission():
    files = [ArchivedFile("Wäy/Ünkwell.md", [b"a"]), ArchivedFile("run.sh", [b"b"], executable=True)]
    data = b"".join(archive(files, datetime(2026, 11, 30, 12, 30, tzinfo=UTC)))
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        page_info, script = found.infolist()
    assert page_info.filename == "Wäy/Ünkwell.md"
    assert page_info.date_time == (2026, 11, 30, 12, 30, 0)
    assert (page_info.external_attr >> 16, script.external_attr >> 16) == (0o100644, 0o100755)
    old = b"".join(archive([ArchivedFile("a", [b""])], datetime(1975, 1, 1, tzinfo=UTC)))
    assert zipfile.ZipFile(io.BytesIO(old)).infolist()[0].date_time[0] == 1980
