using StackBench.Terminal;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace StackBench.Screens.Host;

/// <summary>Draws the frame it was given, and passes on the mouse.</summary>
internal sealed class FrameView : Runnable
{
    private readonly Action<ScreenEvent> _post;
    private Frame? _frame;
    private Palette _palette;

    // Rows to draw; null for all.
    private HashSet<int>? _stale;
    private bool _isDrawn;

    public FrameView(Action<ScreenEvent> post)
    {
        _post = post;
        Width = Dim.Fill();
        Height = Dim.Fill();
        CanFocus = true;
    }

    /// <summary>Has the frame drawn where it differs from the one that is shown.</summary>
    public void Show(Frame frame, Palette palette)
    {
        var isSameShape = _frame is { } shown && _palette == palette && shown.Width == frame.Width && shown.Height == frame.Height;
        if (isSameShape && Changed(_frame!, frame).Count == 0) return;
        // What an earlier frame left to be drawn is still on none.
        _stale = isSameShape && (_stale is not null || _isDrawn) ? [.. _stale ?? [], .. Changed(_frame!, frame)] : null;
        (_frame, _palette, _isDrawn) = (frame, palette, false);
        SetNeedsDraw();
    }

    /// <summary>Has all of the frame drawn: the terminal may show something else.</summary>
    public void ShowAll()
    {
        _stale = null;
        SetNeedsDraw();
    }

    // Clearing would mark every cell as changed, and all of them would go to the terminal.
    protected override bool OnClearingViewport() => _stale is not null;

    protected override bool OnDrawingContent(DrawContext? context)
    {
        if (_frame is not { } frame) return true;
        for (var row = 0; row < Math.Min(frame.Height, Viewport.Height); row++)
            if (_stale?.Contains(row) != false) Draw(row, frame.Lines[row]);
        // Whoever else asks for a drawing, after a resize or a stop by the shell, wants all of it.
        (_stale, _isDrawn) = (null, true);
        return true;
    }

    private void Draw(int row, TextLine line)
    {
        var column = 0;
        foreach (var span in line.Spans)
        {
            SetAttribute(ScreenColours.Of(span, _palette));
            AddStr(column, row, span.Text);
            column += TextWidth.Of(span.Text);
        }

        SetAttribute(ScreenColours.Of(new Span(""), _palette));
        if (column < Viewport.Width) AddStr(column, row, new string(' ', Viewport.Width - column));
    }

    protected override bool OnMouseEvent(Mouse mouse)
    {
        if (mouse.Position is not { } place) return false;
        if (mouse.Flags.HasFlag(MouseFlags.WheeledDown)) _post(new Wheeled(1));
        else if (mouse.Flags.HasFlag(MouseFlags.WheeledUp)) _post(new Wheeled(-1));
        else if (mouse.Flags.HasFlag(MouseFlags.LeftButtonClicked)) _post(new Clicked(place.X, place.Y));
        else return false;
        return true;
    }

    private static HashSet<int> Changed(Frame one, Frame other) =>
        [.. Enumerable.Range(0, other.Lines.Length)
            .Where(row => row >= one.Lines.Length || !one.Lines[row].Spans.SequenceEqual(other.Lines[row].Spans))];
}
