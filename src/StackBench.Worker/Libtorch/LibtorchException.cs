namespace StackBench.Worker.Libtorch;

/// <summary>A function of libtorch reported an error.</summary>
internal sealed class LibtorchException(string message) : Exception(message);
