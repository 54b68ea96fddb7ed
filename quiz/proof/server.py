"""The warm process: it has torch imported, and forks itself for every run.

    python -m quiz.proof.server DESCRIPTOR [many]

It has the measuring part of quiz.lab imported too; with many runs to come it prepares further (`kindle`),
while the first is under way. It listens on the one socket that it inherits, and runs torch's operations on
one thread only: others would be missing in the forks, which then hang. When the socket closes, because the
program ended or was killed, it kills every run and goes.
"""

from __future__ import annotations

import gc
import os
import select
import signal
import socket
import sys
import traceback
from contextlib import suppress

import msgspec

from quiz.proof import fence
from quiz.proof.wire import BROKEN, Ended, Ready, Reply, Request, Start, Started

_requests = msgspec.json.Decoder(Request)
_LONGEST = 1 << 18  # bytes of a request


def main() -> None:
    """Serve until the other end of the socket is closed."""
    fence.adopt_orphans()
    gc.disable()  # torch leaves little behind; to look for it while it is imported takes 0.2 s
    from quiz.lab import certain, chance, script  # noqa: F401  # what scripts import, once for all forks
    from quiz.proof import child, kindle  # noqa: F401

    server = Server(socket.socket(fileno=int(sys.argv[1])))
    gc.freeze()  # so that a fork's collector leaves the shared pages alone
    gc.enable()
    if "many" in sys.argv[2:]:
        server.begin()
        kindle.kindle()
        kindle.enlarge_pages()
        gc.freeze()
    server.serve()


class Server:
    """The runs in hand, each a process group of its own."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._runs: dict[int, int] = {}  # process -> run
        self._bell, ring = socket.socketpair()
        for end in (self._bell, ring):
            end.setblocking(False)
        self._ring = ring
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(ring.fileno(), warn_on_full_buffer=False)

    def begin(self) -> None:
        """Take the first request, if it is there: its run has the other core while this process prepares."""
        heard, _, _ = select.select([self._line], [], [], 0)
        if heard:
            self._take()

    def serve(self) -> None:
        """Take requests and see to the dead, for ever."""
        self._tell(Ready())
        while True:
            heard, _, _ = select.select([self._line, self._bell], [], [])
            if self._bell in heard:
                with suppress(BlockingIOError):
                    self._bell.recv(4096)
                self._bury()
            if self._line in heard:
                self._take()

    def _take(self) -> None:
        data, descriptors, _, _ = socket.recv_fds(self._line, _LONGEST, 2)
        if not data:
            self._stop()
        request = _requests.decode(data)
        if isinstance(request, Start):
            self._start(request, *descriptors)
        else:
            for process, run in self._runs.items():
                if run == request.run:
                    _kill(process)

    def _start(self, request: Start, evidence: int, prints: int) -> None:
        server = os.getpid()
        try:
            process = os.fork()
        except OSError:
            process = -1
        if process == 0:
            try:
                self._become(request, evidence, prints, server)
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(BROKEN)
        os.close(evidence)
        os.close(prints)
        if process < 0:
            self._tell(Ended(request.run, BROKEN))
            return
        self._runs[process] = request.run
        self._tell(Started(request.run))

    def _become(self, request: Start, evidence: int, prints: int, server: int) -> None:
        """Be the process of that run, and of nothing else. Its standard input is the server's: nothing."""
        from quiz.proof import child  # main() has imported it, with torch

        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setpgid(0, 0)  # within the server's session, so that both are weighed together
        fence.die_with(server)
        for end in (self._line, self._bell, self._ring):
            end.close()
        os.dup2(prints, 1)
        os.dup2(prints, 2)
        os.close(prints)
        child.begin_printing()
        child.work(request.job, request.limits, evidence)

    def _bury(self) -> None:
        """Report every run that has ended, once nothing of it is left."""
        while True:
            try:
                dead = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            except ChildProcessError:
                return
            if dead is None:
                return
            run = self._runs.pop(dead.si_pid, None)
            if run is not None:
                _kill(dead.si_pid)  # its group; the number is taken as long as nobody has waited for it
            code = os.waitstatus_to_exitcode(os.waitpid(dead.si_pid, 0)[1])
            self._kill_orphans()
            if run is not None:
                self._tell(Ended(run, code))

    def _kill_orphans(self) -> None:
        """Kill what runs have left behind, and what that leaves behind in its turn."""
        while orphans := fence.children() - self._runs.keys():
            for orphan in orphans:
                _kill(orphan)
            for orphan in orphans:
                with suppress(ChildProcessError):
                    os.waitpid(orphan, 0)

    def _tell(self, reply: Reply) -> None:
        try:
            self._line.send(msgspec.json.encode(reply))
        except OSError:
            self._stop()

    def _stop(self) -> None:
        for process in self._runs:
            _kill(process)
        self._runs.clear()
        self._kill_orphans()
        os._exit(0)


def _kill(process: int) -> None:
    """Kill a child and the group it leads, if it leads one by now."""
    for kill in (os.kill, os.killpg):
        with suppress(ProcessLookupError, PermissionError):
            kill(process, signal.SIGKILL)


if __name__ == "__main__":
    main()
