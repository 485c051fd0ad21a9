"""Words on screens and in messages: English in the source, other languages by gettext.

`_("…")` translates at the moment it is called, so nothing that is shown may be translated at
import time. Mark a text that is data (a table of titles, say) with `N_("…")` and translate it
where it is shown.
"""

from __future__ import annotations

import gettext as _gettext
import locale
import os
from pathlib import Path

LANGUAGES = ("en", "zh_CN")
_LOCALE_DIR = Path(__file__).parent / "locale"
_translations: _gettext.NullTranslations = _gettext.NullTranslations()
_language = "en"


def use(language: str) -> None:
    """Show everything from now on in `language` ("en" or "zh_CN").

    Raises:
        ValueError: the language is not one of LANGUAGES.
    """
    global _translations, _language
    if language not in LANGUAGES:
        raise ValueError(language)
    _language = language
    _translations = (
        _gettext.NullTranslations()
        if language == "en"
        else _gettext.translation("dropship", _LOCALE_DIR, [language])
    )


def language() -> str:
    """The language in use."""
    return _language


def preferred() -> str:
    """The language of DROPSHIP_LANG, else of the system's locale, else English."""
    wanted = os.environ.get("DROPSHIP_LANG", "")
    if wanted in LANGUAGES:
        return wanted
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "zh_CN" if value.startswith("zh") else "en"
    return "zh_CN" if (locale.getlocale()[0] or "").startswith(("zh", "Chinese")) else "en"


def _(message: str) -> str:
    """`message` in the language in use."""
    return _translations.gettext(message) if message else ""


def ngettext(one: str, many: str, n: int) -> str:
    """The form for `n` things, in the language in use."""
    return _translations.ngettext(one, many, n)


def pgettext(context: str, message: str) -> str:
    """`message` in the sense of `context`, for words that two places translate differently."""
    return _translations.pgettext(context, message)


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "translate this later"
    """Mark `message` for translation; it is translated where it is shown."""
    return message
