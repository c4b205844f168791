namespace StackBench.Worker.Spirv;

/// <summary>Instructions of SPIR-V by the names of the specification, as far as the kernels use them.</summary>
internal enum Op : ushort
{
    Extension = 10,
    ExtInstImport = 11,
    ExtInst = 12,
    MemoryModel = 14,
    EntryPoint = 15,
    ExecutionMode = 16,
    Capability = 17,
    TypeVoid = 19,
    TypeBool = 20,
    TypeInt = 21,
    TypeFloat = 22,
    TypeVector = 23,
    TypeRuntimeArray = 29,
    TypeStruct = 30,
    TypePointer = 32,
    TypeFunction = 33,
    Constant = 43,
    ConstantComposite = 44,
    ConstantNull = 46,
    Function = 54,
    FunctionEnd = 56,
    Variable = 59,
    Load = 61,
    Store = 62,
    AccessChain = 65,
    Decorate = 71,
    MemberDecorate = 72,
    CompositeConstruct = 80,
    CompositeExtract = 81,
    IAdd = 128,
    FAdd = 129,
    IMul = 132,
    UMod = 137,
    VectorTimesScalar = 142,
    Select = 169,
    IEqual = 170,
    ULessThan = 176,
    BitwiseXor = 198,
    Phi = 245,
    LoopMerge = 246,
    Label = 248,
    Branch = 249,
    BranchConditional = 250,
    Return = 253,
    SDot = 4450,
    TypeCooperativeMatrixKHR = 4456,
    CooperativeMatrixLoadKHR = 4457,
    CooperativeMatrixStoreKHR = 4458,
    CooperativeMatrixMulAddKHR = 4459,
}

internal enum Capability : uint
{
    Shader = 1,
    Float16 = 9,
    Float64 = 10,
    Int8 = 39,
    GroupNonUniform = 61,
    Float8EXT = 4212,
    Float8CooperativeMatrixEXT = 4213,
    StorageBuffer16BitAccess = 4433,
    StorageBuffer8BitAccess = 4448,
    BFloat16TypeKHR = 5116,
    BFloat16CooperativeMatrixKHR = 5118,
    VulkanMemoryModel = 5345,
    PhysicalStorageBufferAddresses = 5347,
    DotProductInput4x8BitPacked = 6018,
    DotProduct = 6019,
    CooperativeMatrixKHR = 6022,
}

internal enum StorageClass : uint
{
    Input = 1,
    PushConstant = 9,
    PhysicalStorageBuffer = 5349,
}

internal enum Decoration : uint
{
    Block = 2,
    ArrayStride = 6,
    BuiltIn = 11,
    Offset = 35,
}

internal enum BuiltIn : uint
{
    WorkgroupId = 26,
    LocalInvocationId = 27,
    SubgroupId = 40,
}

internal enum FPEncoding : uint
{
    BFloat16KHR = 0,
    Float8E4M3EXT = 4214,
}

/// <summary>What a cooperative matrix is for.</summary>
internal enum CooperativeMatrixUse : uint
{
    MatrixA = 0,
    MatrixB = 1,
    MatrixAccumulator = 2,
}
