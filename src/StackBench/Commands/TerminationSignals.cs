using System.Runtime.InteropServices;
using StackBench.Measuring;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary>
/// Ctrl-C and SIGTERM end a verb at any time: it is asked to, and what does not listen (the hashing of a model, a large file) is ended with
/// the process. Whatever is written is written whole or in a transaction, so that nothing is left half done.
/// </summary>
internal sealed class TerminationSignals : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(600);

    /// <summary>For a measurement, which kills its engines and keeps what was measured.</summary>
    private static readonly TimeSpan MeasuringPatience = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _source = new();
    private readonly CancellationTokenSource _over = new();
    private readonly Surroundings _surroundings;
    private readonly PosixSignalRegistration[] _registrations;
    private int _count;

    public TerminationSignals(Surroundings surroundings)
    {
        _surroundings = surroundings;
        _registrations =
            [PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal), PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal)];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
        _over.Cancel();
        _over.Dispose();
        _source.Dispose();
    }

    private void OnSignal(PosixSignalContext signal)
    {
        signal.Cancel = true;
        // The second one means at once: guards of the engines see to them.
        if (Interlocked.Increment(ref _count) > 1) End();
        _ = Task.Run(EndAsync);
    }

    private async Task EndAsync()
    {
        await _source.CancelAsync();
        try
        {
            await Task.Delay(Interruption.IsMeasuring ? MeasuringPatience : Patience, _surroundings.Time, _over.Token);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        End();
    }

    private void End()
    {
        _surroundings.Note("interrupted");
        Environment.Exit((int)ExitCode.Interrupted);
    }
}
