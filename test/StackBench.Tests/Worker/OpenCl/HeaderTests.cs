using System.Globalization;
using System.Reflection;
using StackBench.Tests.Fixtures;
using StackBench.Tests.Worker.Vulkan;
using StackBench.Worker.OpenCl;

namespace StackBench.Tests.Worker.OpenCl;

/// <summary>The numbers handed to drivers, compared with those of a C program that has Khronos's headers.</summary>
public sealed class HeaderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("stackbench-cl-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Numbers_are_those_of_the_headers()
    {
        if (!File.Exists("/usr/include/CL/cl_ext.h")) Requirement.Missing("the headers of OpenCL are not installed (opencl-c-headers)");
        var expected = typeof(Cl).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field is { IsLiteral: true })
            .Where(field => field.Name.StartsWith("CL_", StringComparison.Ordinal))
            .Select(field => (field.Name, Value: Convert.ToInt64(field.GetRawConstantValue(), CultureInfo.InvariantCulture)))
            .Append(("offsetof(cl_device_topology_amd, pcie.bus)", 21)).ToArray();
        Assert.True(expected.Length > 40);

        var source = Path.Combine(_folder, "numbers.c");
        File.WriteAllLines(source, ["#include <stddef.h>", "#include <stdio.h>", "#include <CL/cl.h>", "#include <CL/cl_ext.h>",
            "int main(void) {", .. expected.Select(line => $"  printf(\"%s %lld\\n\", \"{line.Item1}\", (long long)({line.Item1}));"),
            "  return 0;", "}"]);
        var program = Path.Combine(_folder, "numbers");
        var (compiled, errors) = GpuRoot.Run("gcc", ["-DCL_TARGET_OPENCL_VERSION=300", "-o", program, source]);
        Assert.True(compiled == 0, errors);
        var (code, text) = GpuRoot.Run(program, []);

        Assert.Equal(0, code);
        Assert.Equal(
            expected.Select(line => string.Create(CultureInfo.InvariantCulture, $"{line.Item1} {line.Item2}")),
            text.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
