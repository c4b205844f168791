using System.Runtime.InteropServices;

namespace StackBench.Measuring;

/// <summary>What ends a measurement early: a terminal that closes must not lose it, so hang-up ends it as Ctrl-C does.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly PosixSignalRegistration? _hangUp;

    public Interruption(CancellationToken cancellation)
    {
        _source = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (OperatingSystem.IsWindows()) return;
        _hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            _source.Cancel();
        });
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        _hangUp?.Dispose();
        _source.Dispose();
    }
}
