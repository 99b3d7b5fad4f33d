"""Asks servers whether they answer: one real question each, in their own protocol."""

from __future__ import annotations

import http.client
import socket
import struct
from pathlib import Path

TIMEOUT_S = 2.0
_PROTOCOL_3 = 196608


class ServerRefusedError(Exception):
    """The server answered, with an error."""


def postgres_query(sockets: Path, database: str, sql: str) -> int:
    """Runs one statement and returns the number of rows. Raises OSError or ServerRefusedError."""
    with socket.socket(socket.AF_UNIX) as link:
        link.settimeout(TIMEOUT_S)
        link.connect(str(sockets / ".s.PGSQL.5432"))
        hello = f"user\0baton\0database\0{database}\0\0".encode()
        link.sendall(struct.pack("!ii", len(hello) + 8, _PROTOCOL_3) + hello)
        _until_ready(link)
        link.settimeout(30)  # creating a database copies a template
        statement = sql.encode() + b"\0"
        link.sendall(b"Q" + struct.pack("!i", len(statement) + 4) + statement)
        return _until_ready(link)


def _until_ready(link: socket.socket) -> int:
    """Reads messages up to ReadyForQuery and counts the rows among them."""
    rows = 0
    while True:
        kind, length = struct.unpack("!ci", _exactly(link, 5))
        body = _exactly(link, length - 4)
        if kind == b"E":
            fields = [part.decode(errors="replace") for part in body.split(b"\0") if part]
            raise ServerRefusedError(next((f[1:] for f in fields if f[0] == "M"), "unknown"))
        if kind == b"Z":
            return rows
        rows += kind == b"D"


def _exactly(link: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        piece = link.recv(count - len(data))
        if not piece:
            raise ConnectionResetError("the server closed the connection")
        data += piece
    return data


def valkey_answers(port: int, password: str) -> bool:
    """Whether our own Valkey answers PING; a stranger on the port does not know the password."""
    with socket.create_connection(("127.0.0.1", port), TIMEOUT_S) as link:
        link.sendall(f"AUTH {password}\r\nPING\r\n".encode())
        return _exactly(link, 12) == b"+OK\r\n+PONG\r\n"


def http_answers(host: str, port: int, path: str, timeout_s: float = TIMEOUT_S) -> int:
    """The status of a GET. Raises OSError or http.client.HTTPException."""
    link = http.client.HTTPConnection(host, port, timeout=timeout_s)
    try:
        link.request("GET", path)
        response = link.getresponse()
        response.read()
    finally:
        link.close()
    return response.status
