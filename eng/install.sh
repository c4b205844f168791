#!/bin/sh
# install.sh ARCHIVE.tar.gz [PREFIX]   checks the archive against SHA256SUMS beside it and installs it (PREFIX: ~/.local).
# install.sh --uninstall [PREFIX]      takes it away again (the copy in PREFIX/lib/stackbench/share: from its own place); stored runs stay.
set -eu
fail() { echo "install.sh: $1" >&2; exit 1; }
own=../lib/stackbench/stackbench
is_ours() { [ -f "$1/stackbench" ] && [ -f "$1/share/install.sh" ]; }

if [ "${1:-}" = --uninstall ]; then
  prefix=${2:-}
  if [ -z "$prefix" ]; then
    here=$(cd "$(dirname "$0")" && pwd)
    case $here in
      */lib/stackbench/share) prefix=${here%/lib/stackbench/share} ;;
      *) prefix=${HOME:?install.sh: there is no home, name the PREFIX}/.local ;;
    esac
  fi
  is_ours "$prefix/lib/stackbench" || fail "$prefix/lib/stackbench is no StackBench of install.sh"
  rm -rf "$prefix/lib/stackbench"
  if [ "$(readlink "$prefix/bin/stackbench" 2>/dev/null)" = $own ]; then rm -f "$prefix/bin/stackbench"; fi
  rm -f "$prefix/share/man/man1/stackbench.1.gz" "$prefix/share/bash-completion/completions/stackbench" \
    "$prefix/share/zsh/site-functions/_stackbench" "$prefix/share/fish/vendor_completions.d/stackbench.fish"
  echo "StackBench is gone from $prefix; stored runs stay where they are"
  exit 0
fi

archive=${1:-}
[ -f "$archive" ] || fail "give it the archive: install.sh stackbench-VERSION-linux-x64.tar.gz [PREFIX]"
prefix=${2:-${HOME:?install.sh: there is no home, name the PREFIX}/.local}
folder=$(cd "$(dirname "$archive")" && pwd)
name=$(basename "$archive")
target=$prefix/lib/stackbench
[ -f "$folder/SHA256SUMS" ] || fail "SHA256SUMS is missing beside the archive: download it, too"
grep -q "  $name\$" "$folder/SHA256SUMS" || fail "SHA256SUMS does not name $name"
(cd "$folder" && grep "  $name\$" SHA256SUMS | sha256sum -c --quiet -) || fail "$name is damaged: its checksum differs"
if [ -e "$target" ] && ! is_ours "$target"; then fail "$target is not of install.sh: choose another PREFIX, or move it away"; fi
if [ -e "$prefix/bin/stackbench" ] || [ -L "$prefix/bin/stackbench" ]; then
  [ "$(readlink "$prefix/bin/stackbench")" = $own ] || fail "$prefix/bin/stackbench is another program or link: move it away"
fi

mkdir -p "$prefix/lib" "$prefix/bin" "$prefix/share/man/man1" "$prefix/share/bash-completion/completions" \
  "$prefix/share/zsh/site-functions" "$prefix/share/fish/vendor_completions.d"
new=$(mktemp -d "$prefix/lib/stackbench.XXXXXX")
# What was there stays until the new one is in its place, whatever ends this.
finish() {
  if [ -d "$new.old" ] && [ ! -e "$target" ]; then mv "$new.old" "$target"; fi
  rm -rf "$new" "$new.old"
}
trap finish EXIT
trap 'exit 1' HUP INT TERM
tar -xzf "$folder/$name" -C "$new" --strip-components=1
is_ours "$new" || fail "$name holds no StackBench"
chmod 755 "$new"
if [ -e "$target" ]; then mv "$target" "$new.old"; fi
mv "$new" "$target"
ln -sfn $own "$prefix/bin/stackbench"
share=$target/share
cp "$share/stackbench.1.gz" "$prefix/share/man/man1/"
cp "$share/stackbench.bash" "$prefix/share/bash-completion/completions/stackbench"
cp "$share/stackbench.zsh" "$prefix/share/zsh/site-functions/_stackbench"
cp "$share/stackbench.fish" "$prefix/share/fish/vendor_completions.d/stackbench.fish"
if [ -x /sbin/ldconfig ] && ! /sbin/ldconfig -p | grep -q 'libssl\.so\.'; then
  echo "it needs OpenSSL, which is not here: apt-get install libssl3"
fi
"$prefix/bin/stackbench" --version
case ":$PATH:" in *":$prefix/bin:"*) ;; *) echo "add it to your PATH: export PATH=\"$prefix/bin:\$PATH\"" ;; esac
