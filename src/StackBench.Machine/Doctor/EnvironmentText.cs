namespace StackBench.Machine.Doctor;

/// <summary>What checks of environment variables say alike.</summary>
internal static class EnvironmentText
{
    public const string NotRecorded = "the environment of a recorded machine is not known";
}
