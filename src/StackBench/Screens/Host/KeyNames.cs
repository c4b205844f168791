using Terminal.Gui.Input;

namespace StackBench.Screens.Host;

/// <summary>Names of keys as <see cref="KeyPressed"/> has them.</summary>
internal static class KeyNames
{
    /// <summary>Null for keys that mean nothing to the screen.</summary>
    public static string? Of(Key key)
    {
        if (key == Key.CursorUp) return "Up";
        if (key == Key.CursorDown) return "Down";
        if (key == Key.CursorLeft) return "Left";
        if (key == Key.CursorRight) return "Right";
        if (key == Key.PageUp) return "PageUp";
        if (key == Key.PageDown) return "PageDown";
        if (key == Key.Home) return "Home";
        if (key == Key.End) return "End";
        if (key == Key.Enter) return "Enter";
        if (key == Key.Esc) return "Esc";
        if (key == Key.Tab) return "Tab";
        if (key == Key.Tab.WithShift) return "BackTab";
        if (key == Key.Backspace) return "Backspace";
        if (key == Key.C.WithCtrl) return "Ctrl+C";
        if (key.IsCtrl || key.IsAlt) return null;
        return key.AsRune is { Value: >= ' ' } rune && rune.Value != 0x7f ? rune.ToString() : null;
    }
}
