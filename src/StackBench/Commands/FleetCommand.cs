using System.CommandLine;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary><c>fleet</c>: what concerns many machines at once.</summary>
internal static class FleetCommand
{
    public static Command Create(Surroundings surroundings) => new("fleet", "Measure many machines, and find the slow ones.")
    {
        FleetOutliersCommand.Create(surroundings),
    };
}
