#!/bin/sh
# Holds the Python worker against torch.utils.benchmark: the two take turns on the same operation with the same threads, and the median of the
# rounds' ratios is printed. usage: bench/pytorch/compare.sh [PYTHON] [ROUNDS] [OP...]; needs PyTorch 1.13 or newer in PYTHON; OP: gemm conv2d attention models
# (the last against the same module, torchvision's ResNet-50 and transformers' BERT)
set -eu
python="${1:-python3}"
[ $# -gt 0 ] && shift
exec "$python" "$(dirname "$0")/compare.py" "$@"
