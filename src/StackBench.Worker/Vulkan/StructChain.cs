using System.Runtime.InteropServices;

namespace StackBench.Worker.Vulkan;

/// <summary>Structs of zeros in native memory, each pointing to the next, as Vulkan takes and fills them.</summary>
internal sealed unsafe class StructChain : IDisposable
{
    private readonly List<nint> _structs = [];

    public void* First => _structs.Count == 0 ? null : (void*)_structs[0];

    public T* Add<T>(StructureType type)
        where T : unmanaged
    {
        var added = NativeMemory.AllocZeroed((nuint)sizeof(T));
        // Every struct begins with its type, padded to eight bytes, and the pointer.
        *(StructureType*)added = type;
        if (_structs.Count > 0) ((void**)_structs[^1])[1] = added;
        _structs.Add((nint)added);
        return (T*)added;
    }

    public T* AddIf<T>(bool isPresent, StructureType type)
        where T : unmanaged => isPresent ? Add<T>(type) : null;

    public void Dispose()
    {
        foreach (var one in _structs) NativeMemory.Free((void*)one);
    }
}
