"""How many threads an operation computes with: always set, always reported."""
import os


def physical_cores():
    """Cores this process may use, siblings of one core counted once."""
    try:
        usable = os.sched_getaffinity(0)
    except AttributeError:
        return os.cpu_count() or 1
    cores = set()
    for cpu in usable:
        try:
            with open(f"/sys/devices/system/cpu/cpu{cpu}/topology/thread_siblings_list", encoding="ascii") as file:
                cores.add(file.read().strip())
        except OSError:
            cores.add(str(cpu))
    return len(cores) or 1


def wanted(params, environment=None):
    """``threads`` of the parameters, else the cores. Who sets OMP_NUM_THREADS means it: it is an upper bound."""
    count = params.size("threads", None) or physical_cores()
    bound = (os.environ if environment is None else environment).get("OMP_NUM_THREADS", "")
    return min(count, int(bound)) if bound.isascii() and bound.isdigit() and int(bound) > 0 else count
