using StackBench.Core.Results;
using StackBench.Report.Html;

namespace StackBench.Exchange.Export;

/// <summary>The report of one run on its own; <c>stackbench report</c> adds comparison and history.</summary>
internal sealed class HtmlExporter : IRunExporter
{
    public string Name => "html";

    public string Extension => ".html";

    public void Write(Run run, TextWriter writer) => HtmlReport.Write(new ReportContent(run), writer);
}
