namespace StackBench.Serving.Servers;

/// <summary>How long a server took to come up. Seconds.</summary>
/// <param name="StartUp">From starting the process until it said that it is healthy.</param>
/// <param name="ModelLoad">From its first answer, that it is not ready, until it was; null where it did not listen while it loaded.</param>
internal sealed record ServerStart(double StartUp, double? ModelLoad);
