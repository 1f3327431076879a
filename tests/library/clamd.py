"""A small clamd over a real socket: it speaks INSTREAM, and can be slow, dead or out of its mind."""

import contextlib
import socket
import threading

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Clamd:
    """Answers each line in a thread; ``reply`` is put in its mouth, ``limit`` is its StreamMaxLength."""

    def __init__(self, listener, *, reply=None, limit=1 << 20, is_mute=False):
        self._listener, self.reply, self.limit, self.is_mute = listener, reply, limit, is_mute
        self.seen = []
        self.held = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        with contextlib.suppress(OSError):
            while True:
                line, _ = self._listener.accept()
                threading.Thread(target=self._answer, args=(line,), daemon=True).start()

    def _answer(self, line):
        with contextlib.suppress(OSError):
            stream = line.makefile("rb")
            assert stream.read(10) == b"zINSTREAM\0"
            content = b""
            while size := int.from_bytes(stream.read(4), "big"):
                content += stream.read(size)
                if len(content) > self.limit:
                    # As the real one does: it answers, and closes with what it has not read.
                    line.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                    break
            self.seen.append(content)
            if self.is_mute:
                self.held.append((line, stream))
                return
            if len(content) <= self.limit:
                verdict = b"stream: Win.Test.EICAR_HDB-1 FOUND\0" if EICAR in content else b"stream: OK\0"
                line.sendall(verdict if self.reply is None else self.reply)
            stream.close()
            line.close()


@contextlib.contextmanager
def listening(family=socket.AF_INET, where=("127.0.0.1", 0), **options):
    """Run one; yields its address as LIBRARY_CLAMAV writes it, and the clamd."""
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.bind(where)
        listener.listen()
        name = listener.getsockname()
        address = f"unix:{name}" if isinstance(name, str) else f"tcp:{name[0]}:{name[1]}"
        yield address, Clamd(listener, **options)
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
