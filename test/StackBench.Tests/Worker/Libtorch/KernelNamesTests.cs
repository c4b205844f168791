using StackBench.Worker.Libtorch;

namespace StackBench.Tests.Worker.Libtorch;

public sealed class KernelNamesTests
{
    [Fact]
    public void Distinct_kernels_are_read_in_the_order_of_their_first_call()
    {
        const string output = """
            onednn_verbose,v1,info,oneDNN v3.7.1 (commit 0)
            onednn_verbose,v1,primitive,info,template:operation,engine,primitive,implementation,prop_kind
            onednn_verbose,v1,primitive,exec,cpu,reorder,jit:uni,undef,src:f32,,,1x64,0.1
            onednn_verbose,v1,primitive,exec,cpu,convolution,jit:avx512_core,forward_inference,src:f32,,,1x64,0.4
            onednn_verbose,v1,primitive,exec,cpu,reorder,jit:uni,undef,src:f32,,,1x64,0.1
            """;

        Assert.Equal(["oneDNN reorder jit:uni", "oneDNN convolution jit:avx512_core"], KernelNames.Read(output));
    }

    [Fact]
    public void Older_formats_and_unnamed_implementations_are_read()
    {
        Assert.Equal(
            ["oneDNN matmul brg:avx512_core"], KernelNames.Read("dnnl_verbose,exec,cpu,matmul,brg:avx512_core,undef,src_f32,,,8x8,0.1"));
        Assert.Equal(["oneDNN gemm_api"], KernelNames.Read("onednn_verbose,v1,primitive,exec,cpu,gemm_api,,undef,src_s8,,,8x8:8x8,3.5"));
    }

    [Fact]
    public void Functions_of_MKL_and_the_processor_it_chose_its_code_for_are_read()
    {
        const string output =
            "MKL_VERBOSE oneMKL 2024.0 Update 2 Product build 20240605 for Intel(R) 64 architecture Intel(R) Architecture processors, Lnx "
                + "2.10GHz lp64 gnu_thread\n"
            + "MKL_VERBOSE SGEMM(N,N,64,64,64,0x7f,0x7f,64,0x7f,64,0x7f,0x7f,64) 35.02ms CNR:OFF Dyn:0 FastMM:1 TID:0  NThr:2\n"
            + "MKL_VERBOSE SGEMM(N,N,32,64,64,0x7f,0x7f,64,0x7f,64,0x7f,0x7f,64) 35.02ms CNR:OFF Dyn:0 FastMM:1 TID:0  NThr:2\n";

        Assert.Equal(["MKL SGEMM"], KernelNames.Read(output));
        Assert.Equal("Intel(R) Architecture processors", KernelNames.MklProcessor(output));
    }

    [Fact]
    public void Other_text_names_no_kernel()
    {
        Assert.Empty(KernelNames.Read(
            "[W NNPACK.cpp:56] Could not initialize NNPACK!\nonednn_verbose,v1,primitive,create:cache_miss,cpu,matmul,brg,undef"));
        Assert.Null(KernelNames.MklProcessor("MKL_VERBOSE SGEMM(N,N,1) 1ms"));
    }
}
