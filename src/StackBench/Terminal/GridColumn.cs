namespace StackBench.Terminal;

/// <summary>A column of a <see cref="Grid"/>.</summary>
/// <param name="Header">Empty for none.</param>
/// <param name="DropOrder">Where room is short the column with the highest order goes first; zero stays.</param>
/// <param name="MinWidth">What a text column can shrink to; null when it cannot.</param>
/// <param name="IsCut">Whether a text that is too wide is cut as the last of its row, too, where others wrap.</param>
internal sealed record GridColumn(
    string Header, bool IsNumeric = false, int DropOrder = 0, int? MinWidth = null, bool IsCut = false);
