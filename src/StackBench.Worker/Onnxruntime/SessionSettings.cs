using System.Text.Json;
using StackBench.Protocol.Engines;

namespace StackBench.Worker.Onnxruntime;

/// <summary>How a session computes.</summary>
/// <param name="Threads">Within an operator; operators run one after the other.</param>
/// <param name="Optimization">Level of ONNX Runtime's rewriting of the graph: 0, 1, 2 or 99.</param>
/// <param name="HasArena">Memory of intermediate results is kept between runs.</param>
/// <param name="Provider">Short name of the provider that is to run the nodes, <c>XNNPACK</c>; null for the CPU's.</param>
internal sealed record SessionSettings(int Threads, int Optimization, bool HasArena, string? Provider = null)
{
    /// <exception cref="UnsupportedException">A parameter is not valid.</exception>
    public static SessionSettings Read(JsonElement parameters, int usualThreads) => new(
        parameters.TryGetProperty("threads", out _) ? (int)parameters.Number("threads", 1, 1024) : usualThreads,
        parameters.Choice("optimization", "all", "extended", "basic", "none") switch
        {
            "none" => 0,
            "basic" => 1,
            "extended" => 2,
            _ => 99,
        },
        parameters.Choice("arena", "on", "off") == "on",
        parameters.TryGetProperty("provider", out _) ? parameters.Text("provider") : null);
}
