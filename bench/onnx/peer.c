// A plain caller of ONNX Runtime's C API: peer.c LIBRARY MODEL THREADS CALLS prints the seconds of each call, images of 1x3x224x224.
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "onnxruntime_c_api.h"

static const OrtApi *api;

static void check(OrtStatus *status) {
  if (!status) return;
  fprintf(stderr, "%s\n", api->GetErrorMessage(status));
  exit(1);
}

int main(int argc, char **argv) {
  if (argc != 5) return 2;
  void *library = dlopen(argv[1], RTLD_NOW);
  if (!library) return fprintf(stderr, "%s\n", dlerror()), 1;
  api = ((const OrtApiBase *(*)(void))dlsym(library, "OrtGetApiBase"))()->GetApi(12);
  OrtEnv *env; OrtSessionOptions *options; OrtSession *session; OrtMemoryInfo *memory; OrtValue *input, *output = NULL;
  check(api->CreateEnv(ORT_LOGGING_LEVEL_WARNING, "peer", &env));
  check(api->CreateSessionOptions(&options));
  check(api->SetIntraOpNumThreads(options, atoi(argv[3])));
  check(api->SetInterOpNumThreads(options, 1));
  check(api->CreateSession(env, argv[2], options, &session));
  check(api->CreateCpuMemoryInfo(OrtDeviceAllocator, OrtMemTypeDefault, &memory));
  int64_t shape[] = {1, 3, 224, 224};
  size_t count = 3 * 224 * 224;
  float *image = aligned_alloc(64, count * sizeof(float));
  for (size_t i = 0; i < count; i++) image[i] = (float)(rand() % 2001 - 1000) / 500;
  check(api->CreateTensorWithDataAsOrtValue(memory, image, count * sizeof(float), shape, 4, ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, &input));
  OrtAllocator *allocator; char *in, *out;
  check(api->GetAllocatorWithDefaultOptions(&allocator));
  check(api->SessionGetInputName(session, 0, allocator, &in));
  check(api->SessionGetOutputName(session, 0, allocator, &out));
  for (int call = atoi(argv[4]); call > 0; call--) {
    struct timespec begin, end;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    check(api->Run(session, NULL, (const char *const *)&in, (const OrtValue *const *)&input, 1, (const char *const *)&out, 1, &output));
    clock_gettime(CLOCK_MONOTONIC, &end);
    printf("%.9f\n", (end.tv_sec - begin.tv_sec) + 1e-9 * (end.tv_nsec - begin.tv_nsec));
  }
  return 0;
}
