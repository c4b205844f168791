using System.Text;

namespace StackBench.Worker.Onnxruntime;

/// <summary>Adds a provider to the options of a session, on its first device.</summary>
internal static unsafe class ProviderSetup
{
    private const int FirstDevice = 0;

    /// <summary>Read by cuBLAS, cuDNN and TensorRT when they are loaded: without it fp32 is computed in TF32.</summary>
    private const string TF32 = "NVIDIA_TF32_OVERRIDE";

    /// <exception cref="OrtException">The library cannot use it here.</exception>
    public static void Add(OrtLibrary library, nint options, ExecutionProvider provider, bool hasArena)
    {
        if (provider.Way is ProviderWay.CudaOptions or ProviderWay.TensorRTOptions) NativeEnvironment.Set(TF32, "0");
        switch (provider.Way)
        {
            case ProviderWay.CudaOptions:
                WithOptions(library, options, OrtFunction.CreateCudaOptions, OrtFunction.UpdateCudaOptions, OrtFunction.AppendCuda,
                    OrtFunction.ReleaseCudaOptions);
                break;
            case ProviderWay.TensorRTOptions:
                WithOptions(library, options, OrtFunction.CreateTensorRTOptions, OrtFunction.UpdateTensorRTOptions,
                    OrtFunction.AppendTensorRT, OrtFunction.ReleaseTensorRTOptions);
                break;
            case ProviderWay.Export or ProviderWay.ExportWithArena
                when library.FindExport($"OrtSessionOptionsAppendExecutionProvider_{provider.Name}") is var export && export != 0:
                var argument = provider.Way == ProviderWay.Export ? FirstDevice : Convert.ToInt32(hasArena);
                library.Require(((delegate* unmanaged<nint, int, nint>)export)(options, argument));
                break;
            default:
                fixed (byte* name = Encoding.UTF8.GetBytes(provider.Name + '\0'))
                    library.Require(((delegate* unmanaged<nint, byte*, byte**, byte**, nuint, nint>)
                        library[OrtFunction.SessionOptionsAppendExecutionProvider])(options, name, null, null, 0));
                break;
        }
    }

    private static void WithOptions(
        OrtLibrary library, nint session, OrtFunction create, OrtFunction update, OrtFunction append, OrtFunction release)
    {
        nint options;
        library.Require(((delegate* unmanaged<nint*, nint>)library[create])(&options));
        try
        {
            fixed (byte* key = "device_id\0"u8, value = Encoding.UTF8.GetBytes(FormattableString.Invariant($"{FirstDevice}\0")))
            {
                var (keyPointer, valuePointer) = ((nint)key, (nint)value);
                library.Require(((delegate* unmanaged<nint, nint*, nint*, nuint, nint>)library[update])(
                    options, &keyPointer, &valuePointer, 1));
            }

            library.Require(((delegate* unmanaged<nint, nint, nint>)library[append])(session, options));
        }
        finally
        {
            library.Release(release, options);
        }
    }
}
