"""The options that every script here takes.

Kept out: what only one of them asks for.
"""

import argparse
import os
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent


def parser(description: str, copies: list[int]) -> argparse.ArgumentParser:
    """A parser of the shared options; `copies` are the default sizes."""
    home = os.environ.get("CLAUSEBOOK_CORPUS") or REPOSITORY.parent / "shared" / "corpus"
    # The profile that the README installs with; the other programs are release builds as well.
    binary = REPOSITORY / "target" / "dist" / "clausebook"
    sizes = ",".join(str(number) for number in copies)
    made = argparse.ArgumentParser(description=description)
    made.add_argument("--site", type=Path, default=Path(home) / "academy-2024", help="a root folder with content/")
    made.add_argument("--copies", type=lambda text: [int(part) for part in text.split(",")], default=copies,
                      help=f"how many copies of the site's content make each size [default: {sizes}]")
    made.add_argument("--clausebook", default=str(binary), help=f"[default: {binary}]")
    made.add_argument("--hugo", help="[default: the one on the path]")
    made.add_argument("--work", type=Path, help="where the temporary folder goes [default: the system's]")
    return made


def parse(made: argparse.ArgumentParser) -> argparse.Namespace:
    """The parsed options; ends the program where the site or a program is missing."""
    arguments = made.parse_args()
    if not (arguments.site / "content").is_dir():
        made.error(f"no content in {arguments.site}: give --site, or set CLAUSEBOOK_CORPUS")
    if not Path(arguments.clausebook).is_file():
        made.error(f"no {arguments.clausebook}: run `cargo build --profile dist` first")
    return arguments
