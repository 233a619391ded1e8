#!/usr/bin/env python3
"""Many clients and many edits at once against `clausebook serve`: no request fails, no page is stale, memory does not
grow. See README.md beside this file. Everything it writes is in a temporary folder that it removes, and it sends
requests to this machine only."""

import argparse
import http.client
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.dont_write_bytecode = True

# The time limit of one request, in seconds.
TIME_LIMIT = 60


def article(number: int, mark: str) -> str:
    links = "".join(f"* [Article {other}](/s{other % 10}/a{other}/#one)\n" for other in range(number, number + 5))
    return (f"---\ntitle: Article {number}\ndescription: One sentence.\nweight: {number + 1}\n---\n## One\n\n{links}\n"
            f"```yaml\nkey: {number}\n```\n\n{'Some words of prose. ' * 40}\n\nMark {mark}.\n")


class Guide:
    """A site in a folder, with the mark that was last saved in each article."""

    def __init__(self, root: Path, articles: int):
        self.root, self.articles = root, articles
        self.lock = threading.Lock()
        self.marks = {}
        for section in range(10):
            self.write(f"content/s{section}/_index.md", f"---\ntitle: Section {section}\ndescription: d\n---\n")
        self.write("content/_index.md", "---\ntitle: Home\ndescription: d\n---\n")
        for number in range(articles + 5):
            self.save(number, "0")

    def write(self, path: str, text: str) -> None:
        full = self.root / path
        full.parent.mkdir(parents=True, exist_ok=True)
        # As most editors do: a new file takes the place of the old one.
        draft = full.with_name(f".{full.name}.draft")
        draft.write_text(text, encoding="utf-8")
        os.replace(draft, full)

    def save(self, number: int, mark: str) -> None:
        self.write(f"content/s{number % 10}/a{number}.md", article(number, mark))
        with self.lock:
            self.marks[number] = int(mark)


class Preview:
    """`clausebook serve` on a free port."""

    def __init__(self, program: str, root: Path, caches: Path):
        environment = {**os.environ, "XDG_CACHE_HOME": str(caches)}
        command = [program, "--root", str(root), "serve", "--port", "0"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
        line = self.process.stdout.readline()
        while "http://" not in line:
            if not line:
                sys.exit(f"the preview has ended: {self.process.stderr.read()}")
            line = self.process.stdout.readline()
        self.host = line.split("http://")[1].split("/")[0]
        self.errors = []
        for stream, lines in ((self.process.stdout, []), (self.process.stderr, self.errors)):
            threading.Thread(target=lambda stream=stream, lines=lines: lines.extend(stream), daemon=True).start()

    def memory(self) -> int:
        """The resident memory in kilobytes."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
        return 0

    def files(self) -> int:
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))


class Client(threading.Thread):
    """Requests articles one after the other; each must hold the mark that was saved before the request, or a later one."""

    def __init__(self, guide: Guide, preview: Preview, requests: int, seed: int):
        super().__init__()
        self.guide, self.preview, self.requests = guide, preview, requests
        self.random, self.faults, self.times = random.Random(seed), [], []

    def run(self) -> None:
        for _ in range(self.requests):
            number = self.random.randrange(self.guide.articles)
            with self.guide.lock:
                least = self.guide.marks[number]
            began = time.perf_counter()
            try:
                self.request(number, least)
            except (OSError, http.client.HTTPException, ValueError, IndexError) as error:
                self.faults.append(f"article {number}: {error!r}")
            self.times.append(time.perf_counter() - began)

    def request(self, number: int, least: int) -> None:
        connection = http.client.HTTPConnection(self.preview.host, timeout=TIME_LIMIT)
        connection.request("GET", f"/s{number % 10}/a{number}/")
        answer = connection.getresponse()
        body = answer.read().decode("utf-8")
        connection.close()
        if answer.status != 200:
            raise ValueError(f"status {answer.status}")
        shown = int(body.split("Mark ")[1].split(".")[0])
        if shown < least:
            raise ValueError(f"it is stale: mark {shown} after {least} was saved")


def streams(preview: Preview, number: int) -> list[http.client.HTTPConnection]:
    """Open pages, which wait for changes."""
    opened = []
    for _ in range(number):
        connection = http.client.HTTPConnection(preview.host, timeout=TIME_LIMIT)
        connection.request("GET", "/__clausebook/events")
        opened.append(connection)
    return opened


def run(options: argparse.Namespace, folder: Path) -> list[str]:
    guide = Guide(folder / "site", options.articles)
    preview = Preview(options.program, guide.root, folder / "caches")
    try:
        opened = streams(preview, options.streams)
        share, faults, memory = options.requests // options.clients // options.parts, [], []
        times, edits = [], 0
        for part in range(options.parts):
            clients = [Client(guide, preview, share, part * 1000 + seed) for seed in range(options.clients)]
            for client in clients:
                client.start()
            for _ in range(options.edits // options.parts):
                edits += 1
                guide.save(edits * 7 % options.articles, str(edits))
                time.sleep(options.pause)
            for client in clients:
                client.join()
                faults += client.faults
                times += client.times
            memory.append(preview.memory())
            print(f"part {part + 1}: {len(times)} requests, {edits} edits, {len(faults)} faults, {memory[-1] // 1024} MB, "
                  f"{preview.files()} open files", flush=True)
        times.sort()
        print(f"response: median {times[len(times) // 2] * 1000:.0f} ms, slowest {times[-1] * 1000:.0f} ms")
        for connection in opened:
            connection.close()
        faults += [line.strip() for line in preview.errors if "panicked" in line or "error" in line.lower()]
        if preview.process.poll() is not None:
            faults.append(f"the preview has ended with {preview.process.returncode}")
        if memory[-1] > memory[0] * options.growth:
            faults.append(f"memory grows: {memory} kB")
        return faults
    finally:
        preview.process.kill()
        preview.process.wait()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    binary = Path(__file__).resolve().parent.parent / "target/release/clausebook"
    parser.add_argument("--program", default=str(binary), help="the binary [the release build]")
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--requests", type=int, default=10_000, help="of all clients together")
    parser.add_argument("--edits", type=int, default=200)
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--streams", type=int, default=20, help="pages that are open meanwhile")
    parser.add_argument("--parts", type=int, default=4, help="how often memory is measured")
    parser.add_argument("--pause", type=float, default=0.05, help="seconds between two edits")
    parser.add_argument("--growth", type=float, default=1.3, help="the last part's memory over the first's, at most")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        faults = run(options, Path(folder))
    for fault in faults[:20]:
        print(f"fault: {fault}")
    print(f"{len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
