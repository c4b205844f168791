#!/usr/bin/env bash
# ptx-tools.sh DIR -- NVIDIA's assembler and disassembler alone, DIR/bin/ptxas and DIR/bin/nvdisasm, and its driver's DIR/lib/libcuda.so.1,
# which starts without a GPU and says so; from the non-free part of Debian sid.
# The mirror is that of this machine's apt sources; nothing of the system changes, no root is needed. A finished DIR is left as it is.
set -euo pipefail
dir=${1:-}
[ -n "$dir" ] || { echo "usage: ptx-tools.sh DIR" >&2; exit 2; }
started=$SECONDS
stamp=$(sha256sum <"$0")
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
if [ "$(cat "$dir/stamp" 2>/dev/null)" = "$stamp" ]; then echo "$dir: ptxas is there"; exit 0; fi
apt=$dir/apt
rm -rf "$dir/stamp" "$dir/bin" "$dir/lib" "$apt"
mkdir -p "$dir/bin" "$dir/lib" "$apt"/{lists/partial,archives/partial,none}
trap 'rm -rf "$apt"' EXIT

sources=(/etc/apt/sources.list.d/*.sources /etc/apt/sources.list)
mirror=$(grep -hoE '^(URIs:|deb )[^#]*' "${sources[@]}" 2>/dev/null | grep -oE '(https?|file)://[^ ]+' | grep -v security | head -n 1 || true)
[ -n "$mirror" ] || { echo "ptx-tools.sh: no mirror in this machine's apt sources" >&2; exit 1; }
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror sid non-free" >"$apt/sources.list"
touch "$apt/status"
options=(-qq -o "Dir::State=$apt" -o "Dir::State::lists=$apt/lists" -o "Dir::State::status=$apt/status" -o "Dir::Cache=$apt"
  -o "Dir::Etc::sourcelist=$apt/sources.list" -o "Dir::Etc::sourceparts=$apt/none" -o Acquire::Check-Valid-Until=false
  -o Acquire::Languages=none -o Acquire::Retries=3 -o "APT::Sandbox::User=$(id -un)" -o Debug::NoLocking=true)
apt-get "${options[@]}" update
# The packages alone: what they depend on is gigabytes that programs and library do without.
(cd "$apt/archives" && apt-get "${options[@]}" download nvidia-cuda-toolkit libcuda1)
dpkg-deb --fsys-tarfile "$apt"/archives/libcuda1_*.deb |
  tar -x -C "$dir/lib" --strip-components=6 --no-same-owner --wildcards './usr/lib/*/nvidia/current/libcuda.so*'
dpkg-deb --fsys-tarfile "$apt"/archives/nvidia-cuda-toolkit_*.deb |
  tar -x -C "$dir/bin" --strip-components=3 --no-same-owner ./usr/bin/ptxas ./usr/bin/nvdisasm
"$dir/bin/ptxas" --version | tail -n 2 | head -n 1
echo "$stamp" >"$dir/stamp"
echo "$dir: $(du -smc "$dir/bin" "$dir/lib" | tail -n 1 | cut -f1) MB, $((SECONDS - started)) s"
