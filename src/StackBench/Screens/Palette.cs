namespace StackBench.Screens;

/// <summary>Colours of better and worse.</summary>
internal enum Palette
{
    /// <summary>Okabe and Ito's bluish green and vermillion.</summary>
    Safe,

    /// <summary>Green and red.</summary>
    Classic,

    /// <summary>The terminal's own colours only.</summary>
    Mono,
}
