namespace StackBench.Screens;

/// <summary>What becomes of a baseline that there is already.</summary>
internal enum PinWay
{
    Replace,
    Add,
}
