using System.Xml.Linq;

namespace StackBench.Tests.Architecture;

/// <summary>Arrows of dependency point downwards: between projects, and between the namespaces of a project.</summary>
public sealed class DependencyTests
{
    /// <summary>A project may reference those of earlier lines only; the worker, whose process may die, nothing but
    /// the protocol and the pure graphs it loads.</summary>
    private static readonly string[][] Layers =
    [
        ["StackBench.Core", "StackBench.Protocol", "StackBench.Onnx"],
        ["StackBench.Worker", "StackBench.Machine", "StackBench.Llm", "StackBench.Store", "StackBench.Report"],
        ["StackBench.Serving", "StackBench.NcclTests", "StackBench.Exchange", "StackBench.Fleet"],
        ["StackBench.Workloads", "StackBench.Postgres"],
        ["StackBench.Running"],
        ["StackBench"],
    ];

    public static TheoryData<string> Projects =>
        [.. Directory.EnumerateDirectories(NamespaceGraph.Source).Select(folder => Path.GetFileName(folder)!)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_namespace_depends_on_itself_by_way_of_others(string project)
    {
        var cycle = NamespaceGraph.Of(project).Cycle();
        Assert.True(cycle is null, cycle);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Projects_reference_those_below(string project)
    {
        var layer = Array.FindIndex(Layers, names => names.Contains(project));
        Assert.True(layer >= 0, $"{project} has no layer: add it to {nameof(Layers)}");
        var file = XDocument.Load(Path.Combine(NamespaceGraph.Source, project, $"{project}.csproj"));
        // An executable that is only to be built beforehand is not referenced.
        string[] referenced =
            [.. file.Descendants("ProjectReference").Where(item => item.Attribute("ReferenceOutputAssembly")?.Value != "false")
            .Select(item => Path.GetFileNameWithoutExtension(item.Attribute("Include")!.Value))];
        Assert.Empty(referenced.Except(Layers[..layer].SelectMany(names => names)));
        if (project == "StackBench.Worker") Assert.Equal(["StackBench.Onnx", "StackBench.Protocol"], referenced);
    }

    [Theory]
    [InlineData("using A.Y;\nnamespace A.X;\npublic class P;", "namespace A.Y;\npublic class Q;", null)]
    [InlineData("using A.Y;\nnamespace A.X;\npublic class P;", "using A.X;\nnamespace A.Y;\npublic class Q;", "A.X > A.Y > A.X")]
    [InlineData("using A.Y;\nnamespace A;\npublic class P;", "namespace A.Y;\npublic class Q { P? p; }", "A > A.Y > A")]
    [InlineData(
        "using A.Y;\nnamespace A;\npublic class P;", "namespace A.Y;\n/// <see cref=\"P\"/>\npublic class Q { string p = \"P\"; }", null)]
    [InlineData("using A.Y;\nnamespace A.X;\npublic class P;", "namespace A.Y;\npublic class Q { X.P? p; }", "A.X > A.Y > A.X")]
    [InlineData("using A.Y;\nnamespace A;\npublic class P;", "namespace A.Y;\npublic class P;\npublic class Q { P? p; }", null)]
    public void A_cycle_is_found(string one, string other, string? expected) =>
        Assert.Equal(expected, new NamespaceGraph([one, other]).Cycle());
}
