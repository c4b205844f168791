using StackBench.Protocol;

namespace StackBench.Worker;

/// <summary>A family of operations behind the worker protocol. One thread calls it.</summary>
internal interface IEngine : IDisposable
{
    Ready Describe();

    /// <summary>Makes inputs, runs the operation once and checks the result.</summary>
    /// <exception cref="UnsupportedException">The operation, type or device is not to be had here.</exception>
    /// <exception cref="CheckFailedException">The result differs from the reference.</exception>
    IOperation Prepare(Prepare request);
}
