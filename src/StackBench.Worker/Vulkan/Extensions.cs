namespace StackBench.Worker.Vulkan;

/// <summary>Extensions of devices that are used where there are.</summary>
internal static class Extensions
{
    public const string PciBusInfo = "VK_EXT_pci_bus_info";
    public const string MemoryBudget = "VK_EXT_memory_budget";
    public const string CoreProperties = "VK_AMD_shader_core_properties";
    public const string SmBuiltins = "VK_NV_shader_sm_builtins";
    public const string CooperativeMatrix = "VK_KHR_cooperative_matrix";
    public const string Bfloat16 = "VK_KHR_shader_bfloat16";
    public const string Float8 = "VK_EXT_shader_float8";
    public const string PipelineExecutables = "VK_KHR_pipeline_executable_properties";

    /// <summary>Those that have to be enabled; the others only say something.</summary>
    public static string[] Enabled { get; } = [CooperativeMatrix, Bfloat16, Float8, PipelineExecutables];
}
