using System.IO.Pipes;
using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;
using StackBench.Protocol;
using Terminal.Gui.App;
using Terminal.Gui.Drivers;

namespace StackBench.Screens.Host;

/// <summary>
/// Keys of a terminal that are waited for in the kernel. Terminal.Gui looks for them fifty times a second, which alone takes more of a
/// processor than everything else that an idle screen does.
/// </summary>
internal sealed class WaitingInput : AnsiInput
{
    private const int StandardInput = 0;

    // Closed to end the waiting.
    private readonly AnonymousPipeServerStream _end = new(PipeDirection.Out);

    // Open as long as the program runs: waiting on a number that another file got meanwhile would never end.
    private readonly SafePipeHandle _ended;

    private WaitingInput() => _ended = _end.ClientSafePipeHandle;

    /// <summary>An application that reads its keys here; on Windows, where there is no poll, one as Terminal.Gui makes it.</summary>
    public static (IApplication Application, IDisposable? Waiting) Create()
    {
        if (OperatingSystem.IsWindows()) return (Application.Create(), null);
        var input = new WaitingInput();
        return ((IApplication)Make(new AnsiComponentFactory(input)), new Release(input));
    }

    /// <summary>Whether there is input; where there is none it comes back when there is, or after <see cref="Release"/>.</summary>
    public override bool Peek()
    {
        if (base.Peek()) return true;
        DescriptorWatch.WaitForAny(StandardInput, (int)_ended.DangerousGetHandle());
        return base.Peek();
    }

    // The factory can be given to no public constructor or method.
    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    [return: UnsafeAccessorType("Terminal.Gui.App.ApplicationImpl, Terminal.Gui")]
    private static extern object Make(IComponentFactory factory);

    private sealed class Release(WaitingInput input) : IDisposable
    {
        public void Dispose() => input._end.Dispose();
    }
}
