"""The app in a browser: behind a secret, for this page alone, with a memory for each name."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from aiohttp.test_utils import TestClient, TestServer

from quiz.serve.server import QuizServer

SECRET = "0123456789abcdef"


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[TestClient]:
    server = QuizServer(tmp_path, "127.0.0.1", 8000, token=SECRET)
    async with TestClient(TestServer(await server._make_app())) as found:
        yield found


def origin(client: TestClient) -> str:
    return f"http://{client.host}:{client.port}"


async def read_until(socket: aiohttp.ClientWebSocketResponse, wanted: str) -> str:
    seen = ""
    async with asyncio.timeout(60):
        while wanted not in seen:
            message = await socket.receive()
            assert message.type in (aiohttp.WSMsgType.BINARY, aiohttp.WSMsgType.TEXT), seen
            if message.type == aiohttp.WSMsgType.BINARY:
                seen += re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", message.data.decode())
    return seen


@pytest.mark.parametrize("path", ["/", "/wrong/", "/static/js/textual.js", "/ws", f"/{SECRET}x/"])
async def test_without_the_secret_there_is_nothing(client: TestClient, path: str) -> None:
    assert (await client.get(path)).status == 404


@pytest.mark.parametrize("name", ["..", "%2e%2e", "a%2fb", "a b", "a.b", "x" * 33, "%00"])
async def test_a_name_cannot_lead_elsewhere(client: TestClient, name: str, tmp_path: Path) -> None:
    assert (await client.get(f"/{SECRET}/{name}/")).status == 404
    assert not list(tmp_path.iterdir())


async def test_the_page_loads_nothing_from_elsewhere(client: TestClient) -> None:
    response = await client.get(f"/{SECRET}/")
    text = await response.text()
    assert response.status == 200
    assert not [host for host in re.findall(r"//([\w.:-]+)", text) if host != f"{client.host}:{client.port}"]
    assert "default-src 'self'" in response.headers["Content-Security-Policy"]
    for path in re.findall(r'"(/[^"]+)"', text):
        assert (await client.get(path)).status == 200, path


async def test_a_page_from_elsewhere_cannot_open_a_session(client: TestClient) -> None:
    for headers in ({}, {"Origin": "http://evil.example"}, {"Origin": "null"}):
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await client.ws_connect(f"/{SECRET}/ws", headers=headers)
        assert refused.value.status == 403


async def test_each_name_has_a_memory_of_its_own(client: TestClient, tmp_path: Path) -> None:
    async with client.ws_connect(
        f"/{SECRET}/ann/ws?width=80&height=24", headers={"Origin": origin(client)}
    ) as session:
        seen = await read_until(session, "Press Space to start")
        assert "Proofcards" in seen
        await session.send_json(["stdin", " "])
        await read_until(session, "Space shows the answer")
        for key in (" ", "3"):
            await session.send_json(["stdin", key])
            await asyncio.sleep(0)
        while not (tmp_path / "users" / "ann" / "memory.db").exists():
            await asyncio.sleep(0.05)
    assert [path.name for path in tmp_path.iterdir()] == ["users"]


async def test_nonsense_from_a_client_ends_only_its_session(client: TestClient) -> None:
    headers = {"Origin": origin(client)}
    for nonsense in ("not json", "{}", "[]", '["resize", {}]', json.dumps(["stdin", 5])):
        async with client.ws_connect(f"/{SECRET}/bob/ws?width=x&height=-3", headers=headers) as session:
            await session.send_str(nonsense)
    assert (await client.get(f"/{SECRET}/")).status == 200


def test_a_taken_port_is_told(tmp_path: Path) -> None:

    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        done = subprocess.run(
            [sys.executable, "-m", "quiz", "serve", "--port", str(other.getsockname()[1])],
            env={**os.environ, "QUIZ_HOME": str(tmp_path)},
            capture_output=True,
            text=True,
        )
    assert done.returncode == 1
    assert "cannot be listened on" in done.stderr
    assert "--port 0" in done.stderr


@pytest.mark.skipif(not shutil.which("chromium"), reason="no Chromium here")
def test_a_browser_shows_the_app_and_its_keys_work(tmp_path: Path) -> None:
    api = pytest.importorskip("playwright.sync_api", reason="no Playwright here")
    serving = subprocess.Popen(
        [sys.executable, "-u", "-m", "quiz", "serve", "--port", "0"],
        env={**os.environ, "QUIZ_HOME": str(tmp_path)},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert serving.stdout
        address = serving.stdout.readline().strip()
        with api.sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"),
                args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"],
            )
            page = browser.new_page(viewport={"width": 1000, "height": 700})
            complaints: list[str] = []
            page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
            page.goto(address)
            page.wait_for_selector("body.-first-byte", timeout=60_000)
            page.wait_for_timeout(1500)
            before = page.screenshot()
            page.keyboard.press("Space")
            page.wait_for_timeout(1500)
            assert page.screenshot() != before
            assert not complaints
            page.keyboard.press("q")
            page.keyboard.press("q")
            page.wait_for_selector("body.-closed", timeout=30_000)
            browser.close()
    finally:
        serving.send_signal(signal.SIGINT)
        serving.communicate(timeout=30)
    assert (tmp_path / "memory.db").exists()
