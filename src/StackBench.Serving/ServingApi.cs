namespace StackBench.Serving;

/// <summary>The route of an OpenAI-compatible server.</summary>
public enum ServingApi
{
    /// <summary><c>/v1/chat/completions</c>.</summary>
    Chat,

    /// <summary><c>/v1/completions</c>.</summary>
    Completions,
}
