namespace StackBench.Screens.Host;

/// <summary>
/// Does what the screen asks for, away from its thread; the answers are posted as events. Disposing stops a run and waits until it is kept.
/// </summary>
internal interface IScreenWorld : IAsyncDisposable
{
    void Do(ScreenEffect effect);
}
