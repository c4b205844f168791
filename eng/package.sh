#!/usr/bin/env bash
# package.sh OUT [PUBLISHED] -- makes what people install, from a folder of publish.sh (made here where none is named):
# stackbench-VERSION-RID.tar.gz, stackbench_VERSION_ARCH.deb where dpkg-deb is, stackbench-VERSION-1.ARCH.rpm where rpmbuild is, install.sh,
# sbom.cdx.json and SHA256SUMS.
# The same folder and commit give the same bytes: names are sorted, owners and times are fixed (SOURCE_DATE_EPOCH, else the commit's).
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
out=${1:?usage: package.sh OUT [PUBLISHED]}
published=${2:-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
[ -n "$published" ] || { published=$work/published; bash "$root/eng/publish.sh" "$published" >/dev/null; }
version=$(dotnet msbuild "$root/src/StackBench" -getProperty:Version)
case $(uname -m) in x86_64) rid=linux-x64 arch=amd64 ;; aarch64) rid=linux-arm64 arch=arm64 ;; *) echo "package.sh: no name for $(uname -m)" >&2; exit 1 ;; esac
# A source archive has no commit.
epoch=${SOURCE_DATE_EPOCH:-$(git -C "$root" log -1 --format=%ct 2>/dev/null || echo 0)}
export SOURCE_DATE_EPOCH=$epoch
mkdir -p "$out"

name=stackbench-$version-$rid
tree=$work/$name
cp -a "$published/." "$tree"
mkdir -p "$tree/share"
python3 "$root/eng/sbom.py" "$tree/share"
"$tree/stackbench" manual | gzip -9n >"$tree/share/stackbench.1.gz"
cp "$root/eng/install.sh" "$tree/share/"
for shell in bash zsh fish; do "$tree/stackbench" completion $shell >"$tree/share/stackbench.$shell"; done
find "$tree" -type d -exec chmod 755 {} + -o -type f -perm -100 -exec chmod 755 {} + -o -type f -exec chmod 644 {} +
find "$tree" -exec touch -hd "@$SOURCE_DATE_EPOCH" {} +
made=("$name.tar.gz" install.sh sbom.cdx.json)
tar -C "$work" --sort=name --owner=0 --group=0 --numeric-owner --format=gnu -cf - "$name" | gzip -6n >"$out/$name.tar.gz"

# What a system's own packages bring, by the folders that Debian and Fedora share.
system=$work/system
mkdir -p "$system/usr/bin" "$system/usr/lib" "$system/usr/share/man/man1" "$system/usr/share/bash-completion/completions" \
  "$system/usr/share/fish/vendor_completions.d"
cp -a "$tree" "$system/usr/lib/stackbench"
ln -s ../lib/stackbench/stackbench "$system/usr/bin/stackbench"
share=$system/usr/lib/stackbench/share
mv "$share/stackbench.1.gz" "$system/usr/share/man/man1/"
mv "$share/stackbench.bash" "$system/usr/share/bash-completion/completions/stackbench"
mv "$share/stackbench.fish" "$system/usr/share/fish/vendor_completions.d/stackbench.fish"
# dpkg and rpm take away what they brought.
rm "$share/install.sh"
about="Measures what the layers of an ML stack deliver on this machine, keeps every
 run, and says whether a change made it faster or slower."

if command -v dpkg-deb >/dev/null; then
  deb=$work/deb
  cp -a "$system" "$deb"
  mkdir -p "$deb/DEBIAN" "$deb/usr/share/doc/stackbench" "$deb/usr/share/zsh/vendor-completions"
  mv "$deb/usr/lib/stackbench/share/stackbench.zsh" "$deb/usr/share/zsh/vendor-completions/_stackbench"
  cp "$root/LICENSE" "$deb/usr/share/doc/stackbench/copyright"
  cat >"$deb/DEBIAN/control" <<CONTROL
Package: stackbench
Version: $version
Architecture: $arch
Maintainer: StackBench <stackbench@localhost>
Installed-Size: $(du -sk "$deb/usr" | cut -f1)
Depends: libc6, libstdc++6, libgcc-s1, libssl3 | libssl3t64
Recommends: libgomp1
Section: utils
Priority: optional
Description: benchmark of machine learning stacks
 $about
CONTROL
  find "$deb" -exec touch -hd "@$SOURCE_DATE_EPOCH" {} +
  dpkg-deb --root-owner-group -Zgzip -z6 --build "$deb" "$out/stackbench_${version}_$arch.deb" >/dev/null
  made+=("stackbench_${version}_$arch.deb")
fi

if command -v rpmbuild >/dev/null; then
  mkdir -p "$system/usr/share/zsh/site-functions" "$system/usr/share/licenses/stackbench"
  mv "$share/stackbench.zsh" "$system/usr/share/zsh/site-functions/_stackbench"
  cp "$root/LICENSE" "$system/usr/share/licenses/stackbench/"
  # What is in the folder needs no scan: its libraries are found by their own places. SOURCE_DATE_EPOCH is the time of build and files.
  cat >"$work/stackbench.spec" <<SPEC
%global __os_install_post %{nil}
%global debug_package %{nil}
%global _build_id_links none
%global source_date_epoch_from_changelog 0
%global use_source_date_epoch_as_buildtime 1
%global clamp_mtime_to_source_date_epoch 1
%global _buildhost localhost
%global _binary_payload w6.gzdio
Name: stackbench
Version: $version
Release: 1
Summary: Benchmark of machine learning stacks
License: MIT
AutoReqProv: no
Requires: glibc, libstdc++, libgcc, openssl-libs
Recommends: libgomp
%description
${about/$'\n' /$'\n'}
%install
cp -a "$system/." "%{buildroot}/"
%files
%defattr(-,root,root)
/usr/bin/stackbench
/usr/lib/stackbench
/usr/share/man/man1/stackbench.1.gz
/usr/share/bash-completion/completions/stackbench
/usr/share/zsh/site-functions/_stackbench
/usr/share/fish/vendor_completions.d/stackbench.fish
/usr/share/licenses/stackbench
SPEC
  find "$system" -exec touch -hd "@$SOURCE_DATE_EPOCH" {} +
  rpmbuild -bb --quiet --define "_topdir $work/rpm" --define "_rpmdir $work/rpms" "$work/stackbench.spec" >"$work/rpm.log" 2>&1 ||
    { cat "$work/rpm.log" >&2; exit 1; }
  find "$work/rpms" -name '*.rpm' -exec cp {} "$out/" \;
  made+=("stackbench-$version-1.$(uname -m).rpm")
fi

cp "$root/eng/install.sh" "$out/"
cp "$tree/share/sbom.cdx.json" "$out/"
(cd "$out" && sha256sum -- "${made[@]}" >SHA256SUMS)
ls -l "$out"
