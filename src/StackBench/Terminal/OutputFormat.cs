namespace StackBench.Terminal;

/// <summary>Form of a verb's result on stdout.</summary>
internal enum OutputFormat
{
    Table,
    Json,
    Jsonl,
    Md,
    Csv,
    Junit,

    // In one word each: so the services write their names.
    Github,
    Gitlab,
}
