#!/bin/sh
# Packs a built program as an archive of a release, with its checksum beside it. The same input gives the same bytes.
#
#   release/archive.sh TARGET PROGRAM NOTICES DIR
#
# TARGET    the target triple that the program was built for
# PROGRAM   the program
# NOTICES   a folder with clausebook.cdx.json and THIRD-PARTY-LICENSES.txt, which release/notices.sh writes
# DIR       where clausebook-VERSION-TARGET.tar.gz (.zip for Windows) and its .sha256 go
#
# CLAUSEBOOK_RUN      the same program for this machine, which writes completions and pages for man; else PROGRAM
# SOURCE_DATE_EPOCH   the time of the files, in seconds; else that of the last commit
set -eu

[ $# = 4 ] || { sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2; }
source=$(cd "$(dirname "$0")/.." && pwd)
target=$1 program=$2 notices=$3 dir=$4
run=${CLAUSEBOOK_RUN:-$program}
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' "$source/Cargo.toml" | head -n 1)
time=${SOURCE_DATE_EPOCH:-$(git -C "$source" log -1 --format=%ct)}
name=clausebook-$version-$target

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 2' HUP INT TERM
umask 022
mkdir -p "$scratch/$name/completions" "$dir"
dir=$(cd "$dir" && pwd)

cp "$source/README.md" "$source/CHANGELOG.md" "$source/SECURITY.md" "$source/LICENSE-APACHE" "$source/LICENSE-MIT" \
    "$notices/clausebook.cdx.json" "$notices/THIRD-PARTY-LICENSES.txt" "$scratch/$name/"
case $target in
    *windows*) install -m 755 "$program" "$scratch/$name/clausebook.exe" ;;
    *) install -m 755 "$program" "$scratch/$name/clausebook" ;;
esac
while read -r shell file; do
    "$run" completions "$shell" >"$scratch/$name/completions/$file"
done <<LIST
bash clausebook.bash
zsh _clausebook
fish clausebook.fish
elvish clausebook.elv
powershell _clausebook.ps1
LIST
"$run" --quiet man "$scratch/$name/man/man1"

find "$scratch/$name" ! -perm -u=x -exec chmod 644 {} +
find "$scratch/$name" -exec touch -h -d "@$time" {} +
cd "$scratch"
case $target in
    *windows*)
        archive=$name.zip
        rm -f "$dir/$archive"
        find "$name" | LC_ALL=C sort | TZ=UTC zip -q -X -9 "$dir/$archive" -@
        ;;
    *)
        archive=$name.tar.gz
        tar --sort=name --owner=0 --group=0 --numeric-owner --format=gnu -cf "$name.tar" "$name"
        gzip -9n <"$name.tar" >"$dir/$archive"
        ;;
esac
cd "$dir"
sha256sum "$archive" >"$archive.sha256"
echo "$dir/$archive"
