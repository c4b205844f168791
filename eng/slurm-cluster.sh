#!/usr/bin/env bash
# A real Slurm of N nodes on one machine, for the tests of campaigns: slurm-cluster.sh up [N] | down
# Needs root and Debian's slurm-wlm and munge. It overwrites /etc/slurm/slurm.conf: for a machine that has no other Slurm.
set -euo pipefail

state=${SLURM_CLUSTER_STATE:-/tmp/stackbench-slurm}
nodes=${2:-4}
host=$(hostname -s)

configure() {
    cat >/etc/slurm/slurm.conf <<CONF
ClusterName=stackbench
SlurmctldHost=$host(127.0.0.1)
AuthType=auth/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SlurmUser=root
SlurmdUser=root
StateSaveLocation=$state/controller
SlurmdSpoolDir=$state/spool.%n
SlurmctldPidFile=$state/controller.pid
SlurmdPidFile=$state/node.%n.pid
SlurmctldLogFile=$state/controller.log
SlurmdLogFile=$state/node.%n.log
SelectType=select/cons_tres
ReturnToService=2
NodeName=node[1-$nodes] NodeHostname=$host NodeAddr=127.0.0.1 Port=[17001-$((17000 + nodes))] CPUs=$(nproc) RealMemory=2000
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
}

case ${1:?up or down} in
up)
    mkdir -p "$state/controller" /run/munge
    chown -R munge /run/munge /var/lib/munge /var/log/munge /etc/munge
    configure
    # Daemons must not hold the pipes of whoever starts this.
    pgrep -x munged >/dev/null || su -s /bin/sh munge -c /usr/sbin/munged
    slurmctld >/dev/null 2>&1
    sleep 2
    for number in $(seq "$nodes"); do slurmd -N "node$number" >/dev/null 2>&1; done
    sleep 2
    sinfo
    ;;
down)
    for file in "$state"/node.*.pid "$state"/controller.pid; do
        if [[ -f $file ]]; then kill "$(cat "$file")" 2>/dev/null || true; fi
    done
    ;;
*)
    echo "up or down" >&2
    exit 2
    ;;
esac
