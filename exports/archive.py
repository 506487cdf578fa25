"""Zip files written as they are sent: no more than a part of one file is in memory. The same files give the same bytes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the first that a zip file can name
_UNIX = 3


@dataclass(frozen=True, slots=True)
class ArchivedFile:
    """A file in a zip file: `name` is its path there, with slashes."""

    name: str
    parts: Iterable[bytes]
    executable: bool = False


class _Outlet:
    """What zipfile writes to: it cannot go back, and is emptied as it fills."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._waiting.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """Who reads the parts knows their end."""

    def taken(self) -> bytes:
        data = b"".join(self._waiting)
        self._waiting.clear()
        return data


def archive(files: Iterable[ArchivedFile], at: datetime) -> Iterator[bytes]:
    """A zip file in parts; all its files are dated `at`."""
    outlet = _Outlet()
    with ZipFile(outlet, "w") as target:
        for file in files:
            with target.open(_entry(file, at), "w") as entry:
                for part in file.parts:
                    entry.write(part)
                    if data := outlet.taken():
                        yield data
    yield outlet.taken()


def _entry(file: ArchivedFile, at: datetime) -> ZipInfo:
    entry = ZipInfo(file.name, max(_FIRST_DAY, at.astimezone(UTC).timetuple()[:6]))
    entry.compress_type = ZIP_DEFLATED
    entry.create_system = _UNIX  # or its permissions are not read
    entry.external_attr = (0o100755 if file.executable else 0o100644) << 16
    return entry
