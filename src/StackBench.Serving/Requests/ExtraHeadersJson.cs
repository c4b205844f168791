using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace StackBench.Serving.Requests;

[JsonSerializable(typeof(ImmutableArray<string>))]
internal sealed partial class ExtraHeadersJson : JsonSerializerContext;
