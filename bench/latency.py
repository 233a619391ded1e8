#!/usr/bin/env python3
"""Saves an article again and again while Hugo's and Clausebook's previews run, and prints how long it takes until
each serves what was saved. See README.md beside this file. Everything it writes is in a temporary folder that it
removes."""

import argparse
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

sys.dont_write_bytecode = True
import options  # noqa: E402
from measure import output_of, program, version  # noqa: E402
from run import Site, prepare  # noqa: E402

# The time limit of every wait, in seconds.
TIME_LIMIT = 300


class Server:
    """A preview that runs, and the article that is edited in it."""

    def __init__(self, name: str, command: list[str], port: int, article: Path, url: str):
        self.name, self.article, self.url = name, article, f"http://127.0.0.1:{port}{url}"
        self.text = article.read_text(encoding="utf-8")
        self.saves: list[float] = []
        began = time.perf_counter()
        self.process = subprocess.Popen([*command, str(port)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)
        self.ready = self.wait_for("", began)
        self.cpu_before = self.cpu()

    def wait_for(self, mark: str, began: float) -> float:
        """Requests the article until it contains `mark`; returns the seconds since `began`."""
        while time.perf_counter() - began < TIME_LIMIT:
            try:
                with urllib.request.urlopen(self.url, timeout=TIME_LIMIT) as answer:
                    if mark in answer.read().decode("utf-8", "replace"):
                        return time.perf_counter() - began
            except (urllib.error.URLError, ConnectionError):
                if self.process.poll() is not None:
                    sys.exit(f"{self.name} has ended with {self.process.returncode}")
            time.sleep(0.002)
        sys.exit(f"{self.name} never serves {mark or self.url}")

    def save(self, mark: str) -> None:
        text = f"{self.text}\n\n{mark}\n"
        began = time.perf_counter()
        self.article.write_text(text, encoding="utf-8")
        self.saves.append(self.wait_for(mark, began))

    def cpu(self) -> float:
        """Seconds of all cores that the process has used; none where the system does not report it."""
        try:
            fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
            return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        except OSError:
            return float("nan")

    def cpu_of_a_save(self) -> float:
        return (self.cpu() - self.cpu_before) / max(len(self.saves), 1)

    def end(self) -> None:
        self.process.terminate()
        self.process.wait()


def main() -> None:
    arguments = parse_arguments()
    hugo = program("hugo", arguments.hugo)
    print(f"clausebook  {version([arguments.clausebook, '--version'])}, {arguments.clausebook}")
    print(f"hugo        {version([hugo, 'version'])}")
    print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores, {arguments.saves} saves")
    print()
    print("| articles | | ready | save to served, median | fastest | slowest | CPU of a save |")
    print("|---|---|---|---|---|---|---|")
    work = Path(tempfile.mkdtemp(prefix="clausebook-bench-", dir=arguments.work))
    try:
        for copies in arguments.copies:
            site = prepare(arguments.site, work / f"copies-{copies}", copies)
            measure(arguments, hugo if copies <= arguments.hugo_copies else None, site)
            shutil.rmtree(work / f"copies-{copies}")
    finally:
        shutil.rmtree(work, ignore_errors=True)


def parse_arguments() -> argparse.Namespace:
    parser = options.parser(__doc__, [2, 30])
    parser.add_argument("--hugo-copies", type=int, default=2, help="the largest size for Hugo [default: 2]")
    parser.add_argument("--saves", type=int, default=9, help="saves to each [default: 9]")
    parser.add_argument("--idle", type=float, default=0, help="seconds to watch ours do nothing [default: 0]")
    return options.parse(parser)


def measure(arguments: argparse.Namespace, hugo: str | None, site: Site) -> None:
    source, url = edited(arguments.clausebook, site)
    serve = [arguments.clausebook, "--quiet", "--root", str(site.ours), "serve", "--port"]
    servers = [Server("Clausebook", serve, free_port(), site.ours / source, url)]
    try:
        if hugo:
            serve = [hugo, "server", "--renderToMemory", "--quiet", "--noBuildLock", "--buildDrafts", "--buildFuture",
                     "--bind", "127.0.0.1", "-s", str(site.hugos), "--port"]
            servers.append(Server("Hugo", serve, free_port(), site.hugos / source, url))
        for turn in range(arguments.saves):
            # In turns, so that other load of the machine affects all programs equally.
            for server in servers:
                server.save(f"mark-{turn}-{time.time_ns()}")
                time.sleep(0.4)
        show(site.articles, servers)
        idle(arguments.idle, servers[0])
    finally:
        for server in servers:
            server.end()


def edited(clausebook: str, site: Site) -> tuple[str, str]:
    """An article from the middle of the site: its file and its address."""
    pages = json.loads(output_of([clausebook, "--root", str(site.ours), "inspect", "pages", "--format", "json"]))
    plain = [page for page in pages if page["kind"] == "article" and not page["source"].endswith("index.md")]
    page = plain[len(plain) // 2]
    return page["source"], page["url"]


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def show(articles: int, servers: list[Server]) -> None:
    middle = {server.name: statistics.median(server.saves) for server in servers}
    for server in servers:
        figures = (server.ready, middle[server.name], min(server.saves), max(server.saves), server.cpu_of_a_save())
        cells = " | ".join(f"{1000 * figure:.0f} ms" for figure in figures)
        print(f"| {articles} | {server.name} | {cells} |")
    if "Hugo" in middle:
        ours, hugo = servers
        ratios = [hugo.ready / ours.ready, middle["Hugo"] / middle["Clausebook"], min(hugo.saves) / min(ours.saves),
                  max(hugo.saves) / max(ours.saves), hugo.cpu_of_a_save() / max(ours.cpu_of_a_save(), 0.001)]
        cells = " | ".join(f"**{figure:.1f} ×**" for figure in ratios)
        print(f"| {articles} | **Hugo ÷ Clausebook** | {cells} |")


def idle(seconds: float, server: Server) -> None:
    if seconds:
        time.sleep(2)
        before = server.cpu()
        time.sleep(seconds)
        print(f"\nCPU of {server.name} in {seconds:.0f} s without a request: {1000 * (server.cpu() - before):.0f} ms\n")


if __name__ == "__main__":
    main()
