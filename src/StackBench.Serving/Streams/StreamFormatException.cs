namespace StackBench.Serving.Streams;

/// <summary>A response is no event stream this client can hold; the message says why and quotes nothing of it.</summary>
internal sealed class StreamFormatException(string message) : Exception(message);
