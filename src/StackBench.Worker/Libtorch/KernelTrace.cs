namespace StackBench.Worker.Libtorch;

/// <summary>Finds out which kernels an operation calls, by letting oneDNN and MKL report one call.</summary>
internal sealed unsafe class KernelTrace(LibtorchLibrary library)
{
    // torch::verbose::_mkldnn_set_verbose(int) and _mkl_set_verbose(int); absent on Windows builds.
    private readonly delegate* unmanaged<int, int> _oneDnn =
        (delegate* unmanaged<int, int>)library.TryExport("_ZN5torch7verbose19_mkldnn_set_verboseEi");
    private readonly delegate* unmanaged<int, int> _mkl =
        (delegate* unmanaged<int, int>)library.TryExport("_ZN5torch7verbose16_mkl_set_verboseEi");
    private readonly bool _hasMkl = library.HasMkl;
    private string? _mklProcessor;

    /// <summary>
    /// The operation's name with the kernels of one call: <c>at::mm_out: MKL SGEMM (code for Intel(R) Architecture processors)</c>.
    /// </summary>
    public string Describe(string operation, Action call)
    {
        if (_oneDnn is null || _mkl is null)
        {
            call();
            return $"{operation} (kernels not reported by this build)";
        }

        var output = OutputCapture.Of(() => Trace(call));
        _mklProcessor ??= KernelNames.MklProcessor(output);
        var kernels = KernelNames.Read(output).Select(WithProcessor).ToList();
        if (kernels.Count > 0) return $"{operation}: {string.Join(", ", kernels)}";
        return _hasMkl ? $"{operation}: ATen kernel, neither oneDNN nor MKL" : $"{operation}: BLAS or ATen kernel, not oneDNN";
    }

    private void Trace(Action call)
    {
        _ = _oneDnn(1);
        _ = _mkl(1);
        try
        {
            call();
        }
        finally
        {
            _ = _oneDnn(0);
            _ = _mkl(0);
        }
    }

    private string WithProcessor(string kernel) =>
        kernel.StartsWith("MKL ", StringComparison.Ordinal) && _mklProcessor is not null ? $"{kernel} (code for {_mklProcessor})" : kernel;
}
