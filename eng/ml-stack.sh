#!/usr/bin/env bash
# ml-stack.sh sid|bookworm|gpu DIR -- unpacks a real ML stack from Debian's packages into DIR; nothing of the system changes, no root is needed.
#   sid        DIR/bin/python (torch 2.x, torch.compile works with the host's g++), DIR/bin/llama-bench, DIR/bin/llama-server
#   bookworm   DIR/bin/python (torch 1.13)
#   gpu        sid's Vulkan: DIR/bin/lavapipe, DIR/bin/radv, DIR/bin/nvk run `dotnet` under Mesa's driver of that name, on no GPU (lavapipe computes on
#              the CPU; the others only compile, for the chip that AMDGPU_GPU_ID or NOUVEAU_CHIPSET names), DIR/bin/spirv-val; headers in DIR/root/usr/include
# Packages come from the mirror in this machine's apt sources. DIR/root holds them; DIR/bin starts them through their own dynamic loader,
# so they see the host's files and need neither chroot nor the host's libraries. A finished DIR is left as it is.
set -euo pipefail
kind=${1:-} dir=${2:-}
suite=$kind leave=
# OpenBLAS by name: by default apt resolves to reference BLAS, 70 times slower; the pthread build fights with torch's OpenMP.
case $kind in
  sid) packages=(python3-torch python3-numpy python3-transformers libopenblas0-openmp libtorch-dev pybind11-dev libpython3-dev llama.cpp-tools) ;;
  bookworm) packages=(python3-torch python3-numpy libopenblas0-openmp) ;;
  # Python comes along for the generator of the headers.
  gpu) suite=sid leave=python3 packages=(mesa-vulkan-drivers mesa-drm-shim vulkan-validationlayers libvulkan-dev spirv-tools libstdc++6 zlib1g) ;;
  *) dir= ;;
esac
[ -n "$dir" ] || { echo "usage: ml-stack.sh sid|bookworm|gpu DIR" >&2; exit 2; }
started=$SECONDS
stamp="$kind $(sha256sum <"$0")"
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
root=$dir/root bin=$dir/bin apt=$dir/apt
if [ "$(cat "$dir/stamp" 2>/dev/null)" = "$stamp" ]; then echo "$dir: $kind is there"; exit 0; fi
rm -rf "$dir/stamp" "$root" "$bin" "$apt" "$dir/manifests" "$dir/dotnet"

# A private apt: it resolves against an empty package status, so that every dependency is fetched whatever the host has.
sources=(/etc/apt/sources.list.d/*.sources /etc/apt/sources.list)
mirror=$(grep -hoE '^(URIs:|deb )[^#]*' "${sources[@]}" 2>/dev/null | grep -oE '(https?|file)://[^ ]+' | grep -v security | head -n 1 || true)
[ -n "$mirror" ] || { echo "ml-stack.sh: no mirror in this machine's apt sources" >&2; exit 1; }
mkdir -p "$apt"/{lists/partial,archives/partial,none}
# Drivers that nothing here loads, with all they depend on (a third of the whole): said to be installed, so that apt leaves them out.
for name in libglx-mesa0 libamdhip64-6 $leave; do
  printf 'Package: %s\nStatus: install ok installed\nArchitecture: %s\nMulti-Arch: allowed\nVersion: 99\nDescription: left out\n\n' "$name" "$(dpkg --print-architecture)"
done >"$apt/status"
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" >"$apt/sources.list"
# Check-Valid-Until: the Release file of a moving suite expires on a mirror that lags.
options=(-o "Dir::State=$apt" -o "Dir::State::lists=$apt/lists" -o "Dir::State::status=$apt/status" -o "Dir::Cache=$apt"
  -o "Dir::Cache::archives=$apt/archives" -o "Dir::Etc::sourcelist=$apt/sources.list" -o "Dir::Etc::sourceparts=$apt/none"
  -o "Dir::Etc::preferences=$apt/none/no" -o "Dir::Etc::preferencesparts=$apt/none" -o Acquire::Check-Valid-Until=false
  -o Acquire::Languages=none -o Acquire::Retries=5 -o APT::Install-Recommends=false -o "APT::Sandbox::User=$(id -un)" -o Debug::NoLocking=true)
for attempt in 1 2 3; do
  if apt-get "${options[@]}" -qq update >"$apt/log" 2>&1 && apt-get "${options[@]}" -qq -y --download-only install "${packages[@]}" >>"$apt/log" 2>&1; then break; fi
  [ "$attempt" -lt 3 ] || { tail -n 20 "$apt/log" >&2; exit 1; }
  sleep 5
done

# Old packages still name /lib: the links of a merged /usr come first.
mkdir -p "$root"/usr/{bin,sbin,lib,lib64} "$bin"
for name in bin sbin lib lib64; do ln -s "usr/$name" "$root/$name"; done
unpack() {
  dpkg-deb --fsys-tarfile "$2" | tar -x -C "$1" --keep-directory-symlink --no-same-owner --no-same-permissions \
    --exclude='./usr/share/doc/*' --exclude='./usr/share/man/*' --exclude='./usr/share/locale/*' --exclude='*.a'
}
export -f unpack
find "$apt/archives" -name '*.deb' -print0 | xargs -0 -P 2 -n 1 bash -euo pipefail -c 'unpack "$0" "$1"' "$root"
count=$(find "$apt/archives" -name '*.deb' | wc -l)
# Absolute links would leave the folder.
find "$root" -xdev -type l -lname '/*' -print0 | while IFS= read -r -d '' link; do
  target=$root$(readlink "$link")
  if [ -e "$target" ] || [ -L "$target" ]; then ln -sfnr "$target" "$link"; fi
done

loader=$(readlink -f "$root"/usr/lib*/ld-linux-*.so.* | head -n 1)
lib=$(dirname "$loader")
triplet=$(basename "$lib")
# The maintainer scripts that would make alternatives did not run: OpenBLAS is found by its own folder.
path=$lib/openblas-openmp:$lib:$root/usr/lib
for name in blas lapack llama ggml/backends0 llama.cpp; do if [ -d "$lib/$name" ]; then path=$path:$lib/$name; fi; done
start() { # name, program, lines before
  printf '#!/bin/sh\n%s\nexec "%s" --inhibit-cache --library-path "%s" --argv0 "%s" "%s" "$@"\n' "$3" "$loader" "$path" "$bin/$1" "$2" >"$bin/$1"
  chmod 755 "$bin/$1"
}

finish() {
  rm -rf "$apt"
  echo "$stamp" >"$dir/stamp"
  echo "$dir: $kind, $count packages, $(du -sm "$root" | cut -f1) MB, $((SECONDS - started)) s"
}

if [ "$kind" = gpu ]; then
  # What is not run here: other drivers, and all that is neither a driver, a layer, a header nor spirv-val.
  find "$lib" -maxdepth 1 -name 'libvulkan_*' ! -name 'libvulkan_lvp.so' ! -name 'libvulkan_radeon.so' ! -name 'libvulkan_nouveau.so' -delete
  find "$root/usr/bin" -mindepth 1 ! -name spirv-val -delete
  rm -rf "$root/usr/sbin" "$root/etc" "$root/var" "$root"/usr/lib/python3* "$root/usr/share/"{perl,python3,zoneinfo,drirc.d,bash-completion}
  # Manifests with a bare name of a library would be looked for by the host's loader in the host's folders.
  mkdir "$dir/manifests"
  for file in "$root"/usr/share/vulkan/icd.d/{lvp,radeon,nouveau}_icd*.json "$root"/usr/share/vulkan/explicit_layer.d/*validation*.json; do
    name=$(basename "${file%%_icd*}" .json)
    sed -E "s#(\"library_path\": *\")[^\"]*/?(lib[^\"/]*\")#\1$lib/\2#" "$file" >"$dir/manifests/$name.json"
  done
  rm -rf "$root/usr/share/vulkan"
  # dotnet asks /proc/self/exe for its own name and place. Under a dynamic loader that is the loader: a copy of it is called dotnet and lies beside the runtime.
  dotnet=$(readlink -f "$(command -v dotnet)")
  mkdir -p "$dir/dotnet"
  cp "$loader" "$dir/dotnet/dotnet"
  ln -sfn "$(dirname "$dotnet")/host" "$(dirname "$dotnet")/shared" "$dir/dotnet/"
  under() { # driver, shim
    printf '#!/bin/sh\nexport VK_DRIVER_FILES="${VK_DRIVER_FILES:-%s}" VK_LAYER_PATH="%s"\nexec "%s" --inhibit-cache --library-path "%s" %s "%s" "$@"\n' \
      "$dir/manifests/$1.json" "$dir/manifests" "$dir/dotnet/dotnet" "$lib" "${2:+--preload $lib/$2}" "$dotnet" >"$bin/$3"
    chmod 755 "$bin/$3"
  }
  under lvp '' lavapipe
  under radeon libamdgpu_noop_drm_shim.so radv
  under nouveau libnouveau_noop_drm_shim.so nvk
  start spirv-val "$root/usr/bin/spirv-val" ''
  "$bin/spirv-val" --version | head -n 1
  "$bin/lavapipe" --list-runtimes | head -n 1
  finish
  exit 0
fi

# What g++ of the host may see of the folder: headers and libraries of Python and torch, and no C library.
build=$dir/build
rm -rf "$build"
mkdir -p "$build/include/$triplet" "$build/lib"
python=$(find "$root/usr/bin" -name 'python3.[0-9]*' | grep -E '/python3\.[0-9]+$' | head -n 1)
link() { for file in "${@:2}"; do if [ -e "$file" ]; then ln -sfn "$file" "$1/"; fi; done; }
link "$build/include" "$root"/usr/include/{torch,c10,ATen,caffe2,pybind11}
link "$build/include/$triplet" "$root/usr/include/$triplet/${python##*/}"
link "$build/lib" "$lib"/libtorch*.so* "$lib"/libc10*.so* "$lib"/libgomp.so*
ln -sfn "$lib/libgomp.so.1" "$build/lib/libgomp.so"

# argv 0 is the starter itself: sys.executable then starts the same interpreter again (multiprocessing, torchrun, compile workers).
# A program of another interpreter started from it must not inherit PYTHONHOME.
start python "$python" "export PYTHONHOME='$root/usr' CPLUS_INCLUDE_PATH='$build/include' LIBRARY_PATH='$build/lib'
unset PYTHONPATH OPENBLAS_CORETYPE"
echo 'import os; os.environ.pop("PYTHONHOME", None)' >"$root/usr/lib/python3/dist-packages/starter.pth"
for name in llama-bench llama-server; do if [ -x "$root/usr/bin/$name" ]; then start "$name" "$root/usr/bin/$name" ''; fi; done
# ggml looks for its CPU variants beside /proc/self/exe, which is the loader.
link "$lib" "$lib"/ggml/backends*/libggml-*.so

# What a package's installation does too; without it each start of torch compiles itself anew, which doubles its time. Some packages carry files
# of other Pythons, which do not compile and are never imported.
"$bin/python" -m compileall -q -j 0 "$root/usr/lib/python3/dist-packages" "$root/usr/lib/${python##*/}" >/dev/null 2>&1 || true
"$bin/python" -c 'import sys, numpy, torch; a = torch.ones(8, 8); assert float((a @ a).sum()) == 512.0 and a.numpy().sum() == 64; print("python", sys.version.split()[0], "torch", torch.__version__, "numpy", numpy.__version__)'
finish
