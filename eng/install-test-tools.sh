#!/usr/bin/env bash
# Installs what the tests need beyond the .NET SDK: a linker and zlib for Native AOT, a C compiler for the peers in bench/, and Debian's
# PyTorch unpacked under $STACKBENCH_ML_STACK.
set -euo pipefail
missing=()
command -v gcc >/dev/null 2>&1 || missing+=(gcc libc6-dev)
[ -e /usr/include/zlib.h ] || missing+=(zlib1g-dev)
if [ ${#missing[@]} -gt 0 ]; then
  apt-get update -q
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
fi

# Unpacked beside the system, not installed into it: nothing else changes. It may be there already.
stack=${STACKBENCH_ML_STACK:-}
if [ -n "$stack" ] && ! ls -d "$stack"/usr/lib/python3/dist-packages/torch-* >/dev/null 2>&1; then
  packages=$(mktemp -d)
  apt-get update -q
  (cd "$packages" && apt-get download -q python3-torch && for package in *.deb; do dpkg-deb -x "$package" "$stack"; done)
  rm -rf "$packages"
  # The interpreter's name is all that detection reads of it.
  python=python3.$(python3 -c 'import sys; print(sys.version_info[1])')
  mkdir -p "$stack/usr/bin"
  cp -L "$(command -v python3)" "$stack/usr/bin/$python"
  ln -sf "$python" "$stack/usr/bin/python3"
fi
