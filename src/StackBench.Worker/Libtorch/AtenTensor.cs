namespace StackBench.Worker.Libtorch;

/// <summary>Owner of a tensor handle; not of the buffer a tensor was made over.</summary>
internal sealed unsafe class AtenTensor : IDisposable
{
    private readonly LibtorchLibrary _library;

    private AtenTensor(LibtorchLibrary library, nint handle) => (_library, Handle) = (library, handle);

    public nint Handle { get; private set; }

    /// <summary>A tensor over <paramref name="buffer"/>, which must outlive it. Strides count elements.</summary>
    public static AtenTensor Over(LibtorchLibrary library, TensorBuffer buffer, ReadOnlySpan<long> sizes, ReadOnlySpan<long> strides)
    {
        var create = (delegate* unmanaged<void*, long, long*, long*, long, int, int, int, nint*, int>)library
            .Export("aoti_torch_create_tensor_from_blob");
        var cpu = ((delegate* unmanaged<int>)library.Export("aoti_torch_device_type_cpu"))();
        nint handle;
        fixed (long* sizesPointer = sizes, stridesPointer = strides)
        {
            var code = create(buffer.Data, sizes.Length, sizesPointer, stridesPointer, 0, buffer.Type.Code(library), cpu, -1, &handle);
            library.Require(code, "aoti_torch_create_tensor_from_blob");
        }

        return new AtenTensor(library, handle);
    }

    /// <summary>The same in the order of its dimensions, last one dense.</summary>
    public static AtenTensor Over(LibtorchLibrary library, TensorBuffer buffer, params ReadOnlySpan<long> sizes) =>
        Over(library, buffer, sizes, DenseStrides(sizes));

    /// <summary>A result of the library, to be deleted by its new owner.</summary>
    public static AtenTensor Owning(LibtorchLibrary library, nint handle) => new(library, handle);

    public static long[] DenseStrides(ReadOnlySpan<long> sizes)
    {
        var strides = new long[sizes.Length];
        var stride = 1L;
        for (var i = sizes.Length - 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride *= sizes[i];
        }

        return strides;
    }

    /// <summary>Data and strides in elements, wherever the memory is.</summary>
    public (nint Data, long[] Strides) View(int dimensions)
    {
        var getData = (delegate* unmanaged<nint, void**, int>)_library.Export("aoti_torch_get_data_ptr");
        var getStrides = (delegate* unmanaged<nint, long**, int>)_library.Export("aoti_torch_get_strides");
        void* data;
        long* strides;
        _library.Require(getData(Handle, &data), "aoti_torch_get_data_ptr");
        _library.Require(getStrides(Handle, &strides), "aoti_torch_get_strides");
        return ((nint)data, new ReadOnlySpan<long>(strides, dimensions).ToArray());
    }

    public void Dispose()
    {
        if (Handle == 0) return;
        _library.Delete(Handle);
        Handle = 0;
    }
}
