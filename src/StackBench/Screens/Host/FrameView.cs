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
        if (_frame is { } shown && _palette == palette && shown.Width == frame.Width && shown.Height == frame.Height && AreEqual(shown, frame)) return;
        (_frame, _palette) = (frame, palette);
        SetNeedsDraw();
    }

    protected override bool OnDrawingContent(DrawContext? context)
    {
        if (_frame is not { } frame) return true;
        for (var row = 0; row < Math.Min(frame.Height, Viewport.Height); row++)
        {
            var column = 0;
            foreach (var span in frame.Lines[row].Spans)
            {
                SetAttribute(ScreenColours.Of(span, _palette));
                AddStr(column, row, span.Text);
                column += TextWidth.Of(span.Text);
            }

            SetAttribute(ScreenColours.Of(new Span(""), _palette));
            if (column < Viewport.Width) AddStr(column, row, new string(' ', Viewport.Width - column));
        }

        return true;
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

    private static bool AreEqual(Frame one, Frame other) => one.Lines.Zip(other.Lines).All(pair => pair.First.Spans.SequenceEqual(pair.Second.Spans));
}
