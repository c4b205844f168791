using System.Runtime.InteropServices;
using System.Text;

namespace StackBench.Worker.Spirv;

/// <summary>
/// Writes the words of a SPIR-V module with one compute entry point: sections in the order of the specification, ids given out, each type
/// and constant declared once.
/// </summary>
internal sealed class SpirvModule
{
    private const uint Magic = 0x07230203;
    private const uint Version16 = 0x00010600;
    private const uint ExecutionModelGLCompute = 5;
    private const uint ExecutionModeLocalSize = 17;
    private const uint AddressingPhysicalStorageBuffer64 = 5348;
    private const uint MemoryModelGLSL450 = 1;
    private const uint MemoryModelVulkan = 3;
    private const uint ScopeSubgroup = 3;

    private readonly List<uint> _capabilities = [], _extensions = [], _decorations = [], _declarations = [], _code = [], _interface = [];
    private readonly Dictionary<string, uint> _declared = new(StringComparer.Ordinal);
    private readonly HashSet<string> _required = new(StringComparer.Ordinal);
    private bool _hasVulkanMemoryModel;
    private uint _lastId;

    public SpirvModule()
    {
        Glsl = NewId();
        Main = NewId();
        Require(Capability.Shader);
        Require(Capability.PhysicalStorageBufferAddresses);
    }

    /// <summary>Id of the instruction set <c>GLSL.std.450</c>.</summary>
    public uint Glsl { get; }

    /// <summary>Id of the entry point.</summary>
    public uint Main { get; }

    public uint NewId() => ++_lastId;

    public void Require(Capability capability)
    {
        if (!_required.Add(capability.ToString())) return;
        Put(_capabilities, Op.Capability, (uint)capability);
        if (capability == Capability.VulkanMemoryModel) _hasVulkanMemoryModel = true;
    }

    public void RequireExtension(string name)
    {
        if (_required.Add(name)) Put(_extensions, Op.Extension, Text(name));
    }

    public uint Void => Declare(Op.TypeVoid);

    public uint Bool => Declare(Op.TypeBool);

    public uint UInt32 => Declare(Op.TypeInt, 32, 0);

    public uint Int32 => Declare(Op.TypeInt, 32, 1);

    public uint Int8 => Declare(Op.TypeInt, 8, 1);

    public uint Float(uint bits) => Declare(Op.TypeFloat, bits);

    public uint Float(uint bits, FPEncoding encoding) => Declare(Op.TypeFloat, bits, (uint)encoding);

    public uint Vector(uint component, uint count) => Declare(Op.TypeVector, component, count);

    public uint Pointer(StorageClass storage, uint type) => Declare(Op.TypePointer, (uint)storage, type);

    public uint FunctionType(uint result) => Declare(Op.TypeFunction, result);

    public uint CooperativeMatrix(uint component, uint rows, uint columns, CooperativeMatrixUse use) => Declare(
        Op.TypeCooperativeMatrixKHR, component, Constant(ScopeSubgroup), Constant(rows), Constant(columns), Constant((uint)use));

    public uint Constant(uint value) => DeclareConstant(Op.Constant, UInt32, value);

    /// <summary>Zeros of a scalar or a vector.</summary>
    public uint Null(uint type) => DeclareConstant(Op.ConstantNull, type);

    /// <summary>A cooperative matrix of one value.</summary>
    public uint Filled(uint matrix, uint value) => DeclareConstant(Op.ConstantComposite, matrix, value);

    /// <summary>A block that holds one array without end, as a buffer is seen through its address.</summary>
    public uint ArrayBlock(uint element, uint strideBytes)
    {
        var key = FormattableString.Invariant($"block {element}");
        if (_declared.TryGetValue(key, out var known)) return known;
        var array = Declare(Op.TypeRuntimeArray, element);
        Decorate(array, Decoration.ArrayStride, strideBytes);
        var block = Block([array], [0]);
        _declared.Add(key, block);
        return block;
    }

    /// <summary>A struct with the layout of a block.</summary>
    public uint Block(ReadOnlySpan<uint> members, ReadOnlySpan<uint> offsets)
    {
        var id = NewId();
        Put(_declarations, Op.TypeStruct, [id, .. members]);
        Decorate(id, Decoration.Block);
        for (var member = 0; member < members.Length; member++)
            Put(_decorations, Op.MemberDecorate, id, (uint)member, (uint)Decoration.Offset, offsets[member]);
        return id;
    }

    /// <summary>A variable outside of functions.</summary>
    public uint Global(StorageClass storage, uint type)
    {
        var id = NewId();
        Put(_declarations, Op.Variable, Pointer(storage, type), id, (uint)storage);
        _interface.Add(id);
        return id;
    }

    public void Decorate(uint id, Decoration decoration, params ReadOnlySpan<uint> operands) =>
        Put(_decorations, Op.Decorate, [id, (uint)decoration, .. operands]);

    /// <summary>An instruction without a result.</summary>
    public void Emit(Op op, params ReadOnlySpan<uint> operands) => Put(_code, op, operands);

    /// <summary>An instruction with a result, whose id it returns.</summary>
    public uint Value(Op op, uint type, params ReadOnlySpan<uint> operands)
    {
        var id = NewId();
        Put(_code, op, [type, id, .. operands]);
        return id;
    }

    /// <summary>A phi whose last pair, the value that comes round the loop, is set later by <see cref="Close"/>.</summary>
    /// <returns>Its id, and where the value is to be written.</returns>
    public (uint Id, int Place) OpenPhi(uint type, uint initial, uint entry, uint next)
    {
        var id = Value(Op.Phi, type, initial, entry, 0, next);
        return (id, _code.Count - 2);
    }

    public void Close(int place, uint value) => _code[place] = value;

    /// <summary>The module's words.</summary>
    /// <param name="groupSize">Invocations of a workgroup.</param>
    public uint[] Finish(uint groupSize)
    {
        List<uint> head = [];
        Put(head, Op.ExtInstImport, [Glsl, .. Text("GLSL.std.450")]);
        Put(head, Op.MemoryModel, AddressingPhysicalStorageBuffer64, _hasVulkanMemoryModel ? MemoryModelVulkan : MemoryModelGLSL450);
        Put(head, Op.EntryPoint, [ExecutionModelGLCompute, Main, .. Text("main"), .. _interface]);
        Put(head, Op.ExecutionMode, Main, ExecutionModeLocalSize, groupSize, 1, 1);
        return
        [
            Magic, Version16, 0, _lastId + 1, 0,
            .. _capabilities, .. _extensions, .. head, .. _decorations, .. _declarations, .. _code,
        ];
    }

    private uint Declare(Op op, params ReadOnlySpan<uint> operands)
    {
        if (IsDeclared(op, operands, out var id)) return id;
        Put(_declarations, op, [id, .. operands]);
        return id;
    }

    // The type of a constant stands before its id.
    private uint DeclareConstant(Op op, uint type, params ReadOnlySpan<uint> operands)
    {
        if (IsDeclared(op, [type, .. operands], out var id)) return id;
        Put(_declarations, op, [type, id, .. operands]);
        return id;
    }

    private bool IsDeclared(Op op, ReadOnlySpan<uint> operands, out uint id)
    {
        var key = $"{op} {string.Join(' ', operands.ToArray())}";
        if (_declared.TryGetValue(key, out id)) return true;
        id = NewId();
        _declared.Add(key, id);
        return false;
    }

    private static void Put(List<uint> section, Op op, params ReadOnlySpan<uint> operands)
    {
        section.Add(((uint)(operands.Length + 1) << 16) | (uint)op);
        section.AddRange(operands);
    }

    private static uint[] Text(string text)
    {
        var bytes = new byte[(text.Length / 4 * 4) + 4];
        Encoding.ASCII.GetBytes(text, bytes);
        return MemoryMarshal.Cast<byte, uint>(bytes).ToArray();
    }
}
