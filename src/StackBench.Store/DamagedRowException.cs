namespace StackBench.Store;

/// <summary>A row of the database cannot hold what was written.</summary>
internal sealed class DamagedRowException(string message, Exception? inner = null) : Exception(message, inner);
