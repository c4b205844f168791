using System.Runtime.InteropServices;
using StackBench.Protocol;

namespace StackBench.Measuring;

/// <summary>What ends a measurement early: a terminal that closes must not lose it, so hang-up ends it as Ctrl-C does.</summary>
internal sealed class Interruption : IDisposable
{
    private static int Measurements;

    private readonly CancellationTokenSource _source;
    private readonly PosixSignalRegistration? _hangUp;

    public Interruption(CancellationToken cancellation)
    {
        Interlocked.Increment(ref Measurements);
        _source = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (OperatingSystem.IsWindows()) return;
        _hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            _source.CancelUnlessDisposed();
        });
    }

    /// <summary>Whether something is being measured, which takes a moment to end.</summary>
    public static bool IsMeasuring => Volatile.Read(ref Measurements) > 0;

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        Interlocked.Decrement(ref Measurements);
        _hangUp?.Dispose();
        _source.Dispose();
    }
}
