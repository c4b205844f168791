// A libtorch_cpu with just enough of the C ABI for a matrix product in fp32, and no version. Tests compile it:
// -DFACTOR=2.0 computes wrongly; -DSILENT leaves the result unwritten; -DFAILING reports an error.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifndef FACTOR
#define FACTOR 1.0
#endif

typedef struct { float *data; int64_t sizes[2], strides[2]; } tensor;

int32_t aoti_torch_dtype_float32(void) { return 6; }
int32_t aoti_torch_device_type_cpu(void) { return 0; }
void aoti_torch_grad_mode_set_enabled(_Bool enabled) { (void)enabled; }
int aoti_torch_delete_tensor_object(tensor *t) { free(t); return 0; }
int torch_get_num_threads(uint32_t *count) { *count = 1; return 0; }

int aoti_torch_create_tensor_from_blob(void *data, int64_t dimensions, const int64_t *sizes, const int64_t *strides,
                                       int64_t offset, int32_t dtype, int32_t device, int32_t index, tensor **result)
{
    (void)offset; (void)dtype; (void)device; (void)index;
    tensor *t = malloc(sizeof *t);
    t->data = data;
    memcpy(t->sizes, sizes, dimensions * sizeof *sizes);
    memcpy(t->strides, strides, dimensions * sizeof *strides);
    *result = t;
    return 0;
}

int aoti_torch_cpu_mm_out(tensor *c, tensor *a, tensor *b)
{
#ifdef FAILING
    return 1;
#endif
#ifndef SILENT
    for (int64_t i = 0; i < c->sizes[0]; i++) {
        for (int64_t j = 0; j < c->sizes[1]; j++) {
            double sum = 0;
            for (int64_t k = 0; k < a->sizes[1]; k++)
                sum += (double)a->data[i * a->strides[0] + k * a->strides[1]] * b->data[k * b->strides[0] + j * b->strides[1]];
            c->data[i * c->strides[0] + j * c->strides[1]] = (float)(FACTOR * sum);
        }
    }
#endif
    return 0;
}
