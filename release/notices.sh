#!/bin/sh
# Writes what has to go with a program: the bill of materials and the licences of the crates in it.
#
#   release/notices.sh TARGET DIR
#
# Needs cargo, and `cargo cyclonedx` for clausebook.cdx.json. The licences are THIRD-PARTY-LICENSES.txt.
set -eu

[ $# = 2 ] || { sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2; }
source=$(cd "$(dirname "$0")/.." && pwd)
target=$1
mkdir -p "$2"
dir=$(cd "$2" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 2' HUP INT TERM

cd "$source"
cargo vendor --locked --quiet --versioned-dirs "$scratch/crates" >/dev/null
cargo tree --locked --package clausebook --edges normal,build --target "$target" --prefix none --format '{p} {l}' |
    sed 's/ (\*)$//; s/ (proc-macro)//' | LC_ALL=C sort -u >"$scratch/list"
: >"$dir/THIRD-PARTY-LICENSES.txt"
while read -r crate version licence; do
    folder=$scratch/crates/$crate-${version#v}
    # Clausebook itself is none of them.
    [ -d "$folder" ] || continue
    printf '==== %s %s: %s\n\n' "$crate" "${version#v}" "$licence" >>"$dir/THIRD-PARTY-LICENSES.txt"
    find "$folder" -maxdepth 2 -type f \( -iname 'licen[sc]e*' -o -iname 'copying*' -o -iname 'notice*' -o -iname 'copyright*' \) \
        ! -name '*.rs' | LC_ALL=C sort | while read -r file; do
        printf -- '---- %s\n\n' "${file#"$scratch/crates/"}"
        cat "$file"
        echo
    done >>"$dir/THIRD-PARTY-LICENSES.txt"
done <"$scratch/list"

# One for each package of the workspace, beside its Cargo.toml.
cargo cyclonedx --format json --target "$target" >/dev/null
mv clausebook.cdx.json "$dir/"
rm -f fuzz/*.cdx.json
