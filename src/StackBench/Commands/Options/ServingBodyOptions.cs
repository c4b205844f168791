using System.CommandLine;
using StackBench.Serving.Requests;
using StackBench.Workloads.Serving;

namespace StackBench.Commands.Options;

/// <summary>The options that say how a request differs from the usual one.</summary>
internal sealed class ServingBodyOptions
{
    private readonly Option<string?> _extra = new("--extra-body")
    {
        Description = "Fields for the body of every request, as a JSON object: '{\"min_p\": 0.1}'. They replace ours of the same name.",
        HelpName = "JSON",
    };
    private readonly Option<string[]> _drop = new("--drop-field")
    {
        Description = "Field to leave out of the body: temperature, ignore_eos, stream_options or max_tokens. Repeatable.",
        HelpName = "NAME",
        DefaultValueFactory = _ => [],
    };
    private readonly Option<string[]> _header = new("--header")
    {
        Description = "Header for every request to --endpoint: 'X-Team: research'. Repeatable; it is not stored.",
        HelpName = "'NAME: VALUE'",
        DefaultValueFactory = _ => [],
    };
    private readonly Option<bool> _short = new("--allow-short")
    {
        Description = "Count answers with fewer tokens than --output as good ones. Otherwise they have failed.",
    };

    public IEnumerable<Option> All => [_extra, _drop, _header, _short];

    /// <exception cref="UserErrorException">A field cannot be set or left out.</exception>
    public ServingOptions Apply(ParseResult parse, ServingOptions options) => options with
    {
        ExtraBody = Extra(parse.GetValue(_extra)),
        DropFields = [.. parse.GetValue(_drop)!.Select(Droppable).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        AllowsShort = parse.GetValue(_short),
    };

    /// <exception cref="UserErrorException">One cannot be sent.</exception>
    public ExtraHeaders Headers(ParseResult parse, Uri? endpoint, string? keyVariable)
    {
        var fields = parse.GetValue(_header)!;
        if (fields.Length > 0 && endpoint is null) throw Usage("--header belongs to --endpoint", "give both");
        try
        {
            var headers = ExtraHeaders.Of(fields);
            return keyVariable is not null && headers.HasAuthorization
                ? throw Usage("--api-key-env and --header both give an Authorization", "leave one out")
                : headers;
        }
        catch (FormatException exception)
        {
            throw Usage(exception.Message, "write it like --header 'X-Team: research'");
        }
    }

    private static string? Extra(string? text)
    {
        try
        {
            return text is null || ExtraBody.Parse(text) is { IsEmpty: true } ? null : ExtraBody.Text(ExtraBody.Parse(text));
        }
        catch (FormatException exception)
        {
            throw Usage($"--extra-body: {exception.Message}", "write a JSON object like --extra-body '{\"min_p\": 0.1}'");
        }
    }

    private static string Droppable(string field) =>
        field is BodyForm.Temperature or BodyForm.IgnoreEos or BodyForm.StreamOptions or BodyForm.MaxTokens
            ? field
            : throw Usage($"the field '{Core.Text.SafeText.OneLine(field)}' cannot be left out",
                $"there are {BodyForm.Temperature}, {BodyForm.IgnoreEos}, {BodyForm.StreamOptions} and {BodyForm.MaxTokens}");

    private static UserErrorException Usage(string what, string remedy) => new(what, remedy, ExitCode.Usage);
}
