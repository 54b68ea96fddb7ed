"""The book as a reader has it: opened from the disk in Chromium.

Skipped without the `playwright` package (extra `browser`) or without Chromium (`PROOFCARDS_CHROMIUM`, or one
on the path); the look for barriers also needs axe-core (`PROOFCARDS_AXE` names its axe.min.js).
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from quiz import shelf
from quiz.exchange.book.site import write
from tests.unit.exchange.outside import NOW, proved

playwright = pytest.importorskip("playwright.sync_api", reason="the `playwright` package is not installed")

CHROMIUM = (
    os.environ.get("PROOFCARDS_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
)
AXE = os.environ.get("PROOFCARDS_AXE", "")
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SERIOUS = {"serious", "critical"}

pytestmark = pytest.mark.skipif(
    not CHROMIUM, reason="Chromium is not installed, and PROOFCARDS_CHROMIUM not set"
)
PAGES = ("index.html", "deck-attention.html", "deck-masking.html", "proof-attention-scale_by_sqrt_dk.html")


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("book") / "out"
    write(folder, shelf.decks(), shelf.verifiers(), proved, NOW)
    return folder


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        context = started.chromium.launch_persistent_context(
            str(tmp_path_factory.mktemp("profile")),
            executable_path=CHROMIUM,
            args=SWITCHES,
            headless=True,
            locale="en-US",
            color_scheme="light",
        )
        yield context
        context.close()


@pytest.fixture
def page(browser: Any, book: Path) -> Iterator[Any]:
    """A page that must stay silent and load nothing but pages of the book."""
    opened = browser.new_page()
    complaints: list[str] = []
    asked: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto((book / "index.html").as_uri())
    opened.evaluate("localStorage.clear()")
    opened.reload()
    yield opened
    opened.close()
    assert complaints == []
    assert all(url.startswith(book.as_uri()) for url in asked)


def go(page: Any, book: Path, name: str) -> None:
    page.goto((book / name).as_uri())


def test_the_search_finds_english_and_chinese_and_leads_there(page):
    page.fill("#q", "√d_k derive")
    assert page.inner_text("#count") == "1 found"
    assert not page.is_visible("#contents")
    page.click("#found a")
    page.wait_for_url("**/deck-attention.html#question-scale-by-sqrt-dk")
    page.fill("#q", "注意力 推导")
    page.press("#q", "Enter")
    page.wait_for_url("**/index.html?q=*")
    assert "√d_k" in page.inner_text("#found a >> nth=0")
    page.fill("#q", "nothing-like-this")
    assert page.inner_text("#count") == "0 found"
    page.fill("#q", "")
    assert page.is_visible("#contents")


def test_the_language_is_switched_and_kept_from_page_to_page(page, book):
    assert page.inner_text("h1") == "The book of proofs"
    page.click("#language")
    assert page.inner_text("h1") == "证明手册"
    assert page.evaluate("document.documentElement.lang") == "zh"
    go(page, book, "deck-attention.html")
    assert page.inner_text("h1") == "注意力"
    assert "Points" not in page.inner_text("main")
    page.click("#language")
    assert page.inner_text("h1") == "Attention"
    assert "要点" not in page.inner_text("main")


def test_light_and_dark_are_switched_and_kept(page, book):
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.click("#theme")
    dark = page.evaluate(paper)
    assert dark != light
    go(page, book, "deck-attention.html")
    assert page.evaluate(paper) == dark
    assert page.get_attribute("#theme", "aria-pressed") == "true"


def test_everything_is_reached_by_keys(page, book):
    go(page, book, "deck-attention.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    reached = set()
    for _ in range(6):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id"))
    assert {"q", "language", "theme"} <= reached


def test_plots_unfold_and_are_unfolded_on_paper(page, book):
    go(page, book, "deck-attention.html")
    assert not page.is_visible("svg.drawing >> nth=0")
    page.click("summary >> nth=0")
    assert page.is_visible("svg.drawing >> nth=0")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.evaluate("document.querySelectorAll('details:not([open])').length") == 0
    assert not page.is_visible("header")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert len(page.pdf()) > 10_000
    page.emulate_media(media="screen")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_a_phone(page, book, name):
    page.set_viewport_size({"width": 320, "height": 640})
    for _ in range(2):
        go(page, book, name)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.click("#language")


def test_without_its_script_a_page_shows_both_languages(browser, book):
    text = (book / "deck-attention.html").read_text("utf-8")
    opened = browser.new_page()
    opened.set_content(text.partition("<footer>")[0])
    assert "Points" in opened.inner_text("main")
    assert "要点" in opened.inner_text("main")
    opened.close()


@pytest.mark.skipif(not AXE, reason="PROOFCARDS_AXE does not name an axe.min.js")
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_serious_barrier_in_either_language_and_theme(page, book, name):
    go(page, book, name)
    for switch in ("#theme", "#language", "#theme", "#language"):
        assert _barriers(page) == []
        page.click(switch)


@pytest.mark.skipif(not AXE, reason="PROOFCARDS_AXE does not name an axe.min.js")
def test_axe_would_have_found_one(page):
    page.evaluate("document.getElementById('q').removeAttribute('aria-label')")
    page.evaluate("document.getElementById('q').removeAttribute('placeholder')")
    page.evaluate("document.documentElement.style.setProperty('--ink', '#aaa')")
    assert {"color-contrast", "label"} <= set(_barriers(page))


def _barriers(page: Any) -> list[str]:
    """What axe calls serious or critical, by its rules."""
    page.evaluate(Path(AXE).read_text("utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [rule["id"] for rule in found["violations"] if rule["impact"] in SERIOUS]
