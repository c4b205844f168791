ENTRY run(global const float4* a, global const float4* b, global float4* c, float s) {
    const uint first = get_group_id(0) * (GROUP * 8) + get_local_id(0);
    float4 left[8], right[8];
    #pragma unroll
    for (uint k = 0; k < 8; k++) left[k] = a[first + k * GROUP];
    #pragma unroll
    for (uint k = 0; k < 8; k++) right[k] = b[first + k * GROUP];
    #pragma unroll
    for (uint k = 0; k < 8; k++) c[first + k * GROUP] = left[k] + s * right[k];
}
