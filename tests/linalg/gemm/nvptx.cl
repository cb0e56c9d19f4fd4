// SPDX-License-Identifier: Apache-2.0
// The OpenCL functions that nvidia_mma.cl uses; usually a driver's library has them. With these,
// clang's PTX for a kernel calls no function, and ptxas sees the registers that it really needs.
#define BUILTIN __attribute__((overloadable, always_inline))

size_t BUILTIN get_local_id(uint d) { return d == 0 ? __nvvm_read_ptx_sreg_tid_x() : 0; }
size_t BUILTIN get_group_id(uint d)
{
    return d == 0   ? __nvvm_read_ptx_sreg_ctaid_x()
           : d == 1 ? __nvvm_read_ptx_sreg_ctaid_y()
                    : __nvvm_read_ptx_sreg_ctaid_z();
}
void BUILTIN barrier(cl_mem_fence_flags f) { __syncthreads(); }
int BUILTIN min(int a, int b) { return a < b ? a : b; }
long BUILTIN min(long a, long b) { return a < b ? a : b; }
float4 BUILTIN fma(float4 a, float4 b, float4 c)
{
    return (float4)(__builtin_fmaf(a.x, b.x, c.x), __builtin_fmaf(a.y, b.y, c.y),
                    __builtin_fmaf(a.z, b.z, c.z), __builtin_fmaf(a.w, b.w, c.w));
}
uint4 BUILTIN convert_uint4(ushort4 v) { return (uint4)(v.x, v.y, v.z, v.w); }
uint4 BUILTIN convert_uint4(uchar4 v) { return (uint4)(v.x, v.y, v.z, v.w); }
uint4 BUILTIN convert_uint4(uint4 v) { return v; }
