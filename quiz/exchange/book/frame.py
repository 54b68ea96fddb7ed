"""What stands around the contents of a page."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from importlib.resources import files

from quiz.exchange.page.html import escape
from quiz.text import LANGUAGES, Language, Text

STYLE = files(__package__).joinpath("book.css").read_text("utf-8")
SCRIPT = files(__package__).joinpath("book.js").read_text("utf-8")

_ALLOWED = (
    "default-src 'none'; style-src 'unsafe-inline'; "
    f"script-src 'sha256-{b64encode(sha256(SCRIPT.encode()).digest()).decode()}'; base-uri 'none'"
)
"""The one script that a page may run; nothing else may be loaded from anywhere."""


def page(title: Text, contents: str, about: str) -> str:
    """A whole page; `about` says when and with what the book was made."""
    name = f"{title.en or title.zh} · Proofcards"
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_ALLOWED}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{escape(name)}</title>
<style>
{STYLE}</style>
</head>
<body>
<a class="skip" href="#main">{both(Text("Skip to the text", "跳到正文"))}</a>
<header>
<nav aria-label="Book · 手册">
<a href="index.html">Proofcards</a>
<form action="index.html" role="search">
<input type="search" name="q" id="q" aria-label="Search · 搜索" placeholder="Search · 搜索">
</form>
<div class="switches" hidden>
<button type="button" id="language" lang="zh">中文</button>
<button type="button" id="theme">{both(Text("Dark", "深色"))}</button>
</div>
</nav>
</header>
<main id="main" tabindex="-1">
{contents}
</main>
<footer><p>{escape(about)}</p></footer>
<script>{SCRIPT}</script>
</body>
</html>
"""


def both(text: Text) -> str:
    """Plain words in each language that there is."""
    return each(lambda language: escape(getattr(text, language)), "span")


def each(write: Callable[[Language], str], tag: str = "div") -> str:
    """What `write` gives, once a language and marked with it; nothing where it gives nothing.

    What is there in one language only is shown in both.
    """
    written = {language: write(language) for language in LANGUAGES}
    there = {language: inner for language, inner in written.items() if inner}
    if len(set(there.values())) == 1:
        language, inner = next(iter(there.items()))
        return f'<{tag} data-only lang="{language}">{inner}</{tag}>'
    return "".join(f'<{tag} lang="{language}">{inner}</{tag}>' for language, inner in there.items())
