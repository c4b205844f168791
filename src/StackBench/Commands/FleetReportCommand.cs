using System.CommandLine;
using StackBench.Commands.Options;
using StackBench.Core.Comparison;
using StackBench.Fleet.Campaigns;
using StackBench.Fleet.Nights;
using StackBench.Fleet.Outliers;
using StackBench.Fleet.Reading;
using StackBench.Postgres;
using StackBench.Report.Nights;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary><c>fleet report</c>: the answer of a night as one HTML file, or its matrix as CSV.</summary>
internal static class FleetReportCommand
{
    private const string UsualFile = "stackbench-fleet.html", Stdout = "-";

    public static Command Create(Surroundings surroundings)
    {
        var (folders, night) = (FleetOutliersCommand.Folders(), FleetOutliersCommand.Night());
        var nights = FleetOutliersCommand.Nights();
        var gap = FleetOutliersCommand.Gap();
        var thresholds = ThresholdOption.Create();
        var output = new Option<string?>("--output", "-o")
        {
            Description = $"File to write, or - for stdout ({UsualFile}; a matrix goes to stdout).",
            HelpName = "FILE",
        };
        var open = new Option<bool>("--open") { Description = "Show it in the browser." };
        var title = new Option<string?>("--title") { Description = "Title of the report.", HelpName = "TEXT" };
        var format = FormatOption.Create("Write the matrix instead: every device in every workload.", OutputFormat.Csv);
        var command = new Command("report", "Write the answer of a night as one HTML file: who is slow, who is absent, a map.")
        {
            folders, night, nights, gap, thresholds, output, open, title, format,
        };
        command.SetAction(parse =>
        {
            var builder = new FleetRecordBuilder();
            var most = parse.GetValue(nights) ?? FleetRecordBuilder.UsualNights;
            var isRefused = FleetOutliersCommand.Add(builder, parse.GetValue(folders), surroundings, parse.GetValue(night), most);
            foreach (var folder in (parse.GetValue(folders) ?? []).Where(folder => !DatabaseAddress.Is(folder)))
                foreach (var one in CampaignPlans.Of(folder, surroundings.Time.GetUtcNow())) builder.Plan(one.Night, one.Node, one.Reason);
            var record = builder.Build(parse.GetValue(night), most)
                ?? throw FleetOutliersCommand.Unknown(parse.GetValue(night), builder);
            var judgement = FleetOutliers.Of(record, new OutlierOptions
            {
                SlowGap = parse.GetValue(gap),
                Thresholds = Thresholds.Default with { Wanted = ThresholdOption.Read(parse, thresholds) },
                MostRanked = NightContents.Ranked(record.Units.Length),
            });
            var matrix = FleetMatrix.Of(record, judgement);
            var isMatrix = parse.GetValue(format) is not null;
            var content = isMatrix ? null : NightContents.Of(record, judgement, matrix, parse.GetValue(title));
            ReportCommand.Save(surroundings, parse.GetValue(output) ?? (isMatrix ? Stdout : UsualFile), parse.GetValue(open), writer =>
            {
                if (content is null) FleetMatrixCsv.Write(writer, matrix);
                else NightReport.Write(content, writer);
            });
            return (int)(isRefused ? ExitCode.Partial : ExitCode.Ok);
        });
        return command;
    }
}
