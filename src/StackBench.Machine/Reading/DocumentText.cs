using System.Text.Json;
using StackBench.Machine.Doctor;
using StackBench.Machine.Vendors;

namespace StackBench.Machine.Reading;

/// <summary>Documents as JSON.</summary>
public static class DocumentText
{
    public static string ToJson(this MachineDocument document) => JsonSerializer.Serialize(document, MachineJson.Default.MachineDocument);

    public static string ToJson(this GpuDump dump) =>
        JsonSerializer.Serialize(GpuDumpDocument.Of(dump), MachineJson.Default.GpuDumpDocument);

    public static string ToJson(this Diagnosis diagnosis) => JsonSerializer.Serialize(diagnosis, MachineJson.Default.Diagnosis);
}
