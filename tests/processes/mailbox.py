"""A mail server that keeps what it is given: the tests read the letters as their recipients would."""

from __future__ import annotations

import email
import email.policy
import re
import socketserver
import threading
from email.message import EmailMessage
from typing import cast


class Mailbox:
    """Listens on loopback from the moment it is made until `close`."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        box = self

        class Session(socketserver.StreamRequestHandler):
            """One conversation, as much of RFC 5321 as a client needs."""

            def handle(self) -> None:
                self.say("220 mailbox")
                while line := self.rfile.readline():
                    verb = line[:4].upper().decode("ascii", "replace")
                    if verb == "QUIT":
                        return self.say("221 bye")
                    if verb == "DATA":
                        self.say("354 go on")
                        box.keep(self.text())
                    self.say("250 mailbox")

            def text(self) -> bytes:
                lines = []
                while (line := self.rfile.readline()) not in (b".\r\n", b""):
                    lines.append(line[1:] if line.startswith(b"..") else line)
                return b"".join(lines)

            def say(self, words: str) -> None:
                self.wfile.write(f"{words}\r\n".encode())

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session)
        self.server.daemon_threads = True
        self.port = int(self.server.server_address[1])
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def keep(self, raw: bytes) -> None:
        """Add a letter."""
        self.letters.append(cast("EmailMessage", email.message_from_bytes(raw, policy=email.policy.default)))

    def to(self, address: str) -> list[str]:
        """Return the texts of the letters to `address`, oldest first, each with its subject as the first line."""
        return [f"{letter['subject']}\n{letter.get_content()}" for letter in self.letters if address in str(letter["to"])]

    def link(self, address: str, path: str) -> str:
        """Return the newest link to `path…` that was mailed to `address`, without its host; "" while there is none."""
        for text in reversed(self.to(address)):
            if found := re.search(rf"https?://[^/\s]+({re.escape(path)}\S*)", text):
                return found[1]
        return ""

    def close(self) -> None:
        """Stop listening."""
        self.server.shutdown()
        self.server.server_close()
