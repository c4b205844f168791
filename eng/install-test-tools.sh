#!/usr/bin/env bash
# Installs what the tests need beyond the .NET SDK: a linker and zlib for Native AOT, a C compiler for the peers in bench/, g++ for
# torch.compile, Chromium for the report, rsvg-convert for charts, tmux for the full screen, qemu-user for the kernels of Arm, Mesa's Vulkan with
# lavapipe and PoCL, which compute on the CPU, clang for what the texts in OpenCL C become on GPUs,
# hunspell for the spelling of the pages, rpm for the package of that kind, GNU parallel for fleets without a scheduler, PostgreSQL for their history;
# and, unpacked under $STACKBENCH_ML_STACK (nothing more where that is not set), two real PyTorch with llama.cpp, sid's Vulkan drivers and NVIDIA's assembler.
set -euo pipefail
missing=()
command -v gcc >/dev/null 2>&1 || missing+=(gcc libc6-dev)
command -v g++ >/dev/null 2>&1 || missing+=(g++)
[ -e /usr/include/zlib.h ] || missing+=(zlib1g-dev)
command -v chromium >/dev/null 2>&1 || missing+=(chromium)
command -v rsvg-convert >/dev/null 2>&1 || missing+=(librsvg2-bin)
command -v tmux >/dev/null 2>&1 || missing+=(tmux)
command -v qemu-aarch64-static >/dev/null 2>&1 || missing+=(qemu-user-static)
ls /usr/share/vulkan/icd.d/lvp_icd*.json >/dev/null 2>&1 || missing+=(libvulkan1 mesa-vulkan-drivers)
ls /etc/OpenCL/vendors/pocl*.icd >/dev/null 2>&1 || missing+=(ocl-icd-libopencl1 pocl-opencl-icd)
[ -e /usr/share/hunspell/en_GB.dic ] && command -v hunspell >/dev/null 2>&1 || missing+=(hunspell hunspell-en-gb)
command -v parallel >/dev/null 2>&1 || missing+=(parallel)
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing+=(postgresql)
command -v rpmbuild >/dev/null 2>&1 || missing+=(rpm)
command -v clang-19 >/dev/null 2>&1 || missing+=(clang-19)
[ -e /usr/include/CL/cl_ext.h ] || missing+=(opencl-c-headers)
if [ ${#missing[@]} -gt 0 ]; then
  apt-get update -q
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
fi

stack=${STACKBENCH_ML_STACK:-}
if [ -n "$stack" ]; then
  here=$(dirname "$0")
  "$here/ml-stack.sh" sid "$stack/sid" &
  sid=$!
  "$here/ml-stack.sh" gpu "$stack/gpu" &
  gpu=$!
  # Not free, so that no test depends on it.
  timeout 60 "$here/ptx-tools.sh" "$stack/ptx" &
  ptx=$!
  "$here/ml-stack.sh" bookworm "$stack/bookworm"
  wait $ptx || echo "no assembler of NVIDIA's: its tests are skipped"
  wait $gpu
  wait $sid
fi
