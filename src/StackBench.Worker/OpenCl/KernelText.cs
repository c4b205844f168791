using System.Text;
using StackBench.Protocol.Engines;
using StackBench.Worker.Spirv;

namespace StackBench.Worker.OpenCl;

/// <summary>A kernel as the compiler of a device takes it: its text in OpenCL C, behind what the text has defined. Pure.</summary>
/// <param name="Options">Those of the compiler. None of them lets it compute less exactly.</param>
internal sealed record KernelText(string Code, string Options)
{
    private const string Dot = "dot";

    /// <exception cref="UnsupportedException">The device has no such product of tiles.</exception>
    public static KernelText Of(Kernel kernel, OpenClDeviceInfo device)
    {
        var code = new StringBuilder();
        foreach (var extension in (string[])[Extensions.Fp16, Extensions.Fp64])
            if (device.Extensions.Contains(extension)) code.Append("#pragma OPENCL EXTENSION ").Append(extension).Append(" : enable\n");
        Define("GROUP", $"{kernel.GroupSize}");
        Define("ENTRY", "kernel __attribute__((reqd_work_group_size(GROUP, 1, 1))) void");
        foreach (var (name, value) in kernel.Defines) Define(name, value);
        if (kernel.Tile is { } tile)
        {
            var snippet = MatrixSnippets.Of(device).FirstOrDefault(snippet => snippet.Tile == tile)
                ?? throw new UnsupportedException($"{device.Name} has no matrix instructions for {kernel.Name}");
            foreach (var (name, value) in snippet.Defines) Define(name, value);
            code.Append(Resource(snippet.Text));
        }

        if (kernel.Text == Dot) code.Append(DotProduct.Of(device));
        code.Append(Resource(kernel.Text));
        // Only the language of version 3 has dot products.
        return new KernelText(code.ToString(), kernel.Text == Dot && device.Version >= 30 ? "-cl-std=CL3.0" : "-cl-std=CL1.2");

        void Define(string name, string value) => code.Append("#define ").Append(name).Append(' ').Append(value).Append('\n');
    }

    private static string Resource(string name)
    {
        using var stream = typeof(KernelText).Assembly.GetManifestResourceStream($"{name}.cl")
            ?? throw new InvalidOperationException($"there is no text {name}.cl");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
