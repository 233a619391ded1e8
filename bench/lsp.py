#!/usr/bin/env python3
"""How long the language server takes after a keystroke, and what it costs while nobody types.

    python3 bench/lsp.py target/release/clausebook SITE

Opens the longest article, types into it letter by letter, and prints the median and the worst time in milliseconds from the
keystroke to its diagnostics (with the pause that the server waits for), the processor time of that, and the times of a completion, a hover and a list of references;
the memory; and the processor time of five idle seconds.
"""

import json
import os
import pathlib
import queue
import statistics
import subprocess
import sys
import threading
import time

ROUNDS = 30
BROKEN = "/no-such-page/"


class Server:
    def __init__(self, binary, root):
        self.root = root
        self.process = subprocess.Popen([binary, "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.messages = queue.Queue()
        self.last_id = 0
        threading.Thread(target=self.read, daemon=True).start()
        folders = [{"uri": root.as_uri(), "name": "site"}]
        self.request("initialize", {"processId": os.getpid(), "workspaceFolders": folders,
                                    "capabilities": {"general": {"positionEncodings": ["utf-16"]}}})
        self.notify("initialized", {})

    def read(self):
        stream = self.process.stdout
        while True:
            length = 0
            while (line := stream.readline().strip()):
                name, value = line.split(b": ")
                length = int(value) if name == b"Content-Length" else length
            if not length:
                return
            body = stream.read(length)
            self.messages.put((time.perf_counter(), json.loads(body)))

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def notify(self, method, params):
        self.send({"method": method, "params": params})

    def request(self, method, params):
        """The result, and the milliseconds that it took."""
        self.last_id += 1
        began = time.perf_counter()
        self.send({"id": self.last_id, "method": method, "params": params})
        while True:
            at, message = self.messages.get(timeout=300)
            if message.get("id") == self.last_id and "method" not in message:
                assert "error" not in message, message
                return message["result"], (at - began) * 1000

    def diagnostics(self, uri, wanted):
        """When diagnostics for this document arrive that have the wanted text, or do not have it."""
        while True:
            at, message = self.messages.get(timeout=300)
            params = message.get("params", {})
            if message.get("method") == "textDocument/publishDiagnostics" and params["uri"] == uri:
                if wanted(json.dumps(params["diagnostics"])):
                    return at


def status(process, key):
    lines = pathlib.Path(f"/proc/{process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(key))


def processor_time(process):
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def row(name, times):
    print(f"{name:<16}{statistics.median(times):>8.1f}{max(times):>8.1f}")


def main():
    binary, root = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
    articles = sorted(root.glob("content/**/*.md"), key=lambda path: path.stat().st_size)
    article = articles[-1]
    began = time.perf_counter()
    server = Server(binary, root)
    found, _ = server.request("workspace/executeCommand", {"command": "clausebook.check"})
    print(f"{len(articles)} articles, first check {(time.perf_counter() - began) * 1000:.0f} ms, {found}")
    uri, text = article.as_uri(), article.read_text()
    server.notify("textDocument/didOpen", {"textDocument": {"uri": uri, "languageId": "markdown", "version": 1, "text": text}})
    line = text.count("\n")
    version = 1

    def change(start, end, new):
        nonlocal version
        version += 1
        edit = {"range": {"start": {"line": line, "character": start}, "end": {"line": line, "character": end}}, "text": new}
        server.notify("textDocument/didChange", {"textDocument": {"uri": uri, "version": version}, "contentChanges": [edit]})

    typed = f"[x]({BROKEN})"
    shown, used, completed, hovered, referenced = [], [], [], [], []
    document = {"textDocument": {"uri": uri}}
    for _ in range(ROUNDS):
        for at, letter in enumerate(typed):
            began = time.perf_counter()
            change(at, at, letter)
        shown.append((server.diagnostics(uri, lambda found: BROKEN in found) - began) * 1000)
        position = {"line": line, "character": 5}
        completed.append(server.request("textDocument/completion", {**document, "position": position})[1])
        hovered.append(server.request("textDocument/hover", {**document, "position": position})[1])
        referenced.append(server.request("textDocument/references", {**document, "position": {"line": 1, "character": 9}})[1])
        began, before = time.perf_counter(), processor_time(server.process)
        change(0, len(typed), "")
        shown.append((server.diagnostics(uri, lambda found: BROKEN not in found) - began) * 1000)
        used.append(processor_time(server.process) - before)
    print(f"{'':<16}{'median':>8}{'worst':>8}")
    row("diagnostics", shown)
    row("  processor", used)
    row("completion", completed)
    row("hover", hovered)
    row("references", referenced)
    print(f"memory {status(server.process, 'VmRSS') / 1024:.0f} MB, at most {status(server.process, 'VmHWM') / 1024:.0f} MB")
    before = processor_time(server.process)
    time.sleep(5)
    print(f"processor time of 5 idle seconds: {processor_time(server.process) - before:.0f} ms")
    server.request("shutdown", None)
    server.notify("exit", None)
    assert server.process.wait(timeout=60) == 0


main()
