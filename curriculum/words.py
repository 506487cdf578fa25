"""How text becomes words: in one way for what is indexed and for what is looked up."""

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")


def words(text: str) -> list[str]:
    """Lower-case words without accents. Whatever is no letter or digit separates.

    The databases cut differently: PostgreSQL takes `settings.py` for a host name and `/accounts/login/` for
    a path, one word each. Text cut here first means the same words on both.
    """
    if text.isascii():
        return _WORD.findall(text.lower())
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return _WORD.findall("".join(letter for letter in folded if not unicodedata.combining(letter)))
