namespace StackBench.Llm.Engine;

/// <summary>Where the llama.cpp engine finds models.</summary>
/// <param name="Models">Folder of synthetic models, each in a folder of its own; made on demand.</param>
/// <param name="UserModel">The user's own model file; null when none was given.</param>
public sealed record LlamaEngineSettings(string Models, string? UserModel)
{
    /// <summary>
    /// Environment variable that carries the user's model to the engine: a path is no parameter, for results of two machines compare.
    /// </summary>
    public const string UserModelVariable = "STACKBENCH_LLM_MODEL";

    public const string EngineName = "llama.cpp";
}
