using System.Globalization;
using StackBench.Core.Text;
using StackBench.Protocol;

namespace StackBench.Running.Engines;

/// <summary>
/// Cuts every text of an engine where it enters, and makes it harmless to print. What is lost goes to the log of the launch. Pure but for
/// that. Names by which things are asked for stay as they are: <see cref="AnswerRules"/> refuses bad ones.
/// </summary>
internal static class AnswerText
{
    public const int LongestName = 200;
    private const int LongestText = 1000;

    /// <summary>Of a variable that is compared with the host's own: <c>NVIDIA_REQUIRE_CUDA</c> has thousands of characters.</summary>
    private const int LongestVariable = 8000;

    /// <param name="keep">Takes the name of a text and the whole of it.</param>
    public static WorkerMessage Cut(WorkerMessage message, Action<string, string> keep)
    {
        return message switch
        {
            Ready ready => ready with
            {
                Engine = Short(ready.Engine, "engine"),
                Version = Short(ready.Version, "version"),
                Devices = [.. ready.Devices.Take(Most).Select(Device)],
                Software = ready.Software.Take(Most).ToDictionary(
                    fact => fact.Key,
                    fact => fact.Value is null ? null! : Text(
                        fact.Value, "software", fact.Key.StartsWith("env.", StringComparison.Ordinal) ? LongestVariable : LongestName),
                    StringComparer.Ordinal),
            },
            Prepared prepared => prepared with { Backend = Long(prepared.Backend, "backend") },
            Unsupported unsupported => unsupported with
            {
                Reason = Long(unsupported.Reason, "reason"),
                Remedy = Optional(unsupported.Remedy, "remedy"),
            },
            Samples samples => samples with
            {
                Clock = Short(samples.Clock, "clock"),
                Notes = samples.Notes is null ? null : [.. samples.Notes.Take(Most).Select(Note)],
            },
            WorkerError error => Error(error),
            _ => message,
        };

        // A null stays one, for the rules to find.
        WorkerDevice Device(WorkerDevice device) => device is null ? null! : device with
        {
            Name = device.Name is null ? null : Short(device.Name, "device name"),
            Pci = device.Pci is null ? null : Short(device.Pci, "pci"),
            Uuid = device.Uuid is null ? null : Short(device.Uuid, "uuid"),
        };

        SampleNote Note(SampleNote note) => note is null ? null! : note with
        {
            Code = Short(note.Code, "note code"),
            Message = Long(note.Message, "note"),
            Remedy = Optional(note.Remedy, "remedy"),
        };

        WorkerError Error(WorkerError error)
        {
            if (error.Trace is { } trace) keep("trace", trace);
            return error with
            {
                Stage = Short(error.Stage, "stage"),
                Message = Long(error.Message, "error"),
                Remedy = Optional(error.Remedy, "remedy"),
                Trace = null,
            };
        }

        string Short(string text, string what) => Text(text, what, LongestName);
        string Long(string text, string what) => Text(text, what, LongestText);
        string? Optional(string? text, string what) => text is null ? null : Long(text, what);

        string Text(string text, string what, int most)
        {
            if (text.Length > most) keep(what, text);
            return To(text, most);
        }
    }

    /// <summary>A name of the engine's for a message.</summary>
    public static string Name(string name) => To(name, LongestName);

    /// <summary>Any text of the engine's for a message.</summary>
    public static string Sentence(string text) => To(text, LongestText);

    /// <summary>One more than any count that is read, so that too many stay too many.</summary>
    private const int Most = 1001;

    private static string To(string text, int most) =>
        text.Length <= most
            ? SafeText.OneLine(text)
            : string.Create(CultureInfo.InvariantCulture, $"{SafeText.OneLine(text[..most])}… ({text.Length} characters)");
}
