"""A server for this machine: the address has a secret in it, and each name after it a memory of its own."""

from __future__ import annotations

import asyncio
import re
import secrets
import shlex
import sys
from collections.abc import Awaitable, Callable
from importlib.resources import files
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

import aiohttp.web as web
from textual_serve.app_service import AppService
from textual_serve.server import Server

NAME = re.compile(r"[\w-]{1,32}")
"""What a learner may be called: letters of any script, digits, `-` and `_`."""
_PATIENCE = 5.0  # seconds for the app to leave when its page is closed


class QuizServer(Server):
    """Serves `/TOKEN/` for the memory in `home`, and `/TOKEN/NAME/` for one in `home/users/NAME`."""

    def __init__(self, home: Path, host: str, port: int, token: str = "") -> None:
        command = f"exec {shlex.quote(sys.executable)} -m quiz"
        super().__init__(command, host, port, title="Proofcards")
        self.token = token or secrets.token_urlsafe(16)
        self._home = home
        self._sessions: set[_Session] = set()

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}/{self.token}/"

    def initialize_logging(self) -> None:
        """Nothing is logged: the address is a secret."""

    async def on_startup(self, app: web.Application) -> None:
        """Say nothing; who starts the server says where it is."""

    async def on_shutdown(self, app: web.Application) -> None:
        """End what still runs."""
        await asyncio.gather(*(session.stop() for session in self._sessions), return_exceptions=True)

    async def _make_app(self) -> web.Application:
        app = web.Application()
        base = f"/{self.token}"
        app.add_routes(
            [
                web.static(f"{base}/static", self.statics_path),
                web.get(f"{base}/page.js", self._script),
                web.get(f"{base}/download/{{key}}", self.handle_download),
                *(
                    route
                    for place in (base, f"{base}/{{name}}")
                    for route in (
                        web.get(f"{place}/", self._page),
                        web.get(f"{place}/ws", self.handle_websocket),
                    )
                ),
            ]
        )
        app.on_response_prepare.append(_guard)
        app.on_shutdown.append(self.on_shutdown)
        return app

    async def _page(self, request: web.Request) -> web.Response:
        self._folder(request)
        path = request.path.rstrip("/")
        scheme = "wss" if request.secure else "ws"
        base = f"/{self.token}"
        page = Template(_shipped("page.html"))
        text = page.substitute(
            base=base, static=f"{base}/static", socket=f"{scheme}://{request.host}{path}/ws"
        )
        return web.Response(text=text, content_type="text/html")

    async def _script(self, request: web.Request) -> web.Response:
        return web.Response(text=_shipped("page.js"), content_type="text/javascript")

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """One learner's session: a process that ends with the connection."""
        origin = urlsplit(request.headers.get("Origin", "")).netloc
        if origin != request.host:  # a page from elsewhere that knows the address
            raise web.HTTPForbidden
        folder = self._folder(request)
        socket = web.WebSocketResponse(heartbeat=15, max_msg_size=1 << 20)
        await socket.prepare(request)
        service = _Session(self, folder, socket)
        self._sessions.add(service)
        try:
            width, height = (_cells(request.query.get(name, "")) for name in ("width", "height"))
            await service.start(width or 80, height or 24)
            await self._process_messages(socket, service)
        except (ValueError, AssertionError, LookupError, TypeError):  # what came is not what our page sends
            await socket.close()
        finally:
            await service.stop()
            self._sessions.discard(service)
        return socket

    def _folder(self, request: web.Request) -> Path:
        """Where this learner's memory lies."""
        name = request.match_info.get("name", "")
        if not name:
            return self._home
        if not NAME.fullmatch(name):
            raise web.HTTPNotFound
        return self._home / "users" / name


class _Session(AppService):
    """The app for one learner."""

    def __init__(self, server: QuizServer, folder: Path, socket: web.WebSocketResponse) -> None:
        super().__init__(
            server.command,
            write_bytes=socket.send_bytes,
            write_str=socket.send_str,
            close=_closing(socket),
            download_manager=server.download_manager,
        )
        self._folder = folder

    async def stop(self) -> None:
        """Ask the app to leave, and see that its process is gone."""
        try:
            await asyncio.wait_for(super().stop(), _PATIENCE)
        except (TimeoutError, OSError):
            pass  # it did not listen: below it is killed, and every rating is on the disk
        finally:
            if self._process:
                self._process._transport.close()  # type: ignore[attr-defined]  # kills, and closes all pipes
                await self._process.wait()

    def _build_environment(self, width: int = 80, height: int = 24) -> dict[str, str]:
        return super()._build_environment(width, height) | {"QUIZ_HOME": str(self._folder)}


def _shipped(name: str) -> str:
    return files("quiz.serve").joinpath(name).read_text("utf-8")


def _closing(socket: web.WebSocketResponse) -> Callable[[], Awaitable[None]]:
    async def close() -> None:
        await socket.close()

    return close


async def _guard(request: web.Request, response: web.StreamResponse) -> None:
    """Nothing from elsewhere, no frame around it, and no address told to others."""
    response.headers["Content-Security-Policy"] = (
        "default-src 'self' data:; style-src 'self' 'unsafe-inline'; script-src 'self'; "
        f"connect-src 'self' ws://{request.host} wss://{request.host}; frame-ancestors 'none'"
    )
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"


def _cells(text: str) -> int:
    """A number of columns or lines, within reason; 0 when it is none."""
    return min(int(text), 1000) if text.isdigit() else 0
