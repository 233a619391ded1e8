"""Sites whose size grows with a number: one shape for each kind of item that a site can have many of.

Kept out: running and timing anything. A shape returns the files of a site by path; `growth.py` writes and measures them.
Files below `APPROVED` are committed first, with the tag `approved`.
"""

from collections.abc import Callable
from dataclasses import dataclass

Files = dict[str, str]


@dataclass(frozen=True)
class Shape:
    """A site for each size, the smallest size worth measuring, and the largest that still fits the limits of the
    product (tables have a largest number of rows, for example); none where there is no such limit."""

    files: Callable[[int], Files]
    start: int
    most: int | None = None
    check: tuple[str, ...] = ()


SHAPES: dict[str, Shape] = {}

APPROVED = "approved/"


def shape(start: int, most: int | None = None, check: tuple[str, ...] = ()):
    """Registers a function that returns the files of a shape."""

    def register(files: Callable[[int], Files]) -> Callable[[int], Files]:
        SHAPES[files.__name__.replace("_", "-")] = Shape(files, start, most, check)
        return files

    return register


def article(body: str, front: str = "") -> str:
    return f"---\ntitle: Growth\ndescription: d\n{front}---\n\n{body}\n"


def page(body: str, front: str = "") -> Files:
    """A site of one article."""
    return {"content/_index.md": article(body, front)}


def numbered(n: int, line: str, start: int = 0) -> str:
    """`line` `n` times, each with its number instead of `@`."""
    return "".join(line.replace("@", str(number)) for number in range(start, start + n))


# Defined terms


def glossary(terms: str) -> str:
    return article(terms, "glossary: true\n")


@shape(500)
def terms_of_a_glossary(n: int) -> Files:
    return {"content/glossary.md": glossary(numbered(n, "term@\nother @\n: Text.\n\n"))} | page("term1 other 2")


@shape(500)
def uses_of_terms_in_one_paragraph(n: int) -> Files:
    return {"content/glossary.md": glossary(numbered(n, "term@\n: Text.\n\n"))} | page(numbered(n, "a term@ and\n"))


@shape(50)
def articles_that_use_terms(n: int) -> Files:
    files = {f"content/p{number}.md": article(numbered(50, "A term@.\n\n")) for number in range(n)}
    return files | {"content/glossary.md": glossary(numbered(n, "term@\n: Text.\n\n"))}


@shape(50)
def glossaries_of_sections_with_one_term(n: int) -> Files:
    files = {}
    for number in range(n):
        files[f"content/s{number}/glossary.md"] = glossary("term\n: Text.\n\n")
        files[f"content/s{number}/p.md"] = article("A term. " * 20)
    return files


@shape(500)
def names_of_terms_in_each_other(n: int) -> Files:
    names = "".join(f"{'a ' * (1 + number % 49)}x\n: Text.\n\n" for number in range(n))
    return {"content/glossary.md": glossary(names)} | page("a " * 10 * n + "x")


@shape(500)
def definitions_of_one_term(n: int) -> Files:
    return {"content/glossary.md": glossary("term\n: Text.\n\n" * n)} | page("A term.")


@shape(500)
def undefined_abbreviations(n: int) -> Files:
    names = "".join(f"The {chr(65 + number % 26)}{chr(65 + number // 26 % 26)}{chr(65 + number // 676 % 26)}Z is ("
                    for number in range(n))
    return page(names, "terms: strict\n")


# Anchors, links, headings


@shape(500)
def broken_anchors(n: int) -> Files:
    return page(numbered(n, "## head @\n\n[a](#haed-@)\n\n"))


@shape(500)
def broken_anchors_unlike_any(n: int) -> Files:
    return page(numbered(n, "## a rather long heading number @ of this page\n\n[a](#something-else-that-is-long-@)\n\n"))


@shape(500)
def broken_anchors_of_one_length(n: int) -> Files:
    return page("".join(f"## {number:08x}\n\n[a](#{(number * 2654435761) % 2**32:08x})\n\n" for number in range(n)))


@shape(500)
def anchors_of_another_page(n: int) -> Files:
    return page(numbered(n, "[a](/b/#haed-@)\n\n")) | {"content/b.md": article(numbered(n, "## head @\n\n"))}


@shape(500)
def long_broken_anchors(n: int) -> Files:
    return page(f"## {'ab' * n}\n\n[a](#{'ba' * n})\n\n")


@shape(500)
def headings_of_one_text(n: int) -> Files:
    return page("## same\n\n" * n)


@shape(500)
def headings_with_one_id(n: int) -> Files:
    return page("## text {#same}\n\n" * n)


@shape(500)
def headings_with_attributes(n: int) -> Files:
    return page(numbered(n, "## text {#id-@ .class key=value}\n\n"))


@shape(500)
def attributes_of_blocks(n: int) -> Files:
    return page(numbered(n, "text\n{#id-@ .class}\n\n```text\n{.a}\n```\n\n"))


@shape(500)
def broken_links(n: int) -> Files:
    return page(numbered(n, "[a](/nowhere-@/)\n\n"))


@shape(500)
def broken_links_on_one_line(n: int) -> Files:
    return page(numbered(n, "é [a](/nowhere-@/) "))


@shape(500, check=("--format", "sarif"))
def broken_links_in_sarif(n: int) -> Files:
    return page(numbered(n, "é [a](/nowhere-@/) "))


@shape(500)
def links_by_reference(n: int) -> Files:
    return page(numbered(n, "[text @][label-@]\n\n") + numbered(n, "[label-@]: /nowhere-@/\n"))


@shape(500)
def bare_addresses(n: int) -> Files:
    return page(numbered(n, "see https://example.com/@ or mail a@@example.com, "))


@shape(50)
def broken_links_between_pages(n: int) -> Files:
    return {f"content/page-{number}.md": article(f"[a](/paeg-{number}/)") for number in range(n)}


@shape(50)
def broken_links_to_pages_of_one_name(n: int) -> Files:
    return {f"content/s-{number}/scope.md": article(f"[a](/t-{number}/scope/)") for number in range(n)}


@shape(500)
def images_that_are_missing(n: int) -> Files:
    return page(numbered(n, "![alt @](missing-@.png)\n\n"))


# Ignores


@shape(500)
def ignore_comments(n: int) -> Files:
    return page('<!-- clausebook-ignore LK101 reason="x" -->\n[a](/nowhere/)\n\n' * n)


@shape(500)
def ignore_comments_never_closed(n: int) -> Files:
    return page('text <!-- clausebook-ignore LK101 reason="x"\n\n' * n)


@shape(500)
def ignore_comments_beside_code(n: int) -> Files:
    return page('<!-- clausebook-ignore LK101 reason="x" -->\n[a](/nowhere/) `code`\n\n' * n)


@shape(200)
def ignores_in_the_configuration(n: int) -> Files:
    rules = numbered(n, "  - {code: LK101, target: /nowhere-@/, reason: x}\n")
    return page(numbered(n, "[a](/nowhere-@/)\n\n")) | {"clausebook.yaml": f"ignores:\n{rules}"}


@shape(200)
def ignores_by_path(n: int) -> Files:
    rules = numbered(n, "  - {code: LK101, path: content/page-@.md, reason: x}\n")
    pages = {f"content/page-{number}.md": article("[a](/nowhere/)") for number in range(n)}
    return pages | {"clausebook.yaml": f"ignores:\n{rules}"}


@shape(200)
def ignores_by_glob(n: int) -> Files:
    rules = numbered(n, "  - {code: LK101, path: content/**/page-@*.md, reason: x}\n")
    pages = {f"content/page-{number}.md": article("[a](/nowhere/)") for number in range(n)}
    return pages | {"clausebook.yaml": f"ignores:\n{rules}"}


# Redirects, aliases, menus, terms


@shape(500)
def redirects(n: int) -> Files:
    return page(numbered(n, "[a](/old-@/)\n\n")) | {"static/_redirects": numbered(n, "/old-@/ /new/\n")}


@shape(500)
def redirects_with_placeholders(n: int) -> Files:
    return page(numbered(n, "[a](/old-@/x/y/)\n\n")) | {"static/_redirects": numbered(n, "/old-@/:a/:b /new/:b/:a\n")}


@shape(500)
def redirects_with_splats(n: int) -> Files:
    return page(numbered(n, "[a](/old-@/x/y/)\n\n")) | {"static/_redirects": numbered(n, "/old-@/* /new/:splat\n")}


@shape(500)
def redirects_that_begin_with_a_placeholder(n: int) -> Files:
    return page(numbered(n, "[a](/x/old-@/)\n\n")) | {"static/_redirects": numbered(n, "/:any/old-@/ /new/\n")}


@shape(500)
def aliases(n: int) -> Files:
    return page(numbered(n, "[a](/old-@/)\n\n"), "aliases:\n" + numbered(n, "  - /old-@/\n"))


@shape(500)
def menu_parents(n: int) -> Files:
    entries = numbered(n, "    - {identifier: entry-@, name: E}\n")
    pages = {f"content/p-{number}.md": article("", f"menu: {{docs: {{parent: enrty-{number}}}}}\n")
             for number in range(n)}
    return pages | {"clausebook.yaml": f"menus:\n  docs:\n{entries}"}


@shape(500)
def tags_of_one_page(n: int) -> Files:
    return page("", "tags:\n" + numbered(n, "  - tag @\n"))


@shape(500)
def tags_that_are_not_listed(n: int) -> Files:
    listed = numbered(n, "    - listed tag @\n")
    return page("", "tags:\n" + numbered(n, "  - lisetd tag @\n")) | {"clausebook.yaml": f"tags:\n  allowed:\n{listed}"}


# Many pages


@shape(100)
def pages_of_one_section(n: int) -> Files:
    return {f"content/guide/p-{number}.md": article("text", f"weight: {number + 1}\n") for number in range(n)}


@shape(100)
def sections_side_by_side(n: int) -> Files:
    return {f"content/guide/s-{number}/_index.md": article("text") for number in range(n)}


@shape(100)
def folders_without_an_index(n: int) -> Files:
    return {f"content/folder-{number}/p.md": article("text") for number in range(n)}


@shape(100)
def pages_of_one_title(n: int) -> Files:
    return {f"content/guide/p-{number}.md": article("[a](../p-0/)") for number in range(n)}


@shape(100)
def pages_on_one_route(n: int) -> Files:
    return {f"content/p-{number}.md": article("text", "url: /same/\n") for number in range(n)}


@shape(100)
def pages_that_cite_one_requirement(n: int) -> Files:
    return {f"content/p-{number}.md": article("[pci-dss:6.3.1]", "requirements: {pci-dss: ['6.3.1']}\n")
            for number in range(n)}


@shape(100)
def files_beside_an_article(n: int) -> Files:
    files = {f"content/bundle/file-{number}.txt": "x" for number in range(n)}
    return files | {"content/bundle/index.md": article(numbered(n, "[a](file-@.txt)\n\n"))}


@shape(100)
def controlled_documents(n: int) -> Files:
    control = "control: {owner: CISO, approver: CEO, version: '1', reviewed: 2020-01-01, every: 12 months}\n"
    return {f"content/p-{number}.md": article("text", control) for number in range(n)}


# Markdown


@shape(500)
def footnotes(n: int) -> Files:
    return page(numbered(n, "a[^@]\n\n[^@]: n\n\n"))


@shape(500)
def footnotes_without_a_reference(n: int) -> Files:
    return page(numbered(n, "[^@]: n <a id=x@></a>\n\n"))


@shape(500)
def references_to_one_footnote(n: int) -> Files:
    return page("a[^1] b\n\n" * n + "[^1]: n\n")


@shape(500)
def footnotes_given_twice(n: int) -> Files:
    return page("a[^1]\n\n" + "[^1]: n <a id=x></a>\n\n" * n)


@shape(500)
def unclosed_brackets(n: int) -> Files:
    return page("[a " * n)


@shape(500)
def nested_brackets(n: int) -> Files:
    return page("[" * n + "a" + "]" * n)


@shape(500)
def nested_links(n: int) -> Files:
    return page("[a](" * n)


@shape(500)
def nested_images(n: int) -> Files:
    return page("![" * n + "a" + "](b)" * n)


@shape(500)
def unclosed_backticks(n: int) -> Files:
    return page(" ".join("`" * (number % 300 + 1) for number in range(n)))


@shape(500)
def unclosed_comments(n: int) -> Files:
    return page("a <!-- b " * n)


@shape(500)
def unclosed_tags(n: int) -> Files:
    return page("a <b c='" * n)


@shape(500)
def emphasis_that_never_ends(n: int) -> Files:
    return page("*a **b _c " * n)


@shape(500)
def nested_emphasis(n: int) -> Files:
    return page("*a **b " * n + "c" + "** *" * n)


@shape(200)
def nested_quotes(n: int) -> Files:
    return page(">" * n + " a\n")


@shape(50)
def nested_lists(n: int) -> Files:
    return page("- " * n + "a\n")


@shape(500)
def list_items(n: int) -> Files:
    return page("- [ ] a\n" * n)


@shape(500)
def definitions(n: int) -> Files:
    return page(numbered(n, "term @\n: meaning\n\n"))


@shape(500)
def quotation_marks(n: int) -> Files:
    return page("\"a' " * n)


@shape(500)
def entities(n: int) -> Files:
    return page("&amp; &x &#1 & " * n)


@shape(200)
def code_blocks(n: int) -> Files:
    return page(numbered(n, "```json\n{\"a\": @}\n```\n\n"))


@shape(200)
def code_blocks_in_unknown_languages(n: int) -> Files:
    return page(numbered(n, "```pyhton@\na\n```\n\n"))


@shape(500)
def spans_of_code(n: int) -> Files:
    return page("`a` b " * n)


@shape(500)
def raw_html(n: int) -> Files:
    return page("<div>\n" + numbered(n, '<a id="a@" href="#b@" style="x">a</a>\n') + "</div>\n")


@shape(500)
def attributes_of_one_tag(n: int) -> Files:
    return page("<div " + numbered(n, 'data-a@="b" ') + ">\n</div>\n")


@shape(500)
def scripts_never_closed(n: int) -> Files:
    return page("<div>\n" + "<script><style>\n" * n)


# Tables


@shape(500)
def links_to_table_rows(n: int) -> Files:
    rows = "".join(f"| {row} | [x](#b-row-{row + 1}) |\n" for row in range(n))
    return page(f"| a | b |\n|---|---|\n{rows}{{#b}}")


@shape(100)
def columns_of_a_table(n: int) -> Files:
    return page("|" + " **a** |" * n + "\n|" + "---|" * n + "\n" + ("|" + " **b** |" * n + "\n") * 2)


@shape(50)
def tables_of_one_heading(n: int) -> Files:
    return page("## Head\n\n" + "| a |\n|---|\n| b |\n{csv=true}\n\n" * n)


@shape(50)
def embeds_of_one_table(n: int) -> Files:
    table = "kind: comparison\ntitle: T\ncolumns: {a: A}\nrows:\n  - {a: x}\n"
    return page("[T](table.yaml)\n\n" * n) | {"content/table.yaml": table}


@shape(50)
def embeds_beside_shortcodes(n: int) -> Files:
    table = "kind: comparison\ntitle: T\ncolumns: {a: A}\nrows:\n  - {a: x}\n"
    return page("{{< note >}}a{{< /note >}}\n\n[T](table.yaml)\n\n" * n) | {"content/table.yaml": table}


@shape(50)
def data_tables(n: int) -> Files:
    table = "kind: comparison\ntitle: T\ncolumns: {a: A}\nrows:\n  - {a: x}\n"
    return page(numbered(n, "[T](table-@.yaml)\n\n")) | {f"content/table-{number}.yaml": table for number in range(n)}


@shape(200, most=10_000)
def rows_of_a_comparison(n: int) -> Files:
    rows = numbered(n, "  - {req: '6.3.1', a: 'text @ [x](#y)'}\n")
    table = f"kind: comparison\ntitle: T\nframework: pci-dss\ncolumns: {{req: R, a: A}}\nrows:\n{rows}"
    return page("[T](table.yaml)\n") | {"content/table.yaml": table}


@shape(100)
def columns_of_a_comparison(n: int) -> Files:
    columns = ", ".join(f"c{number}: C" for number in range(n))
    row = ", ".join(f"c{number}: x" for number in range(n))
    table = f"kind: comparison\ntitle: T\ncolumns: {{{columns}}}\nrows:\n  - {{{row}}}\n  - {{{row}}}\n"
    return page("[T](table.yaml)\n") | {"content/table.yaml": table}


@shape(500)
def lines_of_a_csv_file(n: int) -> Files:
    return page("[T](table.csv)\n") | {"content/table.csv": "a,b\n" + numbered(n, "@,text\n")}


# Frameworks


def framework(n: int, key: str = "own", nodes: str = "  - {id: R-@, title: t}\n", more: str = "") -> Files:
    """A framework of `n` requirements."""
    text = f"key: {key}\nname: Own {key}\nversion: '1'\n{more}nodes:\n{numbered(n, nodes)}"
    return {f"content/frameworks/{key}.yaml": text}


@shape(200)
def requirements_of_a_framework(n: int) -> Files:
    return page("[own:R-1]") | framework(n)


@shape(200)
def requirements_on_one_page(n: int) -> Files:
    nodes = numbered(n, "      - {id: R.@, title: t}\n")
    text = f"key: own\nname: Own\nversion: '1'\nnodes:\n  - id: R\n    children:\n{nodes}"
    return page("[own:R.1]") | {"content/frameworks/own.yaml": text}


def catalog(groups: str = "", controls: str = "") -> Files:
    """An OSCAL catalog with these groups and controls, each with a comma behind it."""
    text = f'{{"catalog": {{"groups": [{groups.rstrip(",")}], "controls": [{controls.rstrip(",")}]}}}}'
    return page("x") | {"content/frameworks/own.json": text}


PROFILE = '{"profile": {"metadata": {"title": "P"}, "merge": {"as-is": true}, "imports": [%s], "modify": {%s}}}'


def profiled(n: int, imports: str, modify: str = "") -> Files:
    """A catalog of `n` controls, and a profile of it."""
    controls = numbered(n, '{"id": "a-@", "params": [{"id": "p-@"}], "parts": [{"id": "s-@", "name": "statement"}]},')
    return catalog(controls=controls) | {"content/frameworks/p.json": PROFILE % (imports, modify.rstrip(","))}


@shape(200)
def controls_selected_by_id(n: int) -> Files:
    ids = numbered(n, '"a-@",').rstrip(",")
    return profiled(n, f'{{"href": "own.json", "include-controls": [{{"with-ids": [{ids}]}}]}}')


@shape(100)
def patterns_of_a_profile(n: int) -> Files:
    patterns = numbered(n, '{"pattern": "a-@*"},').rstrip(",")
    return profiled(n, f'{{"href": "own.json", "include-controls": [{{"matching": [{patterns}]}}]}}')


@shape(200)
def changes_of_a_profile(n: int) -> Files:
    sets = numbered(n, '{"param-id": "p-@", "values": ["x"]},').rstrip(",")
    part = '"adds": [{"by-id": "s-@", "parts": [{"name": "item", "prose": "x"}]}], "removes": [{"by-id": "x"}]'
    alters = numbered(n, f'{{"control-id": "a-@", {part}}},').rstrip(",")
    return profiled(n, '{"href": "own.json"}', f'"set-parameters": [{sets}], "alters": [{alters}]')


@shape(200)
def ids_of_a_profile_that_are_not_there(n: int) -> Files:
    ids = numbered(n, '"z-@",').rstrip(",")
    return profiled(n, f'{{"href": "own.json", "include-controls": [{{"with-ids": [{ids}]}}]}}')


@shape(200)
def four_profiles_of_one_catalog(n: int) -> Files:
    one = PROFILE % ('{"href": "own.json", "include-all": {}}', "")
    return profiled(n, '{"href": "own.json"}') | {f"content/frameworks/p-{k}.json": one for k in range(4)}


@shape(200)
def entries_of_a_baseline(n: int) -> Files:
    entries = numbered(n, "    - R-@\n    - R-@*\n")
    text = f"key: low\nbaseline:\n  of: own\n  include:\n{entries}"
    return page("[own:R-1] [low:R-1]") | framework(n) | {"content/frameworks/low.yaml": text}


@shape(200)
def four_baselines_of_one_framework(n: int) -> Files:
    low = {f"content/frameworks/low-{k}.yaml": "baseline: {of: own, include: [R-*]}\n" for k in range(4)}
    return page("[own:R-1]") | framework(n) | low


@shape(50)
def baselines_of_baselines(n: int) -> Files:
    low = {f"content/frameworks/low-{k}.yaml": f"baseline: {{of: low-{k + 1}}}\n" for k in range(n)}
    return page("[own:R-1]") | framework(2) | low | {f"content/frameworks/low-{n}.yaml": "baseline: {of: own}\n"}


@shape(200)
def groups_of_one_title(n: int) -> Files:
    return catalog('{"title": "Purpose"},' * n)


@shape(200)
def controls_of_one_label(n: int) -> Files:
    return catalog(controls='{"id": "a", "props": [{"name": "label", "value": "A-1"}]},' * n)


@shape(200)
def inserts_of_nothing(n: int) -> Files:
    parts = '"parts": [{"prose": "{{ insert: param, p@ }} [x](#c@) [y](javascript:a)"}]'
    return catalog(controls=numbered(n, f'{{"id": "c@", {parts}}},'))


@shape(200)
def withdrawn_controls(n: int) -> Files:
    props = '"props": [{"name": "status", "value": "withdrawn"}], "parts": [{"id": "s@"}]'
    return catalog(controls=numbered(n, f'{{"id": "c@", {props}, "links": [{{"href": "#s@", "rel": "moved-to"}}]}},'))


@shape(200)
def controls_in_xml(n: int) -> Files:
    control = "<control id='c@'><title>T</title><part name='statement'><p>a <em>b</em></p></part></control>"
    return page("x") | {"content/frameworks/own.xml": f"<catalog>{numbered(n, control)}</catalog>"}


@shape(200)
def a_profile_with_changes(n: int) -> Files:
    controls = numbered(n, '{"id": "c@", "params": [{"id": "p@"}]},').rstrip(",")
    ids = ", ".join(f'"c{number}"' for number in range(n))
    imported = f'{{"href": "own.json", "include-controls": [{{"with-ids": [{ids}]}}]}}'
    sets = numbered(n, '{"param-id": "p@", "values": ["v"]},').rstrip(",")
    alters = numbered(n, '{"control-id": "c@", "adds": [{"props": [{"name": "a", "value": "b"}]}]},').rstrip(",")
    profile = f'"imports": [{imported}, {imported}], "modify": {{"set-parameters": [{sets}], "alters": [{alters}]}}'
    base = f'{{"catalog": {{"controls": [{controls}]}}}}'
    return page("x") | {"content/frameworks/own.json": base,
                        "content/frameworks/base.json": f'{{"profile": {{{profile}}}}}'}


@shape(200)
def citations(n: int) -> Files:
    return page(numbered(n, "[own:R-@]\n\n")) | framework(n)


@shape(200)
def citations_of_nothing(n: int) -> Files:
    return page(numbered(n, "[own:R-@x]\n\n")) | framework(n)


@shape(200)
def ids_of_one_citation(n: int) -> Files:
    return page("[x](own:" + ",".join(f"R-{number}" for number in range(n)) + ")") | framework(n)


@shape(200)
def requirements_named_in_prose(n: int) -> Files:
    return page(numbered(n, "requirement R-@ and "), "framework: own\n") | framework(n)


@shape(200)
def ranges_named_in_prose(n: int) -> Files:
    return page(f"Requirements R-0 through R-{n - 1}. " * n, "framework: own\n") | framework(n)


@shape(200)
def renumbered_requirements(n: int) -> Files:
    more = "versions: ['0', '1']\nrenumbered:\n" + numbered(n, "  - {from: O-@, to: R-@}\n")
    return page(numbered(n, "[own:O-@]\n\n")) | framework(n, more=more)


@shape(200)
def requirements_of_an_older_version(n: int) -> Files:
    ids = ", ".join(f"O-{number}" for number in range(n))
    more = f"versions:\n  - {{id: '0', ids: [{ids}]}}\n  - {{id: '1'}}\n"
    return page(numbered(n, "[own@0:O-@]\n\n".replace("own@", "own\0")).replace("\0", "@")) | framework(n, more=more)


@shape(50)
def frameworks(n: int) -> Files:
    files = page(numbered(n, "[own-@:R-0]\n\n"), "framework: own-0\n")
    for number in range(n):
        files |= framework(2, f"own-{number}")
    return files


@shape(200)
def rows_of_a_responsibility_table(n: int) -> Files:
    rows = numbered(n, "  - {req: R-@, who: customer}\n")
    table = f"kind: responsibility\ntitle: T\nframework: own\nrows:\n{rows}"
    return page("[T](table.yaml)\n") | {"content/table.yaml": table} | framework(n)


@shape(200)
def globs_of_a_responsibility_table(n: int) -> Files:
    rows = numbered(n, "  - {req: 'R-@.*', who: customer}\n")
    table = f"kind: responsibility\ntitle: T\nframework: own\nrows:\n{rows}"
    return page("[T](table.yaml)\n") | {"content/table.yaml": table} | framework(n, nodes="  - {id: R-@.1, title: t}\n")


@shape(200)
def rows_of_a_crosswalk(n: int) -> Files:
    rows = numbered(n, "  - {from: R-@, relation: equal-to, to: R-@}\n")
    table = f"kind: crosswalk\ntitle: T\nsource: own\ntarget: other\nrows:\n{rows}"
    return page("[T](table.yaml)\n") | {"content/table.yaml": table} | framework(n) | framework(n, "other")


@shape(200)
def requirements_with_applicability(n: int) -> Files:
    """Half of the requirements of a matrix are left out, on the page of the matrix and for a profile."""
    dimensions = ("applicability:\n  - {key: level, values: [low, {key: high, only: ['#high', 'R-*', '!R-1*']}, "
                  "{key: all, all: ['R-0 to R-9']}]}\n")
    table = "kind: responsibility\ntitle: T\nframework: own\ndefault: customer\nrows: []\n"
    nodes = "  - {id: R-@, title: t, tags: [high]}\n"
    own = framework(n, nodes=nodes)
    own["content/frameworks/own.yaml"] = dimensions + own["content/frameworks/own.yaml"]
    profiles = "applies: {level: low}\nprofiles: {some: {applies: {level: all}}, high: {applies: {level: high}}}\n"
    return page("[T](table.yaml)\n") | {"content/table.yaml": table, "clausebook.yaml": profiles} | own


@shape(200)
def pages_with_profiles_of_their_own(n: int) -> Files:
    files = page("x")
    for number in range(n):
        front = f"applies: {{entity: merchant, x{number}: a}}\nrequirements: {{pci-dss: ['12.9.2']}}\n"
        files[f"content/p{number}.md"] = article("x", front)
    return files


# Shortcodes


@shape(200)
def shortcodes(n: int) -> Files:
    return page('{{< note >}}a{{< /note >}}\n\n' * n)


@shape(200)
def shortcodes_on_one_line(n: int) -> Files:
    return page("é {{% icon name=check %}} " * n)


@shape(200)
def shortcodes_inside_one(n: int) -> Files:
    return page("{{% note %}}\n" + numbered(n, "{{% tip %}}a @{{% /tip %}}\n") + "{{% /note %}}\n")


@shape(200)
def tabs(n: int) -> Files:
    return page("{{< tabs >}}\n" + numbered(n, '{{< tab "T@" >}}a{{< /tab >}}\n') + "{{< /tabs >}}\n")


@shape(200)
def nested_shortcodes(n: int) -> Files:
    return page("{{< details >}}" * n + "a" + "{{< /details >}}" * n)


@shape(200)
def unclosed_shortcodes(n: int) -> Files:
    return page("{{< note a=\"b\n\n" * n)


@shape(200)
def unknown_shortcodes(n: int) -> Files:
    return page(numbered(n, "{{< unknown-@ >}}\n\n"))


@shape(200)
def arguments_of_a_shortcode(n: int) -> Files:
    return page("{{< note " + numbered(n, 'a@="b" ') + ">}}a{{< /note >}}\n")


# Front matter


@shape(500)
def keys_of_front_matter(n: int) -> Files:
    return page("", numbered(n, "key_@: value\n"))


@shape(500)
def keys_given_twice(n: int) -> Files:
    return page("", "key: value\n" * n)


@shape(200, most=32_000)
def merged_mappings(n: int) -> Files:
    anchors = "base: &base {a: b}\n"
    return page("", f"{anchors}merged: {{<<: [{', '.join(['*base'] * n)}], {numbered(n, 'k@: v, ')}}}\n")


@shape(500)
def keys_given_twice_in_toml(n: int) -> Files:
    text = "+++\ntitle = 'T'\ndescription = 'd'\n" + "key = 'v'\n" * n + numbered(n, "k@ = 1\n") + "+++\n"
    return {"content/_index.md": text}


@shape(500)
def tables_of_toml(n: int) -> Files:
    return {"content/_index.md": "+++\ntitle = 'T'\ndescription = 'd'\n" + numbered(n, "[t.k@]\na = 1\n") + "+++\n"}


@shape(500)
def one_long_value(n: int) -> Files:
    return page("", f"lead: \"{'a ' * n}\"\n")


@shape(500)
def history_of_a_document(n: int) -> Files:
    entries = numbered(n, "    - {version: '1.@', date: 2020-01-01, change: c}\n")
    return page("", f"control:\n  owner: CISO\n  approver: CEO\n  version: '2'\n  history:\n{entries}")


@shape(500)
def misspelt_keys(n: int) -> Files:
    return page("", numbered(n, "titel@: value\n"))


@shape(500)
def unknown_settings(n: int) -> Files:
    return page("text") | {"clausebook.yaml": numbered(n, "titel_@: value\n")}


# Text that is mistyped


@shape(2000)
def mistyped_links(n: int) -> Files:
    return page("[a](/b c " * n + "[a] (/b " * n)


@shape(2000)
def mistyped_calls(n: int) -> Files:
    return page("{{ note " * n)


@shape(2000)
def mistyped_keys(n: int) -> Files:
    return page(numbered(n, "[pci-dsx:6.@] [nist-x@:1.1] "))


@shape(2000)
def mistyped_schemes(n: int) -> Files:
    return page(numbered(n, "[a](htp:/@) "))


@shape(1000)
def unclosed_calls(n: int) -> Files:
    return page("{{< note >}} " * n)


@shape(1000)
def calls_in_comments(n: int) -> Files:
    return page("a <!-- {{< note >}} --> <!-- b --> " * n + "{{< icon check >}}")


@shape(2000)
def duplicate_ids(n: int) -> Files:
    return page("<a id=x></a> <template><b id=x> " * n)


@shape(1000)
def unshown_footnotes(n: int) -> Files:
    return page(numbered(n, "[^a@]: note\n\n[^A]: again\n\n"))


@shape(1000)
def names_in_other_forms(n: int) -> Files:
    return page("[a](/gro\u0308/) [b]({{< ref \"NO\u00d6\" >}}) [c](no\u00f6.md) " * n)


@shape(1000)
def files_beside_the_source(n: int) -> Files:
    return {"content/a/b.md": article(numbered(n, "![a](img/@.png) ")), "content/a/img/1.png": "x"}


# Syntax of other generators

DIALECTS = {"clausebook.yaml": "markup: {admonitions: [mkdocs, docusaurus], mathematics: true}\n"}


@shape(500)
def foreign_marks(n: int) -> Files:
    return page("[[ {: {% == ++ " * n)


@shape(500)
def containers_without_an_end(n: int) -> Files:
    return page("::::note\na\n\n" * n + ":::\n\n" * n) | DIALECTS


@shape(500)
def callouts_of_two_dialects(n: int) -> Files:
    return page(numbered(n, "!!! note \"@\"\n    a\n\n:::tip[@]\nb\n:::\n\n")) | DIALECTS


@shape(500)
def formulas(n: int) -> Files:
    return page(numbered(n, "$x_{@} + \\nosuch$ ")) | DIALECTS


@shape(500)
def rows_without_a_table(n: int) -> Files:
    return page(numbered(n, "| @ |\n"))


@shape(500)
def blocked_tags(n: int) -> Files:
    return page(numbered(n, "<Tab@ onclick=x><iframe src=https://a.example/@>\n\n"))


# Changes since an approval

CONTROL = 'control: {owner: a, approver: b, version: "1", history: [{version: "1", tag: approved}]}\n'


def controlled(documents: dict[str, tuple[str, str]]) -> Files:
    """Controlled documents by name, each with its text as approved and as it is."""
    files = page("text")
    for name, (then, now) in documents.items():
        files[f"{APPROVED}content/{name}.md"] = article(then)
        files[f"content/{name}.md"] = article(now, CONTROL)
    return files


@shape(200)
def approved_documents(n: int) -> Files:
    return controlled({f"d{number}": (f"one {number}\n\ntwo\n", f"other {number}\n\ntwo\n") for number in range(n)})


@shape(500)
def changed_paragraphs(n: int) -> Files:
    return controlled({"d": (numbered(n, "the old words of @\n\n"), numbered(n, "the new words of @\n\n"))})


@shape(500)
def paragraphs_of_other_words(n: int) -> Files:
    return controlled({"d": (numbered(n, "one@ two@\n\n"), numbered(n, "three@ four@\n\n"))})


@shape(1000)
def changed_words_of_a_paragraph(n: int) -> Files:
    return controlled({"d": ("a b c a " * n, "b a a d " * n)})


@shape(500)
def paragraphs_in_reverse(n: int) -> Files:
    return controlled({"d": (numbered(n, "word@\n\n"), "".join(f"word{n - 1 - i}\n\n" for i in range(n)))})


@shape(500)
def repeated_paragraphs(n: int) -> Files:
    return controlled({"d": ("a\n\nb\n\na\n\n" * n, "b\n\na\n\nc\n\n" * n)})
