using System.Diagnostics;
using StackBench.Onnx.Graph;
using StackBench.Onnx.Writing;
using StackBench.Protocol;
using StackBench.Protocol.Engines;
using StackBench.Worker.Libtorch;
using StackBench.Worker.Sampling;

namespace StackBench.Worker.Onnxruntime;

/// <summary>Loads a model, runs it for the first time, sees who ran its nodes and checks what they compute.</summary>
internal sealed class OnnxPreparation(OrtLibrary library, ModelRequest request, SessionSettings settings, long seed)
{
    /// <exception cref="UnsupportedException">The model cannot be run here.</exception>
    /// <exception cref="CheckFailedException">A result is wrong.</exception>
    public OnnxOperation Prepare(string id)
    {
        var owned = new Owned();
        try
        {
            return Load(id, owned);
        }
        catch (Exception exception)
        {
            owned.Dispose();
            RemoveProfiles();
            if (exception is OrtException refused) throw ModelRefusal.Of(refused, library.Version, request.File);
            throw;
        }
    }

    private OnnxOperation Load(string id, Owned owned)
    {
        var graph = request.Graph();
        AvailableMemory.RequireFor(
            (graph?.WeightBytes ?? ModelFileBytes(request.File!)) * settings.Sessions, AvailableMemory.Read("/"));
        var (session, sessionSeconds) = Open(graph, 0);
        owned.Add(session);
        var run = owned.Add(new BoundRun(library, session, Inputs(session, graph, 0)));
        var start = Stopwatch.GetTimestamp();
        run.Invoke();
        var firstSeconds = HostClock.Seconds(Stopwatch.GetTimestamp() - start);
        var nodes = ProviderNodes.Of(session.EndProfiling()).Require();
        if (request.Network is { } network) ComputedType.Require(nodes, request.Precision, network.Graph());
        var check = graph is null ? null : Check(session, graph);
        BoundRun[] runs = [run, .. Enumerable.Range(1, settings.Sessions - 1).Select(number => Another(owned, graph, number))];
        var fallen = nodes.FallenTo(settings.Provider);
        if (settings.Provider?.Memory is { } memory && fallen < nodes.Nodes.Length)
            foreach (var one in runs)
            {
                one.BindTo(memory);
                // What is timed is another call of the library's: one that fails has to say so now.
                one.Invoke();
            }

        return new OnnxOperation(
            owned, runs,
            new Prepared(
                id, nodes.Text + ComputedType.Text(nodes, request.Precision), runs.Sum(one => one.Bytes), firstSeconds,
                Checked: check is not null, check?.MaxError, check?.Tolerance, settings.AllThreads),
            sessionSeconds, fallen > 0 ? (fallen, nodes.FallbackText(settings.Provider)) : null);
    }

    // A session beside the first, warm.
    private BoundRun Another(Owned owned, OnnxGraph? graph, int number)
    {
        var session = owned.Add(Open(graph, number).Session);
        session.EndProfiling();
        var run = owned.Add(new BoundRun(library, session, Inputs(session, graph, number)));
        run.Invoke();
        return run;
    }

    private (OrtSession Session, double Seconds) Open(OnnxGraph? graph, int number)
    {
        var one = settings.ForSession(number);
        return graph is null ? Timed(() => OrtSession.Of(library, request.File!, one, ProfilePrefix())) : Made(graph, one);
    }

    private (OrtSession Session, double Seconds) Made(OnnxGraph graph, SessionSettings one)
    {
        // The bytes are let go at the end of this method: they are as large as the model.
        if (OnnxWriter.SizeOf(graph) <= OnnxWriter.MostBytesInside)
        {
            var whole = OnnxWriter.ToBytes(graph, request.ModelSeed);
            return Timed(() => OrtSession.Of(library, whole, one, ProfilePrefix()));
        }

        var model = OnnxWriter.ToBytes(graph, request.ModelSeed, WeightsInMemory.FileName);
        var weights = new WeightsInMemory(library, graph, request.ModelSeed);
        try
        {
            return Timed(() => OrtSession.Of(library, model, one, ProfilePrefix(), weights));
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    private ResultCheck Check(OrtSession session, OnnxGraph graph)
    {
        var random = new SeededNormals(~seed);
        var network = request.Network!;
        var sizes = network.SmallSizes(request.Batch);
        // Providers beside the CPU's may hold on to the shapes of the first run.
        if (network.Relative is null && settings.Provider is null)
            return ModelCheck.Of(library, session, graph, sizes, request.ModelSeed, random, request.Precision);
        var small = request.Relative() ?? graph;
        using var other = OrtSession.Of(
            library, OnnxWriter.ToBytes(small, request.ModelSeed), settings.ForSession(0), ProfilePrefix());
        other.EndProfiling();
        return ModelCheck.Of(library, other, small, sizes, request.ModelSeed, random, request.Precision);
    }

    private ModelInput[] Inputs(OrtSession session, OnnxGraph? graph, int number)
    {
        var random = new SeededNormals(seed + number);
        if (graph is not null) return ModelInput.DrawAll(graph, request.Network!.Sizes(request.Batch), random);
        const long flags = 2;
        request.RequireInputs(session.Inputs);
        return [.. session.Inputs.Select(input => ModelInput.Draw(input.Name, input.Type, request.ShapeOf(input), flags, random))];
    }

    private static (T Value, double Seconds) Timed<T>(Func<T> work)
    {
        var start = Stopwatch.GetTimestamp();
        var value = work();
        return (value, HostClock.Seconds(Stopwatch.GetTimestamp() - start));
    }

    // Weights may lie in a file beside the model, which is usually named as it is and ends in .data.
    private static long ModelFileBytes(string file)
    {
        try
        {
            var name = Path.GetFileName(file);
            return new FileInfo(file).Length + new DirectoryInfo(Path.GetDirectoryName(file)!).EnumerateFiles(name + "*")
                .Where(beside => beside.Name != name).Sum(beside => beside.Length);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UnsupportedException(
                $"the model cannot be opened: {(exception is FileNotFoundException ? "it is not there" : exception.GetType().Name)}",
                "give --model a file that can be read");
        }
    }

    private static string ProfilePrefix() => Path.Combine(Path.GetTempPath(), ProfileName);

    private static string ProfileName => FormattableString.Invariant($"ort-{Environment.ProcessId}");

    // A session that was refused leaves the file of its profiler.
    private static void RemoveProfiles()
    {
        foreach (var file in Directory.EnumerateFiles(Path.GetTempPath(), ProfileName + "_*")) File.Delete(file);
    }
}
