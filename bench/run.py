#!/usr/bin/env python3
"""Builds the same articles with Hugo and with Clausebook, checks them with lychee and with Clausebook, and prints
the ratios. See README.md beside this file. Everything it writes is in a temporary folder that it removes."""

import argparse
import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

sys.dont_write_bytecode = True
import corpus  # noqa: E402
import options  # noqa: E402
from measure import Sample, middle, output_of, program, run, version  # noqa: E402

HERE = Path(__file__).resolve().parent
MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Programs:
    clausebook: str
    hugo: str
    lychee: str
    threads: str | None


@dataclass(frozen=True)
class Site:
    """One size of the content: a root for each generator, and where their output goes."""

    articles: int
    ours: Path
    hugos: Path
    work: Path


@dataclass(frozen=True)
class Pages:
    """The contents of an output folder."""

    count: int
    size: int

    @staticmethod
    def of(folder: Path) -> "Pages":
        sizes = [path.stat().st_size for path in folder.rglob("*.html")]
        return Pages(len(sizes), sum(sizes))

    @property
    def each(self) -> float:
        return self.size / max(self.count, 1)


@dataclass(frozen=True)
class Result:
    """The measurements for one size: builds by both, our check, and lychee's where it was run."""

    site: Site
    hugo: Sample
    first: Sample
    ours: Sample
    check: Sample
    lychee: dict[str, Sample]
    pages: Pages


def main() -> None:
    arguments = parse_arguments()
    programs = Programs(arguments.clausebook, program("hugo", arguments.hugo), program("lychee", arguments.lychee),
                        os.environ.get("RAYON_NUM_THREADS"))
    heading(programs)
    work = Path(tempfile.mkdtemp(prefix="clausebook-bench-", dir=arguments.work))
    try:
        results = []
        for copies in arguments.copies:
            site = prepare(arguments.site, work / f"copies-{copies}", copies)
            runs = arguments.runs if copies <= 4 else min(arguments.runs, arguments.large_runs)
            print(f"… {site.articles} articles, {runs} runs", file=sys.stderr)
            results.append(measure(site, programs, runs, with_lychee=copies == arguments.lychee_copies))
        show(results)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def parse_arguments() -> argparse.Namespace:
    parser = options.parser(__doc__, [1, 2, 30])
    parser.add_argument("--runs", type=int, default=7, help="runs of every command [default: 7]")
    parser.add_argument("--large-runs", type=int, default=3, help="at more than four copies [default: 3]")
    parser.add_argument("--lychee-copies", type=int, default=2, help="the size lychee reads too [default: 2]")
    parser.add_argument("--lychee", help="[default: the one on the path]")
    return options.parse(parser)


def heading(programs: Programs) -> None:
    threads = programs.threads or f"not set ({os.cpu_count()} cores)"
    print(f"clausebook  {version([programs.clausebook, '--version'])}, {programs.clausebook}")
    print(f"hugo        {version([programs.hugo, 'version'])}")
    print(f"lychee      {version([programs.lychee, '--version'])}")
    print(f"RAYON_NUM_THREADS  {threads}; load {os.getloadavg()[0]:.1f}")
    print()


def prepare(source: Path, work: Path, copies: int) -> Site:
    """A root for each generator, with the same articles and files."""
    ours, hugos = work / "clausebook", work / "hugo"
    corpus.multiply(source / "content", ours / "content", copies)
    for name in ("clausebook.yaml", "templates", "static"):
        if (source / name).is_dir():
            corpus.copy_tree(source / name, ours / name, lambda text: text)
        elif (source / name).is_file():
            shutil.copyfile(source / name, ours / name)
    shutil.copytree(HERE / "hugo", hugos)
    corpus.copy_tree(ours / "content", hugos / "content", lambda text: text)
    if (source / "static").is_dir():
        corpus.copy_tree(source / "static", hugos / "static", lambda text: text)
    mended = corpus.mend(hugos / "content")
    corpus.stand_ins(hugos / "content", hugos / "layouts" / "shortcodes")
    articles = len(corpus.articles(ours / "content"))
    print(f"… {articles} articles made, {mended} lines of front matter mended for Hugo", file=sys.stderr)
    return Site(articles, ours, hugos, work)


def measure(site: Site, programs: Programs, runs: int, *, with_lychee: bool) -> Result:
    """The programs take turns, so that other load of the machine affects all equally."""
    hugo, first, ours, check = [], [], [], []
    lychee: dict[str, list[Sample]] = {"our output": [], "Hugo's output": []} if with_lychee else {}
    extra = without_search(programs)
    for turn in range(runs):
        # A new folder each time, because removing thousands of files slows down the next run.
        theirs, own = site.work / f"hugo-{turn}", site.work / f"clausebook-{turn}"
        hugo.append(run([programs.hugo, "build", "--noBuildLock", "--quiet", "-s", str(site.hugos), "-d", str(theirs)],
                        {0}, programs.threads))
        build = [programs.clausebook, "--quiet", "--root", str(site.ours), "build", *extra, "--out"]
        # First without caches, then with the caches of that build.
        nothing, cold = str(site.work / f"caches-{turn}"), str(site.work / f"cold-{turn}")
        first.append(run([*build, cold, "--cache", nothing], {0}, programs.threads))
        ours.append(run([*build, str(own), "--cache", nothing], {0}, programs.threads))
        check.append(run([programs.clausebook, "--root", str(site.ours), "check", "--format", "concise"], {0, 1},
                         programs.threads))
        for name, output in zip(lychee, (own, theirs)):
            lychee[name].append(run(lychee_command(programs, output), {0, 2}, programs.threads))
        if turn + 1 < runs and site.articles > 2000:
            # The output is too large to keep several times.
            for output in (theirs, cold, own):
                shutil.rmtree(output)
    last = site.work / f"clausebook-{runs - 1}"
    checked = {name: middle(samples) for name, samples in lychee.items()}
    return Result(site, middle(hugo), middle(first), middle(ours), middle(check), checked, Pages.of(last))


def without_search(programs: Programs) -> list[str]:
    """Hugo makes no search index, so ours is left out too."""
    return ["--no-search"] if "--no-search" in output_of([programs.clausebook, "build", "--help"]) else []


def lychee_command(programs: Programs, output: Path) -> list[str]:
    return [programs.lychee, "--offline", "--include-fragments", "--no-progress", "--quiet", "--extensions", "html",
            "--index-files", "index.html", "--root-dir", str(output), str(output)]


def show(results: list[Result]) -> None:
    print("| articles | | wall | CPU | peak memory |")
    print("|---|---|---|---|---|")
    for result in results:
        count = result.site.articles
        row(count, "Hugo builds", result.hugo)
        row(count, "Clausebook builds, nothing kept", result.first)
        ratio(count, "Hugo ÷ Clausebook, nothing kept", result.hugo, result.first)
        row(count, "Clausebook builds again", result.ours)
        ratio(count, "Hugo ÷ Clausebook again", result.hugo, result.ours)
        row(count, "Clausebook checks", result.check)
        for name, sample in result.lychee.items():
            row(count, f"lychee checks {name}", sample)
            ratio(count, f"lychee on {name} ÷ Clausebook", sample, result.check)
    print()
    print("| articles | HTML files | bytes in one |")
    print("|---|---|---|")
    for result in results:
        print(f"| {result.site.articles} | {result.pages.count} | {result.pages.each:.0f} |")
    growth(results)


def growth(results: list[Result]) -> None:
    if len(results) < 2:
        return
    small, large = results[-2:]
    articles = large.site.articles / small.site.articles
    print()
    print(f"From {small.site.articles} to {large.site.articles} articles, {articles:.1f} times as many: "
          f"build {large.ours.wall / small.ours.wall:.1f} times as long, "
          f"check {large.check.wall / small.check.wall:.1f} times, "
          f"bytes a page {100 * (large.pages.each / small.pages.each - 1):+.1f} %.")


def row(articles: int, name: str, sample: Sample) -> None:
    print(f"| {articles} | {name} | {sample.wall:.3f} s | {sample.cpu:.3f} s | {sample.memory / MEGABYTE:.0f} MB |")


def ratio(articles: int, name: str, theirs: Sample, ours: Sample) -> None:
    wall, cpu, memory = theirs.wall / ours.wall, theirs.cpu / ours.cpu, theirs.memory / ours.memory
    print(f"| {articles} | **{name}** | **{wall:.1f} ×** | **{cpu:.1f} ×** | **{memory:.1f} ×** |")


if __name__ == "__main__":
    main()
