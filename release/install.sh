#!/bin/sh
# Puts the program into a folder: the archive of a release for this machine is downloaded, checked and unpacked. Where
# there is no such archive, or no network, the source beside this script is compiled, which takes minutes and is said.
#
#   release/install.sh --to DIR [--version VERSION]
#
# Without --version it is the version of the source. A program of that version in DIR is left as it is.
#
# CLAUSEBOOK_REPOSITORY   the repository on the web; else that of Cargo.toml
# CLAUSEBOOK_RELEASES     the address below which the archives are; else the releases of the repository
# CLAUSEBOOK_VERIFY       `checksum` leaves out the provenance, which needs `gh` and GH_TOKEN; else `provenance`
set -eu

source=$(cd "$(dirname "$0")/.." && pwd)
to=
version=

fail() {
    printf 'error: %s\n' "$1" >&2
    exit 2
}

warn() {
    if [ "${GITHUB_ACTIONS:-}" = true ]; then
        printf '::warning::%s\n' "$1"
    else
        printf 'warning: %s\n' "$1" >&2
    fi
}

# The first value of a key in Cargo.toml, which is that of the package.
value() {
    sed -n "s/^$1 = \"\(.*\)\"\$/\1/p" "$source/Cargo.toml" | head -n 1
}

while [ $# -gt 0 ]; do
    case $1 in
        --to) to=${2:?--to needs a folder} ;;
        --version) version=${2:?--version needs a version} ;;
        *) fail "unknown option $1" ;;
    esac
    shift 2
done
[ -n "$to" ] || fail 'say where to, with --to DIR'
version=${version:-$(value version)}
version=${version#v}
case $version in
    *[!0-9A-Za-z.+-]* | '') fail "invalid version $version" ;;
esac
repository=${CLAUSEBOOK_REPOSITORY:-$(value repository)}
releases=${CLAUSEBOOK_RELEASES:-$repository/releases/download}

# The targets that a release has archives of. The static one runs on every Linux.
target() {
    case "$(uname -s) $(uname -m)" in
        'Linux x86_64') echo x86_64-unknown-linux-musl ;;
        'Linux aarch64' | 'Linux arm64') echo aarch64-unknown-linux-musl ;;
        'Darwin x86_64') echo x86_64-apple-darwin ;;
        'Darwin arm64') echo aarch64-apple-darwin ;;
        MINGW*x86_64 | MSYS*x86_64) echo x86_64-pc-windows-msvc ;;
    esac
}
target=$(target)
case $target in
    *windows*) program=clausebook.exe archive=clausebook-$version-$target.zip ;;
    *) program=clausebook archive=clausebook-$version-$target.tar.gz ;;
esac

mkdir -p "$to"
to=$(cd "$to" && pwd)
if [ -x "$to/$program" ]; then
    case "$("$to/$program" --version) " in
        "clausebook $version "*) exit 0 ;;
    esac
fi
scratch=$(mktemp -d "$to/.install-XXXXXX")
trap 'rm -rf "$scratch"' EXIT
trap 'exit 2' HUP INT TERM

# Whether the archive and its checksum could be downloaded.
download() {
    [ -n "$target" ] || return 1
    for file in "$archive" "$archive.sha256"; do
        curl --fail --silent --show-error --location --retry 2 --connect-timeout 20 \
            --output "$scratch/$file" "$releases/v$version/$file" || return 1
    done
}

# Ends the script where the archive is not the one that was released.
check() {
    if command -v sha256sum >/dev/null; then
        (cd "$scratch" && sha256sum --check --status "$archive.sha256") || fail "$archive does not have its checksum"
    else
        (cd "$scratch" && shasum -a 256 --check --status "$archive.sha256") || fail "$archive does not have its checksum"
    fi
    [ "${CLAUSEBOOK_VERIFY:-provenance}" = checksum ] && return
    if command -v gh >/dev/null && [ -n "${GH_TOKEN:-}" ]; then
        name=${repository#*://*/}
        gh attestation verify "$scratch/$archive" --repo "$name" >/dev/null ||
            fail "$archive has no provenance of $name; CLAUSEBOOK_VERIFY=checksum compares the checksum alone"
    else
        echo 'only the checksum was compared: the provenance needs gh and GH_TOKEN' >&2
    fi
}

unpack() {
    case $archive in
        *.zip) unzip -q "$scratch/$archive" -d "$scratch" ;;
        *) tar -xzf "$scratch/$archive" -C "$scratch" ;;
    esac
    mv "$scratch/clausebook-$version-$target/$program" "$to/$program"
}

compile() {
    command -v cargo >/dev/null || fail "there is no archive of version $version for this machine, and no cargo to compile it"
    if [ "$version" = "$(value version)" ]; then
        cargo install --locked --quiet --path "$source" --root "$scratch"
    else
        cargo install --locked --quiet --git "$repository" --tag "v$version" --root "$scratch" clausebook
    fi
    mv "$scratch/bin/$program" "$to/$program"
}

if download 2>"$scratch/reason"; then
    check
    unpack
else
    warn "version $version is compiled, which takes minutes: no archive $archive ($(tr '\n' ' ' <"$scratch/reason"))"
    compile
fi
