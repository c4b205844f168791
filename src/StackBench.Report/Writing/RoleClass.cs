using StackBench.Core.Assessments;

namespace StackBench.Report.Writing;

/// <summary>Roles as classes of a style sheet.</summary>
internal static class RoleClass
{
    public static string Of(Role role) => role switch
    {
        Role.Better => "better",
        Role.Worse => "worse",
        Role.Warn => "warn",
        Role.Error => "error",
        Role.Muted => "muted",
        _ => "plain",
    };
}
