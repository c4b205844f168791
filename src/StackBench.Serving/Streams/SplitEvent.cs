namespace StackBench.Serving.Streams;

/// <summary>An event whose data is not parsed yet.</summary>
/// <param name="Offset">Of its data in the splitter's buffer.</param>
/// <param name="Kind">Where the frame alone tells it.</param>
internal readonly record struct SplitEvent(int Offset, int Length, long Nanoseconds, int Read, EventKind? Kind);
