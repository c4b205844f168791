namespace StackBench.Core.Workloads;

public enum ParameterKind
{
    Text,
    Number,
    Flag,
}
