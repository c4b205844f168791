namespace StackBench.Machine.Files;

/// <summary>A mounted control group hierarchy.</summary>
/// <param name="Root">Group that appears at the mount point.</param>
/// <param name="Controllers">Of a version 1 hierarchy; empty for version 2.</param>
internal sealed record CgroupMount(string Root, string Point, IReadOnlyList<string> Controllers)
{
    /// <summary>A line of <c>/proc/self/mountinfo</c>; null when it mounts something else.</summary>
    public static CgroupMount? Parse(string line)
    {
        var separator = line.IndexOf(" - ", StringComparison.Ordinal);
        if (separator < 0) return null;
        var mount = line[..separator].Split(' ');
        var fileSystem = line[(separator + 3)..].Split(' ');
        if (mount.Length < 5 || fileSystem.Length < 3) return null;
        return fileSystem[0] switch
        {
            "cgroup2" => new CgroupMount(mount[3], mount[4], []),
            "cgroup" => new CgroupMount(mount[3], mount[4], fileSystem[2].TrimEnd().Split(',')),
            _ => null,
        };
    }

    public bool Has(string controller) => controller.Length == 0 ? Controllers.Count == 0 : Controllers.Contains(controller);

    /// <summary>
    /// Folders of a group and of those above it, innermost first. A group outside the mounted part is seen at the mount point.
    /// </summary>
    public IEnumerable<string> FoldersOf(string group)
    {
        var inside = Root == "/" ? group
            : group == Root || group.StartsWith(Root + "/", StringComparison.Ordinal) ? group[Root.Length..]
            : "";
        if (inside.Contains("..", StringComparison.Ordinal)) inside = "";
        for (inside = inside.TrimEnd('/'); inside.Length > 0; inside = inside[..inside.LastIndexOf('/')]) yield return Point + inside;
        yield return Point;
    }
}
