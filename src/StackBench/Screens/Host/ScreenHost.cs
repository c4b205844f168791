using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Terminal.Gui.App;
using Terminal.Gui.Input;

namespace StackBench.Screens.Host;

/// <summary>
/// Runs the screen on the terminal: feeds keys, mouse, size and answers of the world into the reducer and draws what comes out, at most
/// four times a second but for keys. During a run it draws once a second, while the runner waits for it: never beside a timed section.
/// </summary>
internal sealed class ScreenHost
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(250);

    // Each drawing takes caches from what is measured: seen as a lower rate of buffers that just fit.
    private static readonly TimeSpan BeatOfRun = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan DrawPatience = TimeSpan.FromMilliseconds(500);

    // How often Terminal.Gui looks for work: it wakes up whether there is any or not. The first key after a rest waits for 83 ms at most.
    private const ushort BriskIterationsPerSecond = 25, IdleIterationsPerSecond = 12;
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(3);

    private readonly ConcurrentQueue<ScreenEvent> _events = new();
    private readonly TimeProvider _time;
    private readonly bool _hasTrueColour;
    private readonly Func<Action<ScreenEvent>, Action<ScreenEvent>, IScreenWorld> _open;
    private IApplication? _app;
    private FrameView? _view;
    private IScreenWorld? _world;
    private ScreenState _state;
    private long _drawnAt;
    private long _touchedAt;

    /// <param name="open">Makes the world; it is given where to post events, and where to post those of a run, which returns once they
    /// are drawn or need not be.</param>
    /// <param name="hasTrueColour">Whether the terminal shows more than the sixteen colours that all have.</param>
    public ScreenHost(
        ScreenState initial, bool hasTrueColour, TimeProvider time,
        Func<Action<ScreenEvent>, Action<ScreenEvent>, IScreenWorld> open) =>
        (_state, _hasTrueColour, _time, _open) = (initial, hasTrueColour, time, open);

    /// <summary>Until the user leaves; the terminal is then as it was, whatever happened.</summary>
    public async Task RunAsync(IEnumerable<ScreenEffect> first)
    {
        Application.DefaultKeyBindings![Command.Quit] = Bind.All(Key.Q.WithCtrl);
        _touchedAt = _time.GetTimestamp();
        var (made, waiting) = WaitingInput.Create();
        using (var app = made.Init())
        {
            // Before the application: it waits for its reader.
            using var released = waiting;
            _app = app;
            if (!_hasTrueColour && app.Driver is { } driver) driver.Force16Colors = true;
            using var hangUp = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(PosixSignal.SIGHUP, Leave);
            using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Leave);
            using var view = new FrameView(Handle);
            TerminalWatch.Start(Leave);
            using var resumed =
                OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(PosixSignal.SIGCONT, _ => app.Invoke(view.ShowAll));
            _view = view;
            await using var world = _open(_events.Enqueue, PostOfRun);
            _world = world;
            app.Keyboard.KeyBindings.Remove(Key.Esc);
            app.Keyboard.KeyDown += OnKey;
            app.AddTimeout(Beat, OnBeat);
            Refresh();
            // After the first drawing, which would share the processors with them.
            app.Invoke(_ =>
            {
                foreach (var effect in first) world.Do(effect);
            });
            app.Run(view);
            _app = null;
        }
    }

    private void Leave(PosixSignalContext signal)
    {
        signal.Cancel = true;
        Leave();
    }

    private void Leave() => _app?.Invoke(app => app.RequestStop());

    private void OnKey(object? sender, Key key)
    {
        if (KeyNames.Of(key) is not { } name) return;
        key.Handled = true;
        Handle(new KeyPressed(name));
    }

    private bool OnBeat()
    {
        if (_view is { } view && (view.Viewport.Width, view.Viewport.Height) is var (width, height) && width > 0
            && (width != _state.Width || height != _state.Height))
            Handle(new Resized(width, height));
        var isIdle = _time.GetElapsedTime(_touchedAt) > Rest;
        Application.MaximumIterationsPerSecond = isIdle ? IdleIterationsPerSecond : BriskIterationsPerSecond;
        // While something is measured the runner's own events bring the screen forward.
        if (_state.Live is null or { Run: null }) TakeAll();
        return true;
    }

    private void TakeAll()
    {
        var isChanged = false;
        while (_events.TryDequeue(out var happening))
        {
            Apply(happening);
            isChanged = true;
        }

        if (isChanged && !_state.IsFrozen) Refresh();
    }

    private void Handle(ScreenEvent happening)
    {
        _touchedAt = _time.GetTimestamp();
        Application.MaximumIterationsPerSecond = BriskIterationsPerSecond;
        Apply(happening);
        Refresh();
    }

    private void Apply(ScreenEvent happening)
    {
        (_state, var effects) = Reducer.Step(_state, happening);
        foreach (var effect in effects)
        {
            if (effect is Quit) _app!.RequestStop();
            else _world!.Do(effect);
        }
    }

    private void Refresh() => _view!.Show(Layout.Frame(_state), _state.Palette);

    // Called between two measurements, from the runner's thread: it waits until the screen is drawn, so that drawing disturbs none.
    private void PostOfRun(ScreenEvent happening)
    {
        _events.Enqueue(happening);
        // What a workload that takes minutes begins with must not wait for its end.
        var isUrgent = happening is RunEnded or RunHappened { Event: Core.Events.RunStarted or Core.Events.WorkloadStarted };
        if (!isUrgent && _time.GetElapsedTime(_drawnAt) < BeatOfRun) return;
        _drawnAt = _time.GetTimestamp();
        using var drawn = new ManualResetEventSlim();
        var signal = new WeakReference<ManualResetEventSlim>(drawn);
        _app?.Invoke(app =>
        {
            TakeAll();
            app.LayoutAndDraw();
            if (signal.TryGetTarget(out var waiting)) TrySet(waiting);
        });
        drawn.Wait(DrawPatience);
    }

    private static void TrySet(ManualResetEventSlim waiting)
    {
        try
        {
            waiting.Set();
        }
        catch (ObjectDisposedException)
        {
            // The runner lost its patience: the application is about to end.
        }
    }
}
