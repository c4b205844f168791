#!/bin/sh
# The long campaign, about an hour on two cores: publishes, then attacks with 1,000 kills and a seed of the day.
# Usage: campaign.sh [SEED]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
built=$(mktemp -d)
trap 'rm -rf "$built"' EXIT
folder=$(bash "$here/../../eng/publish.sh" "$built/stackbench" | tail -n 1)
python3 "$here/campaign.py" "$folder/stackbench" --seed "${1:-$(date +%Y%m%d)}" \
    --kills 1000 --engines 1000 --servers 1000 --inputs 30000 --databases 300 --disks 10
