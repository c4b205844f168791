/* A stand-in for NVIDIA's management library with one GPU: the functions telemetry asks for, less what -D takes away. */
#include <string.h>

typedef struct { char legacy[16]; unsigned domain, bus, device, ids, subsystem; char id[32]; } pci_info;
typedef struct { unsigned version; unsigned long long total, reserved, free, used; } memory_info;
typedef struct { unsigned gpu, memory; } rates;

static int asked;

int nvmlInit_v2(void) { return 0; }
int nvmlShutdown(void) { return 0; }
int nvmlDeviceGetCount_v2(unsigned *count) { *count = 1; return 0; }
int nvmlDeviceGetHandleByIndex_v2(unsigned index, void **device) { *device = &asked; return index; }
int nvmlDeviceGetPciInfo_v3(void *device, pci_info *pci) { memset(pci, 0, sizeof *pci); pci->bus = 0x3b; return 0; }
int nvmlDeviceGetTemperature(void *device, unsigned sensor, unsigned *celsius) { *celsius = 61; return sensor; }
int nvmlDeviceGetPowerUsage(void *device, unsigned *milliwatts) { *milliwatts = 250500; return LOST; }
int nvmlDeviceGetTotalEnergyConsumption(void *device, unsigned long long *millijoules) { *millijoules = 1000 + 25000 * asked++; return 0; }
int nvmlDeviceGetClockInfo(void *device, unsigned clock, unsigned *megahertz) { *megahertz = clock == 1 ? 1980 : 2619; return 0; }
int nvmlDeviceGetUtilizationRates(void *device, rates *rates) { rates->gpu = 97; return 0; }
int nvmlDeviceGetMemoryInfo_v2(void *device, memory_info *memory) { memory->used = 123456789; return memory->version == (sizeof *memory | 2u << 24) ? 0 : 2; }
#ifdef OLD
int nvmlDeviceGetCurrentClocksThrottleReasons(void *device, unsigned long long *bits) { *bits = 0x44; return 0; }
#else
int nvmlDeviceGetCurrentClocksEventReasons(void *device, unsigned long long *bits) { *bits = 0x04; return 0; }
#endif
