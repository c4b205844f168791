namespace StackBench.Bench.ServingBench;

internal static class Accuracy
{
    public static Task<int> RunAsync() => Task.FromResult(2);
}
