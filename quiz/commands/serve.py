"""`quiz serve`: the app in a browser."""

from __future__ import annotations

import socket

import click

from quiz import places
from quiz.commands.output import say
from quiz.errors import failure

_PORT = click.IntRange(0, 65535)


@click.command("serve")
@click.option("--port", default=8000, show_default=True, type=_PORT, help="0 takes a free one.")
@click.option("--host", default="127.0.0.1", show_default=True, help="127.0.0.1 is this machine alone.")
def command(port: int, host: str) -> None:
    """Show the same app in a browser.

    The address holds a secret that is new each time; a name after it (…/ann/) has a memory of its own. Needs
    the extra `serve`: pip install "proofcards[serve]".
    """
    try:
        from quiz.serve.server import QuizServer
    except ImportError as error:
        what = f"Serving needs {error.name}, which is not installed."
        raise failure(what, 'Say `pip install "proofcards[serve]"`.') from error
    server = QuizServer(places.home(), host, _free(host, port))
    if host not in ("127.0.0.1", "localhost", "::1"):
        say(
            "Anybody who learns the address can study and run proofs as you, and it goes over the network in "
            "clear: put a proxy with TLS before it.",
            err=True,
        )
    say(f"{server.address}\nA name after it (as …/ann/) has a memory of its own. Ctrl+C ends it.")
    server.serve()


def _free(host: str, port: int) -> int:
    """The port, if it can be had; a free one for 0. Raises QuizError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            what = f"{host}:{port} cannot be listened on: {error.strerror}."
            raise failure(what, "Name another --port, or --port 0 for a free one.") from error
        return int(trial.getsockname()[1])
