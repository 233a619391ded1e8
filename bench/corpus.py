"""The content for both generators: copies of a tree of articles, and a variant that Hugo accepts.

Kept out: running and timing anything.
"""

import os
import re
import shutil
from pathlib import Path

FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?\n)(?=---)", re.DOTALL)
KEY = re.compile(r"([A-Za-z_]+)[ \t]*:(.*)")
DATE_KEYS = {"date", "lastmod", "publishdate", "expirydate"}
DAY = r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
TIME = r"(?:[T ](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?[ ]?(?:Z|[+-]\d\d:?\d\d)?)?"
WELL_FORMED_DATE = re.compile(rf"""["']?{DAY}{TIME}["']?""")
SHORTCODE = re.compile(r"\{\{[<%][ \t]*(/?)([A-Za-z][\w/.-]*)")
# Hugo has these; a placeholder would replace them.
BUILT_INTO_HUGO = {"details", "figure", "gist", "highlight", "instagram", "param", "qr", "ref", "relref",
                   "vimeo", "x", "youtube"}


def articles(content: Path) -> list[Path]:
    """Every Markdown file, in a fixed order."""
    return sorted(content.rglob("*.md"))


def multiply(source: Path, target: Path, copies: int) -> None:
    """Writes `copies` of the tree as sections of one site, each with links that stay inside it.

    One copy is the tree as it is. Images are linked, not copied: they cost the disk nothing here.
    """
    if copies == 1:
        copy_tree(source, target, lambda text: text)
        return
    tops = sorted({entry.stem if entry.is_file() else entry.name for entry in source.iterdir()} - {"_index"})
    names = "|".join(re.escape(name) for name in tops)
    link = re.compile(rf"""(\]\(|(?:href|src)=["']|^\[[^\]]+\]:[ ])/(?=(?:{names})(?:[/#?)"'\s]|$))""", re.MULTILINE)
    moved = re.compile(r"""^([ \t]*-[ \t]+["']?|url:[ \t]*["']?)/""", re.MULTILINE)
    for number in range(1, copies + 1):
        edition = f"edition-{number}"

        def move(text: str) -> str:
            head, body = split(text)
            return moved.sub(rf"\1/{edition}/", head) + link.sub(rf"\1/{edition}/", body)

        copy_tree(source, target / edition, move)
        index = target / edition / "_index.md"
        if not index.exists():
            index.write_text(f'---\ntitle: "Edition {number}"\nweight: {number}\n---\n', encoding="utf-8")


def copy_tree(source: Path, target: Path, change) -> None:
    for path in sorted(source.rglob("*")):
        to = target / path.relative_to(source)
        if path.is_dir():
            continue
        to.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".md":
            to.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
        else:
            link_or_copy(path, to)


def link_or_copy(path: Path, to: Path) -> None:
    try:
        os.link(path, to)
    except OSError:
        shutil.copyfile(path, to)


def split(text: str) -> tuple[str, str]:
    """The front matter with its opening line, and the rest from the closing line on."""
    match = FRONT_MATTER.match(text)
    return (text[: match.end()], text[match.end():]) if match else ("", text)


def mend(content: Path) -> int:
    """Removes what Hugo refuses from front matter: invalid dates and duplicate keys.

    Returns how many lines went.
    """
    mended = 0
    for path in articles(content):
        text = path.read_text(encoding="utf-8")
        head, body = split(text)
        kept, seen = [], set()
        for line in head.splitlines(keepends=True):
            match = KEY.match(line)
            key = match.group(1).lower() if match else ""
            value = match.group(2).strip() if match else ""
            is_bad_date = key in DATE_KEYS and value and not WELL_FORMED_DATE.fullmatch(value)
            if match and (key in seen or is_bad_date):
                mended += 1
                continue
            seen.add(key)
            kept.append(line)
        if len(kept) != len(head.splitlines()):
            path.write_text("".join(kept) + body, encoding="utf-8")
    return mended


def stand_ins(content: Path, folder: Path) -> None:
    """Writes a Hugo shortcode for every name that the articles use without a definition.

    Hugo wants a closing tag for every shortcode whose template uses `.Inner`, so only names that are closed
    somewhere get one that does.
    """
    used, closed = set(), set()
    for path in articles(content):
        for slash, name in SHORTCODE.findall(path.read_text(encoding="utf-8")):
            (closed if slash else used).add(name)
    for name in sorted(used - BUILT_INTO_HUGO):
        template = folder / f"{name}.html"
        if template.exists():
            continue
        template.parent.mkdir(parents=True, exist_ok=True)
        inner = "{{ .Inner | markdownify }}" if name in closed else name
        template.write_text(f'<div class="shortcode">{inner}</div>\n', encoding="utf-8")
