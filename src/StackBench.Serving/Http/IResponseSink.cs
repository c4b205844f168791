namespace StackBench.Serving.Http;

/// <summary>Takes the bytes of a response as they come.</summary>
internal interface IResponseSink
{
    /// <param name="bytes">What one read gave; empty at the end of the connection.</param>
    /// <returns>Whether more is wanted.</returns>
    bool Take(ReadOnlySpan<byte> bytes);
}
