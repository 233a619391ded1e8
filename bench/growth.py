#!/usr/bin/env python3
"""Doubles sites of many shapes twice and prints how the CPU time of `clausebook check` and `clausebook build` grows.

The exponent of a shape is log4 of the time for 4n over the time for n: 1 is linear, 2 is quadratic. The time of an
empty site is subtracted. Ends with 1 if any exponent reaches the limit. See README.md beside this file. Everything it
writes is in a temporary folder that it removes."""

import argparse
import math
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

sys.dont_write_bytecode = True
import options  # noqa: E402
from shapes import APPROVED, SHAPES, Files, Shape, page  # noqa: E402

# The largest exponent that counts as linear: sorting, caches and allocation add a little.
LIMIT = 1.3
# A command that takes longer is killed, in seconds.
TIME_LIMIT = 120
# The maximum size of a site, in bytes.
MOST_BYTES = 64 << 20


@dataclass(frozen=True)
class Growth:
    """How the time of one command grows: seconds for n, 2n and 4n, and the exponent."""

    n: int
    times: tuple[float, ...]

    @property
    def exponent(self) -> float:
        first, last = self.times[0], self.times[-1]
        return math.log(max(last, 1e-3) / max(first, 1e-3), 4)


def main() -> None:
    arguments = parse_arguments()
    chosen = {name: shape for name, shape in SHAPES.items()
              if not arguments.shapes or any(part in name for part in arguments.shapes)}
    work = Path(tempfile.mkdtemp(prefix="clausebook-growth-", dir=arguments.work))
    try:
        runner = Runner(arguments, work)
        print("| shape | command | n | n | 2n | 4n | exponent |")
        print("|---|---|---|---|---|---|---|")
        failed = [f"{name}, {command}" for name, shape in chosen.items()
                  for command in arguments.commands if not show(name, command, runner.growth(command, shape))]
    finally:
        shutil.rmtree(work, ignore_errors=True)
    if failed:
        sys.exit(f"not linear: {'; '.join(failed)}")


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    binary = options.REPOSITORY / "target" / "release" / "clausebook"
    parser.add_argument("shapes", nargs="*", help="parts of the names of shapes [default: all]")
    parser.add_argument("--clausebook", default=str(binary), help=f"[default: {binary}]")
    parser.add_argument("--commands", type=lambda text: text.split(","), default=["check", "build"],
                        help="[default: check,build]")
    parser.add_argument("--runs", type=int, default=3, help="runs of each size; the fastest counts [default: 3]")
    parser.add_argument("--least", type=float, default=0.1,
                        help="n is doubled until the work for it takes so many seconds of CPU [default: 0.1]")
    parser.add_argument("--work", type=Path, help="where the temporary folder goes [default: the system's]")
    arguments = parser.parse_args()
    if not Path(arguments.clausebook).is_file():
        parser.error(f"no {arguments.clausebook}: run `cargo build --release` first")
    return arguments


class Runner:
    """Runs commands on sites of a shape."""

    def __init__(self, arguments: argparse.Namespace, work: Path):
        self.arguments, self.work = arguments, work
        self.start = {command: self.time(command, page("text"), ()) for command in arguments.commands}

    def growth(self, command: str, shape: Shape) -> Growth:
        """The times for n, 2n and 4n, where n is large enough for its work to be measured."""
        n = shape.start
        while True:
            first = self.work_of(command, shape, n)
            is_largest = shape.most is not None and 8 * n > shape.most
            if first >= self.arguments.least or is_largest or size(shape.files(8 * n)) > MOST_BYTES:
                break
            n *= 2
        times = [first]
        for factor in (2, 4):
            times.append(self.work_of(command, shape, factor * n))
            if times[-1] >= TIME_LIMIT:
                break
        return Growth(n, tuple(times))

    def work_of(self, command: str, shape: Shape, n: int) -> float:
        extra = shape.check if command == "check" else ()
        return max(self.time(command, shape.files(n), extra) - self.start[command], 0.0)

    def time(self, command: str, files: Files, extra: tuple[str, ...]) -> float:
        """The least CPU time of some runs, in seconds."""
        root = self.work / "site"
        write(root, files)
        found = []
        for run in range(self.arguments.runs):
            out, caches = self.work / f"out-{run}", self.work / "caches"
            line = [self.arguments.clausebook, "--root", str(root), command]
            line += [*extra, "--cache", str(caches)]
            if command == "build":
                line += ["--out", str(out), "--no-search"]
            found.append(cpu_time(line))
            shutil.rmtree(out, ignore_errors=True)
            shutil.rmtree(caches, ignore_errors=True)
            if found[-1] > TIME_LIMIT / 10:
                break
        shutil.rmtree(root)
        return min(found)


def cpu_time(command: list[str]) -> float:
    """User and system time of the command; `TIME_LIMIT` where it was killed."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE)
    ended = time.monotonic() + TIME_LIMIT
    with process.stderr:
        os.set_blocking(process.stderr.fileno(), False)
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            if time.monotonic() > ended:
                process.kill()
                os.wait4(process.pid, 0)
                process.returncode = -9
                return float(TIME_LIMIT)
            time.sleep(0.005)
            said = process.stderr.read() or b""
        said = (process.stderr.read() or b"")
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        sys.exit(f"exit status {process.returncode}: {' '.join(command)}\n{said.decode('utf-8', 'replace')[-2000:]}")
    return usage.ru_utime + usage.ru_stime


def write(root: Path, files: Files) -> None:
    """Writes a site; in a repository where files of it were approved."""
    approved = {name.removeprefix(APPROVED): text for name, text in files.items() if name.startswith(APPROVED)}
    if approved:
        write_files(root, approved)
        author = ["-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "commit.gpgsign=false"]
        for line in (["init", "-q"], ["add", "."], [*author, "commit", "-qm", "approved"], ["tag", "approved"]):
            subprocess.run(["git", *line], cwd=root, check=True)
    write_files(root, {name: text for name, text in files.items() if not name.startswith(APPROVED)})


def write_files(root: Path, files: Files) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def size(files: Files) -> int:
    return sum(len(text) for text in files.values())


def show(name: str, command: str, growth: Growth) -> bool:
    """Prints a line; returns whether the growth is linear."""
    is_whole = len(growth.times) == 3
    times = [f"{seconds:.3f} s" for seconds in growth.times] + ["—"] * (3 - len(growth.times))
    is_linear = is_whole and growth.exponent < LIMIT
    mark = "" if is_linear else " **too large**"
    exponent = f"{growth.exponent:.2f}" if is_whole else "unknown"
    print(f"| {name} | {command} | {growth.n} | {' | '.join(times)} | {exponent}{mark} |", flush=True)
    return is_linear


if __name__ == "__main__":
    main()
