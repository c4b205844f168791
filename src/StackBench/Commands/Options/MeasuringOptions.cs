using System.CommandLine;
using System.Security.Cryptography;
using StackBench.Core.Comparison;
using StackBench.Core.Results;
using StackBench.Core.Workloads;
using StackBench.Measuring;
using StackBench.Terminal;
using StackBench.Workloads;
using StackBench.Workloads.Llm;

namespace StackBench.Commands.Options;

/// <summary>The options of every verb that measures: <c>run</c>, <c>serving</c>, <c>ab</c>, <c>aa</c> and <c>around</c>.</summary>
internal sealed class MeasuringOptions
{
    private readonly Option<Suite> _suite = new("--suite", "-s")
    {
        Description = "How much to measure: quick (about 2 min a run), standard or full.",
        HelpName = "quick|standard|full",
        CustomParser = OptionParsers.OneOf<Suite>("--suite"),
    };
    private readonly Option<string[]> _only = new("--only")
    {
        Description = "Only workloads of such names, as 'show' prints them: 'bf16*', 'gemm bf16 2048*'. Repeatable.",
        HelpName = "PATTERN",
        DefaultValueFactory = _ => [],
    };
    private readonly Option<string[]> _device = new("--device")
    {
        Description = "Device to measure: cpu, gpu, cuda:0, a PCI address. Repeatable. Default: the GPUs of an engine, else the CPU.",
        HelpName = "DEVICE",
        DefaultValueFactory = _ => [],
    };
    private readonly Option<string[]> _engine = new("--engine")
    {
        Description = $"Engine to use: {string.Join(", ", EngineSetup.Names)}. Repeatable.",
        HelpName = "ENGINE",
        DefaultValueFactory = _ => [],
    };
    private readonly Option<string?> _python = SharedOptions.Python();
    private readonly Option<string?> _libtorch = SharedOptions.Libtorch();
    private readonly Option<string?> _onnxruntime = SharedOptions.Onnxruntime();
    private readonly Option<string?> _provider = new("--provider")
    {
        Description = "Execution provider of ONNX Runtime that is to run the nodes, e.g. CUDA, XNNPACK. Default: the CPU's.",
        HelpName = "NAME",
    };
    private readonly Option<string?> _model = new("--model")
    {
        Description =
            "Your own model in place of synthetic ones. For llm and serving a language model: a GGUF file, or a folder with one; for "
                + "vllm-serve a folder with safetensors; with --endpoint the name to ask for. For onnx an .onnx file.",
        HelpName = "FILE|DIR|NAME",
    };
    private readonly Option<string[]> _shape = new("--shape")
    {
        Description = "With --model FILE.onnx: shape of an input with free dimensions, input=1x3x224x224. Repeatable.",
        HelpName = "INPUT=SIZES",
        DefaultValueFactory = _ => [],
    };
    private readonly Option<int?> _launches;
    private readonly Option<TimeSpan?> _budget = new("--budget", "-b")
    {
        Description = "Time a run, or all pairs, may take, e.g. 90s, 10m, 1h.",
        HelpName = "TIME",
        CustomParser = DurationText.Parse,
    };
    private readonly Option<long?> _seed =
        new("--seed") { Description = "Seed of order and inputs; stored with the run.", HelpName = "N", CustomParser = OptionParsers.Seed };
    private readonly Option<string?> _label = new("--label", "-l")
    {
        Description = "Name to find the run by; the two of a comparison get 'A' and 'B', or 'before' and 'after', behind it.",
        HelpName = "TEXT",
    };
    private readonly Option<string?> _node = SharedOptions.Node(
        "Name of this machine among others of its kind. Default: SLURMD_NODENAME, NODE_NAME, the host's name.");
    private readonly Option<OutputFormat?> _format;
    private readonly Func<Suite, int> _usualLaunches;

    /// <summary>Of a verb that measures runs.</summary>
    /// <param name="usualLaunches">Where the user does not say how many.</param>
    public MeasuringOptions(Func<Suite, int> usualLaunches, params OutputFormat[] formats)
        : this(new("--launches", "-n")
        {
            Description = "Fresh processes per workload (5; 10 in the full suite).",
            HelpName = "N",
            CustomParser = OptionParsers.Count("--launches", 1, 1000),
        }, usualLaunches, formats)
    {
    }

    /// <summary>Of a verb that measures pairs: each takes a launch of either side.</summary>
    public MeasuringOptions(PairedPlan usual, params OutputFormat[] formats)
        : this(new("--pairs", "-n", "--launches")
        {
            Description = $"Pairs of fresh processes in the first stage "
            + $"({usual.ScreeningPairs}).",
            HelpName = "N",
            CustomParser = OptionParsers.Count("--pairs", 5, 1000)
        }, _ =>
            usual.ScreeningPairs, formats)
    {
    }

    private MeasuringOptions(Option<int?> launches, Func<Suite, int> usualLaunches, OutputFormat[] formats)
    {
        (_launches, _usualLaunches, _format) =
            (launches, usualLaunches, FormatOption.Create("Form of the result on stdout (table).", formats));
        _engine.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
                if (!EngineSetup.Names.Contains(token.Value))
                    result.AddError(
                        $"there is no engine '{OptionParsers.Shown(token.Value)}'; there are {string.Join(", ", EngineSetup.Names)}");
        });
        _engine.CompletionSources.Add(_ => EngineSetup.Names.Select(name => new System.CommandLine.Completions.CompletionItem(name)));
    }

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[
            _suite, _only, _device, _engine, _launches, _budget, _label, _node, _seed, _libtorch, _onnxruntime, _provider, _python,
            _model, _shape, _format])
            command.Add(option);
    }

    /// <param name="benchmarks">Names of the benchmarks, which verbs take in several ways; empty for all.</param>
    public MeasuringRequest Read(ParseResult parse, string[] benchmarks)
    {
        var suite = parse.GetValue(_suite);
        return new MeasuringRequest
        {
            Settings = new RunSettings
            {
                Suite = suite,
                Benchmarks = [.. benchmarks],
                Devices = [.. parse.GetValue(_device)!],
                Engines = [.. parse.GetValue(_engine)!],
                Launches = parse.GetValue(_launches) ?? _usualLaunches(suite),
                Seed = parse.GetValue(_seed) ?? RandomNumberGenerator.GetInt32(int.MaxValue),
                BudgetSeconds = parse.GetValue(_budget)?.TotalSeconds,
            },
            Only = [.. parse.GetValue(_only)!],
            Label = parse.GetValue(_label),
            Node = parse.GetValue(_node),
            LibtorchFolder = parse.GetValue(_libtorch),
            OnnxruntimeFolder = parse.GetValue(_onnxruntime),
            Provider = parse.GetValue(_provider),
            Python = parse.GetValue(_python),
        };
    }

    /// <summary>As <see cref="Read"/>, with the user's model.</summary>
    /// <exception cref="UserErrorException">The model cannot be read, or not be measured so.</exception>
    public MeasuringRequest ReadWithModel(ParseResult parse, string[] benchmarks, Action<string> note)
    {
        var shapes = parse.GetValue(_shape)!;
        if (ModelText(parse) is { } onnx && UserOnnxModel.IsNamed(onnx))
            return Read(parse, benchmarks) with { OnnxModel = UserOnnxModel.Read(onnx, shapes) };
        if (shapes.Length > 0) throw new UserErrorException("--shape belongs to --model FILE.onnx", "give the model too", ExitCode.Usage);
        LlmModel? model = ModelText(parse) is { } path ? UserModel.Read(path, note) : null;
        if (model is { IsHuggingFace: true } && !Catalog.IsOnly(benchmarks, "serving"))
            throw new UserErrorException("of a folder with safetensors only serving can be measured, with vllm-serve",
                "run serving --engine vllm-serve --model DIR", ExitCode.Usage);
        return Read(parse, benchmarks) with { Model = model };
    }

    /// <summary>What <c>--model</c> says: a path, or for a server that runs already a name.</summary>
    public string? ModelText(ParseResult parse) => parse.GetValue(_model);

    public OutputFormat Format(ParseResult parse) => parse.GetValue(_format) ?? OutputFormat.Table;
}
