"""Files that stand one behind the other in a document: each begins with its front matter."""

from collections.abc import Collection

from .chunks import FenceChunk, Line, chunk_lines

_LONGEST = 50
"""Lines of front matter, at most."""


def split_files(lines: list[Line], known: Collection[str]) -> list[list[Line]]:
    """The lines of each file; what stands before the first front matter is a file, too. `known` are names of fields."""
    starts = [place for place in range(1, len(lines)) if _opens_file(lines, place, known)]
    fenced = _fenced(lines) if starts else set()
    starts = [place for place in starts if lines[place].number not in fenced]
    files = [lines[start:end] for start, end in zip([0, *starts], [*starts, len(lines)], strict=True)]
    return [file for file in files if any(line.text.strip() for line in file)] or [lines]


def _opens_file(lines: list[Line], place: int, known: Collection[str]) -> bool:
    """Front matter behind a blank line. It gives a title and nothing but known fields, so a rule is not taken for it."""
    if lines[place].text.rstrip() != "---" or lines[place - 1].text.strip():
        return False
    names: list[str] = []
    for line in lines[place + 1 : place + 1 + _LONGEST]:
        if line.text.rstrip() == "---":
            return "title" in names and len(names) > 1
        name, colon, _value = line.text.partition(":")
        if not colon or name not in known:
            return False
        names.append(name)
    return False


def _fenced(lines: list[Line]) -> set[int]:
    """The numbers of the lines inside fences."""
    return {
        number
        for chunk in chunk_lines(lines)
        if isinstance(chunk, FenceChunk)
        for number in range(chunk.line, chunk.line + chunk.code.count("\n") + 2)
    }
