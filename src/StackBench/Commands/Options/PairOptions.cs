using System.CommandLine;
using System.Security.Cryptography;
using StackBench.Core.Comparison;
using StackBench.Core.Results;
using StackBench.Core.Workloads;
using StackBench.Measuring;

namespace StackBench.Commands.Options;

/// <summary>Options that <c>ab</c> and <c>aa</c> have in common.</summary>
/// <param name="usual">Where the user does not say how many pairs.</param>
internal sealed class PairOptions(PairedPlan usual)
{
    private readonly Option<Suite> _suite = new("--suite", "-s") { Description = "How long each launch measures: quick, standard or full.", HelpName = "quick|standard|full", CustomParser = OptionParsers.OneOf<Suite>("--suite") };
    private readonly Option<string[]> _engine = new("--engine") { Description = $"Engine to use: {SharedOptions.EngineNames}. Repeatable.", HelpName = "ENGINE", DefaultValueFactory = _ => [] };
    private readonly Option<int?> _pairs = new("--pairs", "-n") { Description = $"Pairs of the first stage ({usual.ScreeningPairs}).", HelpName = "N", CustomParser = OptionParsers.Count("--pairs", 5, 1000) };
    private readonly Option<TimeSpan?> _budget = new("--budget", "-b") { Description = "Time it may take, e.g. 10m; what is open then stays open.", HelpName = "TIME", CustomParser = DurationText.Parse };
    private readonly Option<long?> _seed = new("--seed") { Description = "Seed of the orders and inputs; stored with the runs.", HelpName = "N", CustomParser = OptionParsers.Seed };
    private readonly Option<string?> _label = new("--label", "-l") { Description = "Name of the two runs; they are called 'TEXT A' and 'TEXT B', followed by what differs.", HelpName = "TEXT" };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_suite, _engine, _pairs, _budget, _seed, _label]) command.Add(option);
    }

    public PairRequest Read(ParseResult parse, string[] benchmarks) => new()
    {
        Settings = new RunSettings
        {
            Suite = parse.GetValue(_suite),
            Benchmarks = [.. benchmarks],
            Engines = [.. parse.GetValue(_engine)!],
            Launches = parse.GetValue(_pairs) ?? usual.ScreeningPairs,
            Seed = parse.GetValue(_seed) ?? RandomNumberGenerator.GetInt32(int.MaxValue),
            BudgetSeconds = parse.GetValue(_budget)?.TotalSeconds,
        },
        A = new SideRequest(),
        B = new SideRequest(),
        Plan = usual with { ScreeningPairs = parse.GetValue(_pairs) ?? usual.ScreeningPairs },
        Label = parse.GetValue(_label),
    };
}
