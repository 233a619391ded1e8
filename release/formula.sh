#!/bin/sh
# Prints the Homebrew formula of a release.
#
#   release/formula.sh DIR > clausebook.rb
#
# DIR   the archives of the release with their checksums
set -eu

[ $# = 1 ] || { sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2; }
source=$(cd "$(dirname "$0")/.." && pwd)
value() {
    sed -n "s/^$1 = \"\(.*\)\"\$/\1/p" "$source/Cargo.toml" | head -n 1
}
version=$(value version)
formula=$(sed "s|@REPOSITORY@|$(value repository)|g; s|@VERSION@|$version|g" "$source/release/clausebook.rb.in")
for target in aarch64-apple-darwin x86_64-apple-darwin aarch64-unknown-linux-musl x86_64-unknown-linux-musl; do
    read -r sum _ <"$1/clausebook-$version-$target.tar.gz.sha256"
    formula=$(printf '%s\n' "$formula" | sed "s|@SHA256-$target@|$sum|")
done
printf '%s\n' "$formula"
