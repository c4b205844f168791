using System.CommandLine;
using System.Globalization;
using StackBench.Commands.Options;
using StackBench.Core.Units;
using StackBench.Llm.Gguf;
using StackBench.Measuring;
using StackBench.Onnx.Networks;
using StackBench.Onnx.Writing;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary><c>model make</c>: models of random weights, so that nothing has to be downloaded.</summary>
internal static class ModelCommand
{
    private const string Gguf = "gguf";
    private const string Onnx = "onnx";

    public static Command Create(Surroundings surroundings)
    {
        var name = new Argument<string>("name")
        {
            Description = $"Language model: {Names(ModelShape.All.Select(shape => shape.Name))}. Network of --format onnx: "
                + $"{Names(Network.All.Select(network => network.Name))}.",
            HelpName = "name",
            CustomParser = result => Parse(
                result, "model", [.. ModelShape.All.Select(shape => shape.Name), .. Network.All.Select(network => network.Name)],
                known => known),
        };
        var format = new Option<string?>("--format")
        {
            Description = "Form of the file: gguf for language models, onnx for networks. Follows from the name.",
            HelpName = "gguf|onnx",
            CustomParser = result => Parse(result, "format", (string[])[Gguf, Onnx], known => known),
        };
        var type = new Option<TensorType>("--type", "-t")
        {
            Description = $"Type of the weights: {Names(SyntheticModel.Types.Select(known => known.Name))}.",
            HelpName = "TYPE",
            DefaultValueFactory = _ => TensorType.Q8_0,
            CustomParser = result => Parse(result, "type", SyntheticModel.Types, known => known.Name),
        };
        var output = new Option<string?>("--output", "-o")
        {
            Description = "Folder to make it in; else that where 'run llm' keeps its models.",
            HelpName = "DIR",
        };
        var seed = new Option<long?>("--seed")
        {
            Description = "Seed of the weights (1). Equal seeds give equal bytes.",
            HelpName = "N",
            CustomParser = OptionParsers.Seed,
        };
        var force = new Option<bool>("--force") { Description = "Replace a model that is there." };
        var make = new Command("make", "Make a llama-architecture model of random weights: a GGUF file, and configuration and tokenizer "
            + "for Hugging Face's loaders; or a network as an ONNX file.") { name, format, type, output, seed, force };
        make.SetAction((parse, cancellation) => Task.Run(
            () =>
            {
                var (named, wanted) = (parse.GetRequiredValue(name), parse.GetValue(format));
                if (Network.Find(named) is { } network)
                {
                    if (wanted == Gguf || parse.GetResult(type) is { Implicit: false })
                        throw new UserErrorException($"{named} is made as an ONNX file of fp32", "leave out --type and --format",
                            ExitCode.Usage);
                    return (int)OnnxModelMaking.Make(
                        network, parse.GetValue(seed) ?? OnnxWriter.DefaultSeed, parse.GetValue(output) ?? surroundings.ModelFolder(),
                        parse.GetValue(force), surroundings, cancellation);
                }

                if (wanted == Onnx)
                    throw new UserErrorException(
                        $"{named} is made as a GGUF file", $"of --format onnx there are {Names(Network.All.Select(one => one.Name))}",
                        ExitCode.Usage);
                var model = new SyntheticModel(
                    ModelShape.Find(named)!, parse.GetRequiredValue(type), parse.GetValue(seed) ?? SyntheticModel.DefaultSeed);
                var folder = parse.GetValue(output) ?? Path.Combine(surroundings.ModelFolder(), model.Identity);
                return (int)Make(model, folder, parse.GetValue(force), surroundings, cancellation);
            },
            cancellation));
        return new Command("model", "Models of random weights for the benchmarks llm, serving and onnx.") { make };
    }

    private static ExitCode Make(
        SyntheticModel model, string folder, bool isForced, Surroundings surroundings, CancellationToken cancellation)
    {
        string[] targets = [.. ModelFolder.Files(model).Select(name => Path.Combine(folder, name))];
        if (!isForced && targets.FirstOrDefault(File.Exists) is { } there)
            throw new UserErrorException($"{there} is there already", "use --force to replace it, or another --output", ExitCode.Usage);
        var begin = surroundings.Time.GetTimestamp();
        try
        {
            var path = ModelFolder.Make(model, folder, cancellation: cancellation);
            surroundings.WriteLine(path);
            surroundings.Note(string.Create(
                CultureInfo.InvariantCulture,
                $"{model.Facts().Parameters / 1e6:0.0} million parameters, {NumberText.Quantity(new FileInfo(path).Length, Unit.Byte)}, in "
                    + $"{NumberText.Duration(surroundings.Time.GetElapsedTime(begin).TotalSeconds)}"));
            return ExitCode.Ok;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Explain(exception, folder, SyntheticModelWriter.SizeOf(model));
        }
    }

    private static UserErrorException Explain(Exception exception, string folder, long neededBytes)
    {
        var freeBytes = FreeBytes(folder);
        if (freeBytes < neededBytes)
        {
            return new UserErrorException(
                $"the disk is full: the model needs {NumberText.Quantity(neededBytes, Unit.Byte)}, and {folder} has "
                    + $"{NumberText.Quantity(freeBytes.Value, Unit.Byte)} left",
                "free some space, or choose another --output; nothing was left behind");
        }

        var reason = exception is UnauthorizedAccessException ? "it may not be written" : exception.Message;
        return new UserErrorException($"cannot make a model in {folder}: {reason}", "choose a folder that may be written: --output DIR");
    }

    private static long? FreeBytes(string folder)
    {
        try
        {
            return new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    private static T? Parse<T>(
        System.CommandLine.Parsing.ArgumentResult result, string what, IReadOnlyCollection<T> all, Func<T, string> nameOf)
        where T : class
    {
        var text = result.Tokens[0].Value;
        if (all.FirstOrDefault(each => string.Equals(nameOf(each), text, StringComparison.OrdinalIgnoreCase)) is { } found) return found;
        result.AddError($"there is no {what} '{text}'; there are {Names(all.Select(nameOf))}");
        return null;
    }

    private static string Names(IEnumerable<string> names) => string.Join(", ", names);
}
