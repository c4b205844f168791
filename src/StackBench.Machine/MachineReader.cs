
namespace StackBench.Machine;

/// <summary>Reads the facts of a machine from a root folder: <c>/</c> is this machine, a recorded tree is another one.</summary>
public static class MachineReader
{
    public static MachineFacts Read(string root = "/") => throw new NotSupportedException(root);
}
