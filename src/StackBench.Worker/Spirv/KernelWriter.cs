namespace StackBench.Worker.Spirv;

/// <summary>Writes the one function of a kernel: arguments, positions, loads and stores through addresses, loops.</summary>
internal sealed class KernelWriter
{
    private const uint AlignedAccess = 2;
    private const uint FmaInstruction = 50; // of GLSL.std.450
    private const uint ArgumentBytes = 8;

    private readonly uint _groupSize;
    private readonly uint[] _arguments;
    private uint _block;

    /// <param name="arguments">Types of the arguments, each in 8 bytes: of <see cref="ArrayOf"/>, or <see cref="SpirvModule.UInt32"/>.
    /// </param>
    public KernelWriter(SpirvModule module, uint groupSize, params ReadOnlySpan<uint> arguments)
    {
        (Module, _groupSize) = (module, groupSize);
        var offsets = new uint[arguments.Length];
        for (var i = 0; i < offsets.Length; i++) offsets[i] = (uint)i * ArgumentBytes;
        var vector = module.Vector(module.UInt32, 3);
        var push = arguments.IsEmpty ? 0 : module.Global(StorageClass.PushConstant, module.Block(arguments, offsets));
        var local = Input(BuiltIn.LocalInvocationId, vector);
        var group = Input(BuiltIn.WorkgroupId, vector);
        module.Emit(Op.Function, module.Void, module.Main, 0, module.FunctionType(module.Void));
        Label(module.NewId());
        _arguments = new uint[arguments.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            var pointer = module.Pointer(StorageClass.PushConstant, arguments[i]);
            _arguments[i] = module.Value(
                Op.Load, arguments[i], module.Value(Op.AccessChain, pointer, push, module.Constant((uint)i)));
        }

        Local = First(local, vector);
        Group = First(group, vector);
        Global = Add(Multiply(Group, module.Constant(groupSize)), Local);
    }

    public SpirvModule Module { get; }

    /// <summary>Position in the group.</summary>
    public uint Local { get; }

    public uint Group { get; }

    /// <summary>Position among all invocations.</summary>
    public uint Global { get; }

    /// <summary>Type of an argument that is the address of an array.</summary>
    public static uint ArrayOf(SpirvModule module, uint element, uint strideBytes) =>
        module.Pointer(StorageClass.PhysicalStorageBuffer, module.ArrayBlock(element, strideBytes));

    /// <summary>Number of the subgroup in its group.</summary>
    public uint Subgroup() => Module.Value(Op.Load, Module.UInt32, Input(BuiltIn.SubgroupId, Module.UInt32));

    public uint Argument(int index) => _arguments[index];

    public uint Constant(uint value) => Module.Constant(value);

    public uint Add(uint one, uint other) => Module.Value(Op.IAdd, Module.UInt32, one, other);

    public uint Multiply(uint one, uint other) => Module.Value(Op.IMul, Module.UInt32, one, other);

    public uint Remainder(uint value, uint divisor) => Module.Value(Op.UMod, Module.UInt32, value, divisor);

    public uint Xor(uint one, uint other) => Module.Value(Op.BitwiseXor, Module.UInt32, one, other);

    /// <summary>a x b + c in one rounding, or in two where the device has no such instruction.</summary>
    public uint Fma(uint type, uint a, uint b, uint c) => Module.Value(Op.ExtInst, type, Module.Glsl, FmaInstruction, a, b, c);

    /// <summary>Address of an element of an array.</summary>
    public uint Element(uint array, uint type, uint index) => Module.Value(
        Op.AccessChain, Module.Pointer(StorageClass.PhysicalStorageBuffer, type), array, Constant(0), index);

    public uint Load(uint array, uint type, uint bytes, uint index) =>
        Module.Value(Op.Load, type, Element(array, type, index), AlignedAccess, bytes);

    public void Store(uint array, uint type, uint bytes, uint index, uint value) =>
        Module.Emit(Op.Store, Element(array, type, index), value, AlignedAccess, bytes);

    /// <summary>Repeats a body whose values are carried from round to round.</summary>
    /// <param name="rounds">Id of their number, a <see cref="SpirvModule.UInt32"/>.</param>
    /// <param name="initial">Types and first values.</param>
    /// <param name="body">From the values of a round to those of the next.</param>
    /// <returns>The values after the last round.</returns>
    public uint[] Loop(uint rounds, ReadOnlySpan<(uint Type, uint Value)> initial, Func<uint[], uint[]> body)
    {
        uint head = Module.NewId(), inside = Module.NewId(), next = Module.NewId(), done = Module.NewId();
        var entry = _block;
        Module.Emit(Op.Branch, head);
        Label(head);
        var (round, roundPlace) = Module.OpenPhi(Module.UInt32, Constant(0), entry, next);
        var (values, places) = (new uint[initial.Length], new int[initial.Length]);
        for (var i = 0; i < values.Length; i++) (values[i], places[i]) = Module.OpenPhi(initial[i].Type, initial[i].Value, entry, next);
        var goesOn = Module.Value(Op.ULessThan, Module.Bool, round, rounds);
        Module.Emit(Op.LoopMerge, done, next, 0);
        Module.Emit(Op.BranchConditional, goesOn, inside, done);
        Label(inside);
        var carried = body(values);
        Module.Emit(Op.Branch, next);
        Label(next);
        Module.Close(roundPlace, Add(round, Constant(1)));
        for (var i = 0; i < values.Length; i++) Module.Close(places[i], carried[i]);
        Module.Emit(Op.Branch, head);
        Label(done);
        return values;
    }

    public uint[] Finish()
    {
        Module.Emit(Op.Return);
        Module.Emit(Op.FunctionEnd);
        return Module.Finish(_groupSize);
    }

    private uint Input(BuiltIn builtIn, uint type)
    {
        var id = Module.Global(StorageClass.Input, type);
        Module.Decorate(id, Decoration.BuiltIn, (uint)builtIn);
        return id;
    }

    private uint First(uint variable, uint vector) =>
        Module.Value(Op.CompositeExtract, Module.UInt32, Module.Value(Op.Load, vector, variable), 0);

    private void Label(uint id)
    {
        Module.Emit(Op.Label, id);
        _block = id;
    }
}
