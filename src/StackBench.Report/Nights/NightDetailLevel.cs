namespace StackBench.Report.Nights;

/// <summary>How much of a night its page shows: the first level that keeps it small enough to be mailed.</summary>
internal enum NightDetailLevel
{
    /// <summary>A cell for each device, and each node says its values.</summary>
    Explained,

    /// <summary>A cell for each device; only what is slow or absent says its values.</summary>
    Devices,

    /// <summary>A cell for each node.</summary>
    Nodes,

    /// <summary>A cell for each rack, which says its values.</summary>
    Racks,

    /// <summary>A cell for each rack; only racks with something slow or absent say their values.</summary>
    Brief,
}
