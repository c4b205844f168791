#!/bin/sh
# install.sh ARCHIVE.tar.gz [PREFIX]   checks the archive against SHA256SUMS beside it and installs it (PREFIX: ~/.local).
# install.sh --uninstall [PREFIX]      takes it away again (the copy in PREFIX/lib/stackbench/share: from its own place); stored runs stay.
set -eu
fail() { echo "install.sh: $1" >&2; exit 1; }
if [ "${1:-}" = --uninstall ]; then
  case $0 in
    */lib/stackbench/share/install.sh) own=$(cd "$(dirname "$0")/../../.." && pwd) ;;
    *) own=$HOME/.local ;;
  esac
  prefix=${2:-$own}
  [ -f "$prefix/lib/stackbench/stackbench" ] || fail "$prefix/lib/stackbench is no StackBench"
  rm -rf "$prefix/lib/stackbench"
  [ -L "$prefix/bin/stackbench" ] && rm -f "$prefix/bin/stackbench"
  rm -f "$prefix/share/man/man1/stackbench.1.gz" "$prefix/share/bash-completion/completions/stackbench"
  echo "StackBench is gone from $prefix; stored runs stay where they are"
  exit 0
fi
archive=${1:-}
prefix=${2:-$HOME/.local}
[ -f "$archive" ] || fail "give it the archive: install.sh stackbench-VERSION-linux-x64.tar.gz [PREFIX]"
folder=$(cd "$(dirname "$archive")" && pwd)
name=$(basename "$archive")
[ -f "$folder/SHA256SUMS" ] || fail "SHA256SUMS is missing beside the archive: download it, too"
grep -q "  $name\$" "$folder/SHA256SUMS" || fail "SHA256SUMS does not name $name"
(cd "$folder" && grep "  $name\$" SHA256SUMS | sha256sum -c --quiet -) || fail "$name is damaged: its checksum differs"
mkdir -p "$prefix/lib" "$prefix/bin" "$prefix/share/man/man1" "$prefix/share/bash-completion/completions"
new=$(mktemp -d "$prefix/lib/stackbench.XXXXXX")
trap 'rm -rf "$new"' EXIT
tar -xzf "$folder/$name" -C "$new" --strip-components=1
rm -rf "$prefix/lib/stackbench"
mv "$new" "$prefix/lib/stackbench"
chmod 755 "$prefix/lib/stackbench"
ln -sf ../lib/stackbench/stackbench "$prefix/bin/stackbench"
cp "$prefix/lib/stackbench/share/stackbench.1.gz" "$prefix/share/man/man1/"
cp "$prefix/lib/stackbench/share/stackbench.bash" "$prefix/share/bash-completion/completions/stackbench"
"$prefix/bin/stackbench" --version
if command -v /sbin/ldconfig >/dev/null && ! /sbin/ldconfig -p | grep -q 'libssl\.so\.'; then
  echo "it needs OpenSSL, which is not here: apt-get install libssl3"
fi
case ":$PATH:" in *":$prefix/bin:"*) ;; *) echo "add it to your PATH: export PATH=\"$prefix/bin:\$PATH\"" ;; esac
