using System.Collections.Immutable;
using StackBench.Worker.Device;
using StackBench.Worker.Spirv;

namespace StackBench.Worker.Vulkan;

/// <summary>What a device can do: its features as the driver lists them, and the same features as they are asked for.</summary>
internal sealed unsafe class DeviceCapabilities : IDisposable
{
    private readonly StructChain _enabled = new();

    private DeviceCapabilities(DeviceFacts facts) => Facts = facts;

    public DeviceFacts Facts { get; private set; }

    public bool HasAddresses { get; private init; }

    public bool HasFullSubgroups { get; private init; }

    public bool ShowsCode { get; private init; }

    public float TimestampPeriod { get; private init; }

    /// <summary>The features to enable, for the creation of the device.</summary>
    public void* Features => _enabled.First;

    public static DeviceCapabilities Read(VulkanInstance instance, PhysicalDevice device)
    {
        using var chain = new StructChain();
        var features = chain.Add<Vk.PhysicalDeviceFeatures2>(StructureType.PhysicalDeviceFeatures2);
        var v11 = chain.Add<Vk.PhysicalDeviceVulkan11Features>(StructureType.PhysicalDeviceVulkan11Features);
        var v12 = chain.Add<Vk.PhysicalDeviceVulkan12Features>(StructureType.PhysicalDeviceVulkan12Features);
        var v13 = chain.Add<Vk.PhysicalDeviceVulkan13Features>(StructureType.PhysicalDeviceVulkan13Features);
        bool Has(string extension) => device.Extensions.Contains(extension);
        var matrix = chain.AddIf<Vk.PhysicalDeviceCooperativeMatrixFeaturesKHR>(
            Has(Extensions.CooperativeMatrix), StructureType.PhysicalDeviceCooperativeMatrixFeaturesKHR);
        var bf16 = chain.AddIf<Vk.PhysicalDeviceShaderBfloat16FeaturesKHR>(
            Has(Extensions.Bfloat16), StructureType.PhysicalDeviceShaderBfloat16FeaturesKHR);
        var fp8 = chain.AddIf<Vk.PhysicalDeviceShaderFloat8FeaturesEXT>(
            Has(Extensions.Float8), StructureType.PhysicalDeviceShaderFloat8FeaturesEXT);
        var code = chain.AddIf<Vk.PhysicalDevicePipelineExecutablePropertiesFeaturesKHR>(
            Has(Extensions.PipelineExecutables), StructureType.PhysicalDevicePipelineExecutablePropertiesFeaturesKHR);
        Vk.vkGetPhysicalDeviceFeatures2(device.Handle, features);

        using var properties = new StructChain();
        var limits = properties.Add<Vk.PhysicalDeviceProperties2>(StructureType.PhysicalDeviceProperties2);
        var p11 = properties.Add<Vk.PhysicalDeviceVulkan11Properties>(StructureType.PhysicalDeviceVulkan11Properties);
        var p13 = properties.Add<Vk.PhysicalDeviceVulkan13Properties>(StructureType.PhysicalDeviceVulkan13Properties);
        var amd = properties.AddIf<Vk.PhysicalDeviceShaderCorePropertiesAMD>(
            Has(Extensions.CoreProperties), StructureType.PhysicalDeviceShaderCorePropertiesAMD);
        var nvidia = properties.AddIf<Vk.PhysicalDeviceShaderSMBuiltinsPropertiesNV>(
            Has(Extensions.SmBuiltins), StructureType.PhysicalDeviceShaderSMBuiltinsPropertiesNV);
        Vk.vkGetPhysicalDeviceProperties2(device.Handle, limits);

        var units = amd is not null
            ? amd->ShaderEngineCount * amd->ShaderArraysPerEngineCount * amd->ComputeUnitsPerShaderArray
            : nvidia is not null ? nvidia->ShaderSMCount : 0;
        var hasSizes = v13->SubgroupSizeControl != 0 && (p13->RequiredSubgroupSizeStages & VulkanKernel.ComputeStage) != 0;
        var (hasFp16, hasInt8) = (
            v12->ShaderFloat16 != 0 && v11->StorageBuffer16BitAccess != 0, v12->ShaderInt8 != 0 && v12->StorageBuffer8BitAccess != 0);
        var hasMatrix = matrix is not null && matrix->CooperativeMatrix != 0 && v12->VulkanMemoryModel != 0;
        var hasBf16 = bf16 is not null && bf16->ShaderBFloat16Type != 0 && bf16->ShaderBFloat16CooperativeMatrix != 0
            && v11->StorageBuffer16BitAccess != 0;
        var hasFp8 = fp8 is not null && fp8->ShaderFloat8 != 0 && fp8->ShaderFloat8CooperativeMatrix != 0
            && v12->StorageBuffer8BitAccess != 0;
        var capabilities = new DeviceCapabilities(new DeviceFacts
        {
            Name = device.Name,
            Driver = device.Driver,
            IsCpuDriver = device.IsCpuDriver,
            IsIntegrated = device.Type == PhysicalDeviceType.IntegratedGpu,
            ComputeUnits = units > 0 ? (int)units : null,
            SubgroupSizes = hasSizes ? Powers(p13->MinSubgroupSize, p13->MaxSubgroupSize) : [],
            DefaultSubgroupSize = (int)p11->SubgroupSize,
            HasFp16 = hasFp16,
            HasFp64 = features->ShaderFloat64 != 0,
            HasDotProduct = v13->ShaderIntegerDotProduct != 0,
            HasDotInstruction = p13->IntegerDotProduct4x8BitPackedSignedAccelerated != 0,
            LargestBuffer = (long)Math.Min(Math.Min(p13->MaxBufferSize, p11->MaxMemoryAllocationSize), long.MaxValue),
        })
        {
            HasAddresses = v12->BufferDeviceAddress != 0,
            HasFullSubgroups = v13->ComputeFullSubgroups != 0,
            ShowsCode = code is not null && code->PipelineExecutableInfo != 0,
            TimestampPeriod = limits->TimestampPeriod,
        };
        if (hasMatrix)
            capabilities.Facts = capabilities.Facts with
            {
                Tiles = [.. MatrixTiles.Of(Listed(instance, device)).Where(tile => tile.Factor switch
                {
                    MatrixElement.Bf16 => hasBf16,
                    MatrixElement.Fp8 => hasFp8,
                    MatrixElement.Int8 => hasInt8,
                    _ => hasFp16,
                })],
            };

        var wanted = capabilities._enabled;
        wanted.Add<Vk.PhysicalDeviceFeatures2>(StructureType.PhysicalDeviceFeatures2)->ShaderFloat64 = features->ShaderFloat64;
        wanted.Add<Vk.PhysicalDeviceVulkan11Features>(
            StructureType.PhysicalDeviceVulkan11Features)->StorageBuffer16BitAccess = v11->StorageBuffer16BitAccess;
        var v12Wanted = wanted.Add<Vk.PhysicalDeviceVulkan12Features>(StructureType.PhysicalDeviceVulkan12Features);
        v12Wanted->StorageBuffer8BitAccess = v12->StorageBuffer8BitAccess;
        v12Wanted->ShaderFloat16 = v12->ShaderFloat16;
        v12Wanted->ShaderInt8 = v12->ShaderInt8;
        v12Wanted->BufferDeviceAddress = v12->BufferDeviceAddress;
        v12Wanted->VulkanMemoryModel = v12->VulkanMemoryModel;
        var v13Wanted = wanted.Add<Vk.PhysicalDeviceVulkan13Features>(StructureType.PhysicalDeviceVulkan13Features);
        v13Wanted->SubgroupSizeControl = v13->SubgroupSizeControl;
        v13Wanted->ComputeFullSubgroups = v13->ComputeFullSubgroups;
        v13Wanted->ShaderIntegerDotProduct = v13->ShaderIntegerDotProduct;
        if (matrix is not null)
            wanted.Add<Vk.PhysicalDeviceCooperativeMatrixFeaturesKHR>(
                StructureType.PhysicalDeviceCooperativeMatrixFeaturesKHR)->CooperativeMatrix = matrix->CooperativeMatrix;
        if (bf16 is not null)
        {
            var added = wanted.Add<Vk.PhysicalDeviceShaderBfloat16FeaturesKHR>(StructureType.PhysicalDeviceShaderBfloat16FeaturesKHR);
            added->ShaderBFloat16Type = bf16->ShaderBFloat16Type;
            added->ShaderBFloat16CooperativeMatrix = bf16->ShaderBFloat16CooperativeMatrix;
        }

        if (fp8 is not null)
        {
            var added = wanted.Add<Vk.PhysicalDeviceShaderFloat8FeaturesEXT>(StructureType.PhysicalDeviceShaderFloat8FeaturesEXT);
            added->ShaderFloat8 = fp8->ShaderFloat8;
            added->ShaderFloat8CooperativeMatrix = fp8->ShaderFloat8CooperativeMatrix;
        }

        if (code is not null)
            wanted.Add<Vk.PhysicalDevicePipelineExecutablePropertiesFeaturesKHR>(
                StructureType.PhysicalDevicePipelineExecutablePropertiesFeaturesKHR)->PipelineExecutableInfo = code->PipelineExecutableInfo;
        return capabilities;
    }

    public void Dispose() => _enabled.Dispose();

    private static ImmutableArray<int> Powers(uint least, uint most)
    {
        var sizes = ImmutableArray.CreateBuilder<int>();
        for (var size = least; size > 0 && size <= most; size *= 2) sizes.Add((int)size);
        return sizes.ToImmutable();
    }

    private static Vk.CooperativeMatrixPropertiesKHR[] Listed(VulkanInstance instance, PhysicalDevice device)
    {
        var get = (delegate* unmanaged<nint, uint*, Vk.CooperativeMatrixPropertiesKHR*, int>)instance.Function(
            "vkGetPhysicalDeviceCooperativeMatrixPropertiesKHR");
        uint count = 0;
        if (get is null || get(device.Handle, &count, null) < 0) return [];
        var listed = new Vk.CooperativeMatrixPropertiesKHR[count];
        foreach (ref var one in listed.AsSpan()) one.SType = StructureType.CooperativeMatrixPropertiesKHR;
        fixed (Vk.CooperativeMatrixPropertiesKHR* first = listed) get(device.Handle, &count, first);
        return [.. listed.Take((int)count)];
    }
}
