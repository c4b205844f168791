using System.Text.Json;
using StackBench.Protocol.Engines;

namespace StackBench.Worker.Onnxruntime;

/// <summary>How a session computes.</summary>
/// <param name="Threads">Of all sessions, within an operator; operators run one after the other.</param>
/// <param name="OptimizationLevel">Level of ONNX Runtime's rewriting of the graph: 0, 1, 2 or 99.</param>
/// <param name="HasArena">Memory of intermediate results is kept between runs.</param>
/// <param name="Provider">That is to run the nodes; null for the CPU's.</param>
/// <param name="Sessions">That run at the same time, each with inputs of its own.</param>
internal sealed record SessionSettings(
    int Threads, int OptimizationLevel, bool HasArena, ExecutionProvider? Provider = null, int Sessions = 1)
{
    private const int MostSessions = 256;

    /// <summary>Threads that there are in all: each session has one at least.</summary>
    public int AllThreads => Math.Max(Threads, Sessions);

    /// <param name="listed">Providers that the library was built with.</param>
    /// <exception cref="UnsupportedException">A parameter is not valid, or the library was built without the provider.</exception>
    public static SessionSettings Read(JsonElement parameters, int usualThreads, IReadOnlyList<string> listed)
    {
        var sessions = parameters.TryGetProperty("sessions", out _) ? (int)parameters.Number("sessions", 1, MostSessions) : 1;
        var threads = parameters.TryGetProperty("threads", out _) ? (int)parameters.Number("threads", 1, 1024) : usualThreads;
        return new(threads, Optimization(parameters), parameters.Choice("arena", "on", "off") == "on",
            parameters.TryGetProperty("provider", out _) ? Named(parameters.Text("provider"), listed) : null, sessions);
    }

    /// <summary>Those of one of the sessions: the threads in equal parts, and what is left over one each for the first.</summary>
    /// <param name="number">From 0.</param>
    public SessionSettings ForSession(int number) => this with
    {
        Threads = (AllThreads / Sessions) + (number < AllThreads % Sessions ? 1 : 0),
        Sessions = 1,
    };

    private static ExecutionProvider Named(string name, IReadOnlyList<string> listed) =>
        ExecutionProvider.Find(name, listed) ?? throw new UnsupportedException(
            $"this ONNX Runtime has no provider '{name}'; it has {string.Join(", ", listed.Select(ExecutionProvider.Short))}",
            "use one that has it: --onnxruntime DIR");

    private static int Optimization(JsonElement parameters) =>
        parameters.Choice("optimization", "all", "extended", "basic", "none") switch
        {
            "none" => 0,
            "basic" => 1,
            "extended" => 2,
            _ => 99,
        };
}
