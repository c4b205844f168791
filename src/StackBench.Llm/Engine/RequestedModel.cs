using System.Text.Json;
using StackBench.Llm.Gguf;
using StackBench.Protocol.Engines;

namespace StackBench.Llm.Engine;

/// <summary>The synthetic model that a request's parameters name.</summary>
public static class RequestedModel
{
    /// <exception cref="UnsupportedException">There is no such model.</exception>
    public static SyntheticModel Of(JsonElement parameters)
    {
        var (name, type) = (parameters.Text("model"), parameters.Text("type"));
        return new SyntheticModel(
            ModelShape.All.FirstOrDefault(shape => "synthetic-" + shape.Name == name)
                ?? throw new UnsupportedException($"there is no synthetic model '{name}'"),
            SyntheticModel.Types.FirstOrDefault(known => known.Name == type)
                ?? throw new UnsupportedException($"there are no synthetic models of type '{type}'"),
            parameters.Number("model-seed", long.MinValue, long.MaxValue));
    }
}
