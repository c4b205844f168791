using System.Collections.Immutable;
using System.Diagnostics;
using StackBench.Running.Engines;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Worker.Vulkan;

/// <summary>
/// Sid's Mesa, validation layer and tools, as <c>eng/ml-stack.sh gpu</c> unpacks them: drivers for chips that are not there.
/// </summary>
internal static class GpuRoot
{
    /// <summary>A program of the root; skips where there is none.</summary>
    /// <param name="name"><c>lavapipe</c>, <c>radv</c> and <c>nvk</c> run dotnet under that driver; <c>spirv-val</c>.</param>
    public static string Program(string name) => Require(Path.Combine("bin", name));

    /// <summary>Folder of the headers of Vulkan.</summary>
    public static string Headers => Path.GetDirectoryName(Path.GetDirectoryName(Require("root/usr/include/vulkan/vulkan.h")))!;

    /// <summary>The library of lavapipe.</summary>
    public static string Lavapipe => Require("root/usr/lib/x86_64-linux-gnu/libvulkan_lvp.so");

    public static string Manifest(string driver) => Require($"manifests/{driver}.json");

    /// <summary>The engine under a driver of the root.</summary>
    public static EngineDefinition Engine(string driver, params ReadOnlySpan<(string Name, string Value)> environment)
    {
        var variables = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in environment) variables[name] = value;
        return new EngineDefinition
        {
            Name = "vulkan",
            Command = [Program(driver), Path.Combine(AppContext.BaseDirectory, "StackBench.Worker.dll"), "vulkan"],
            Environment = variables.ToImmutable(),
        };
    }

    /// <summary>What a program prints, both streams together, and its exit code.</summary>
    public static (int Code, string Text) Run(
        string program, IEnumerable<string> arguments, params ReadOnlySpan<(string Name, string Value)> environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var text = process.StandardOutput.ReadToEnd() + error.GetAwaiter().GetResult();
        process.WaitForExit();
        return (process.ExitCode, text);
    }

    /// <summary>Compiles C with the headers of Vulkan.</summary>
    public static void Compile(string source, string output, params string[] options)
    {
        var (code, text) = Run("gcc", ["-Wall", "-Werror", $"-I{Headers}", "-o", output, source, .. options]);
        Assert.True(code == 0, text);
    }

    private static string Require(string path)
    {
        var stack = Environment.GetEnvironmentVariable("STACKBENCH_ML_STACK");
        if (stack is null || Path.Combine(stack, "gpu", path) is not { } full || !File.Exists(full))
        {
            Requirement.Missing("no sid Mesa under STACKBENCH_ML_STACK (eng/ml-stack.sh gpu)");
            throw new UnreachableException();
        }

        return full;
    }
}
