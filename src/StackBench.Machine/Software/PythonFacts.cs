using System.Collections.Immutable;

namespace StackBench.Machine;

/// <summary>A Python interpreter, or an environment on top of one.</summary>
public sealed record PythonFacts
{
    /// <summary>By which it was found; links are not resolved.</summary>
    public required string Path { get; init; }

    /// <summary>How it was found: <c>venv</c>, <c>conda</c>, <c>system</c>, <c>uv</c>, <c>pyenv</c>.</summary>
    public required string Kind { get; init; }

    public required Fact<string> Version { get; init; }

    /// <summary>Whether a user who starts Python now gets this one.</summary>
    public bool IsActive { get; init; }

    /// <summary>
    /// Versions of the ML packages it would import, by their normalized names; a package that is absent is not installed.
    /// </summary>
    public ImmutableSortedDictionary<string, Fact<string>> Packages
    {
        get => field ?? ImmutableSortedDictionary<string, Fact<string>>.Empty;
        init;
    }

    /// <summary>What PyTorch was built for: <c>cpu</c>, <c>cuda 12.4</c>, <c>rocm 6.2</c>, <c>xpu</c>.</summary>
    public Fact<string> TorchBuild { get; init; }
}
