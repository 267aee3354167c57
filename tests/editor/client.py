"""A client that speaks the Language Server Protocol with a process of its own, as an editor does."""

import json
import queue
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Client:
    def __init__(self, *arguments, command=(sys.executable, "-m", "slacode", "lsp")):
        self.process = subprocess.Popen(
            [*command, *arguments], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        self.messages = queue.Queue()
        self.diagnostics = {}
        self.requests, self.said = [], []
        self._number = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        stream = self.process.stdout
        while line := stream.readline():
            length = 0
            while line.strip():
                name, _, value = line.decode().partition(":")
                length = int(value) if name.lower() == "content-length" else length
                line = stream.readline()
            self.messages.put(json.loads(stream.read(length)))

    def send(self, method, params, number=None):
        message = {"jsonrpc": "2.0", "method": method, "params": params}
        if number is not None:
            message["id"] = number
        self._write(message)

    def _write(self, message):
        data = json.dumps(message).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(data) + data)
        self.process.stdin.flush()

    def ask(self, method, params, timeout=30):
        self._number += 1
        self.send(method, params, self._number)
        while True:
            message = self.messages.get(timeout=timeout)
            if message.get("id") == self._number and "method" not in message:
                assert "error" not in message, message
                return message["result"]
            self._note(message)

    def _note(self, message):
        if message.get("method") == "textDocument/publishDiagnostics":
            self.diagnostics[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif message.get("method") == "window/showMessage":
            self.said.append(message["params"]["message"])
        elif "id" in message and "method" in message:
            self.requests.append(message)
            self._write({"jsonrpc": "2.0", "id": message["id"], "result": None})

    def until(self, holds, timeout=30):
        """Listen until something holds of what the server has told."""
        while not holds(self):
            self._note(self.messages.get(timeout=timeout))

    def rest(self, seconds=3, most=60):
        """Wait until nothing has been told for a while, as when all is read and checked."""
        began = time.monotonic()
        while time.monotonic() - began < most:
            try:
                self._note(self.messages.get(timeout=seconds))
            except queue.Empty:
                return

    def initialize(self, *folders, **capabilities):
        result = self.ask("initialize", {
            "processId": None, "rootUri": None, "capabilities": capabilities,
            "workspaceFolders": [{"uri": folder.as_uri(), "name": folder.name} for folder in folders],
        })
        self.send("initialized", {})
        return result["capabilities"]

    def open(self, path, text=None):
        uri = path if isinstance(path, str) else path.as_uri()
        text = path.read_text(encoding="utf-8") if text is None else text
        item = {"uri": uri, "languageId": "slacode", "version": 1, "text": text}
        self.send("textDocument/didOpen", {"textDocument": item})
        return uri

    def change(self, uri, text, version=2):
        document = {"uri": uri, "version": version}
        self.send("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})

    def stop(self):
        """End as the protocol says; the exit code, and what was written to stderr."""
        self.ask("shutdown", None)
        self.send("exit", None)
        self.process.stdin.close()
        code = self.process.wait(timeout=20)
        return code, self.process.stderr.read().decode()


def place(text, what, after=""):
    """The line and UTF-16 column at which something stands in a text."""
    at = text.index(what, text.index(after))
    line_start = text.rfind("\n", 0, at) + 1
    column = len(text[line_start:at].encode("utf-16-le")) // 2
    return {"line": text.count("\n", 0, at), "character": column}
