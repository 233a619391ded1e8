#!/usr/bin/env python3
"""Times a whole build with search and check: Clausebook alone against Hugo, Pagefind and lychee one after another, the
first time and again where no text has changed. See README.md beside this file. Everything it writes is in a temporary
folder that it removes."""

import argparse
import importlib.util
import os
import shutil
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

sys.dont_write_bytecode = True
import options  # noqa: E402
from measure import Sample, middle, program, run, version  # noqa: E402
from run import MEGABYTE, Programs, Site, heading, lychee_command, prepare  # noqa: E402

# Hugo's theme marks the content, so that Pagefind indexes the articles only.
PAGEFIND = ["--quiet", "--root-selector", "main"]


@dataclass
class Runs:
    """The measurements of every turn."""

    hugo: list[Sample] = field(default_factory=list)
    pagefind: list[Sample] = field(default_factory=list)
    lychee: list[Sample] = field(default_factory=list)
    cold: list[Sample] = field(default_factory=list)
    warm: list[Sample] = field(default_factory=list)


def main() -> None:
    arguments = parse_arguments()
    pagefind = find_pagefind(arguments.pagefind)
    programs = Programs(arguments.clausebook, program("hugo", arguments.hugo), program("lychee", arguments.lychee),
                        os.environ.get("RAYON_NUM_THREADS"))
    print(f"pagefind    {version([pagefind, '--version'])}")
    heading(programs)
    work = Path(tempfile.mkdtemp(prefix="clausebook-bench-", dir=arguments.work))
    try:
        print("| articles | | wall | CPU | peak memory |")
        print("|---|---|---|---|---|")
        for copies in arguments.copies:
            site = prepare(arguments.site, work / f"copies-{copies}", copies)
            # After this, all programs have read the files once.
            measure(site, programs, pagefind, 1)
            show(site.articles, measure(site, programs, pagefind, arguments.runs))
            shutil.rmtree(work / f"copies-{copies}")
    finally:
        shutil.rmtree(work, ignore_errors=True)


def parse_arguments() -> argparse.Namespace:
    parser = options.parser(__doc__, [2])
    parser.add_argument("--runs", type=int, default=5, help="turns [default: 5]")
    parser.add_argument("--pagefind", help="[default: that of its Python package, else the one on the path]")
    parser.add_argument("--lychee", help="[default: the one on the path]")
    return options.parse(parser)


def find_pagefind(given: str | None) -> str:
    """The program itself: its Python package does not put it on the path."""
    package = importlib.util.find_spec("pagefind_bin")
    inside = Path(package.origin).parent / "pagefind" if package and package.origin else None
    return str(inside) if inside and inside.is_file() and not given else program("pagefind", given)


def measure(site: Site, programs: Programs, pagefind: str, runs: int) -> Runs:
    """The programs take turns, so that other load of the machine affects all equally."""
    done = Runs()
    for turn in range(runs):
        theirs, own = site.work / f"hugo-{runs}-{turn}", site.work / f"clausebook-{runs}-{turn}"
        done.hugo.append(run([programs.hugo, "build", "--noBuildLock", "--quiet", "-s", str(site.hugos), "-d",
                              str(theirs)], {0}, programs.threads))
        done.pagefind.append(run([pagefind, *PAGEFIND, "--site", str(theirs)], {0}, programs.threads))
        done.lychee.append(run(lychee_command(programs, theirs), {0, 2}, programs.threads))
        for samples in (done.cold, done.warm):
            # With its check, but without `--strict`, which would stop at its findings.
            samples.append(run([programs.clausebook, "--quiet", "--root", str(site.ours), "--cache", f"{own}-kept",
                                "build", "--out", str(own)], {0}, programs.threads))
        for output in (theirs, own, f"{own}-kept"):
            shutil.rmtree(output)
    return done


def together(*parts: list[Sample]) -> list[Sample]:
    """The same turn of several programs as one: one after another."""
    return [Sample(sum(part.wall for part in turn), sum(part.cpu for part in turn), max(part.memory for part in turn))
            for turn in zip(*parts)]


def show(articles: int, runs: Runs) -> None:
    theirs, cold, warm = middle(together(runs.hugo, runs.pagefind, runs.lychee)), middle(runs.cold), middle(runs.warm)
    for name, samples in (("Hugo builds", runs.hugo), ("Pagefind indexes", runs.pagefind),
                          ("lychee checks", runs.lychee)):
        row(articles, name, middle(samples))
    row(articles, "Hugo + Pagefind + lychee", theirs)
    row(articles, "Clausebook, the first time", cold)
    ratio(articles, theirs, cold)
    row(articles, "Clausebook again, no text changed", warm)
    ratio(articles, theirs, warm)


def row(articles: int, name: str, sample: Sample) -> None:
    print(f"| {articles} | {name} | {sample.wall:.3f} s | {sample.cpu:.3f} s | {sample.memory / MEGABYTE:.0f} MB |")


def ratio(articles: int, theirs: Sample, ours: Sample) -> None:
    wall, cpu, memory = theirs.wall / ours.wall, theirs.cpu / ours.cpu, theirs.memory / ours.memory
    print(f"| {articles} | **together ÷ Clausebook** | **{wall:.1f} ×** | **{cpu:.1f} ×** | **{memory:.1f} ×** |")


if __name__ == "__main__":
    main()
