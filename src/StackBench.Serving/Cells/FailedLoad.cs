using System.Collections.Immutable;
using StackBench.Core.Text;
using StackBench.Serving.Running;

namespace StackBench.Serving.Cells;

/// <summary>A load most of whose requests failed: the others are no measure of it. Pure.</summary>
internal static class FailedLoad
{
    private const int MostModels = 5;

    /// <param name="what">Noun of the requests.</param>
    /// <param name="models">That the server lists; named where it does not know the one it was asked for.</param>
    /// <returns>What failed, with the server's words; null where enough requests ended well, or none was sent.</returns>
    public static string? Of(LoadReport report, string what, MayFail mayFail, ImmutableArray<string> models)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (report.Silence is { } seconds)
            return FormattableString.Invariant(
                $"the server takes {what} and does not answer them: nothing came over any connection for {seconds:0.#} s, after ")
                + FormattableString.Invariant(
                $"{report.Records.Count(record => record.Status == RequestStatus.Ok)} {what} that ended well; ")
                + "look at its log, or allow it more time with --request-timeout 10m";
        var failed = report.Records.Where(record => record.Status != RequestStatus.Ok).ToArray();
        var isFine = mayFail switch
        {
            MayFail.Half => 2 * failed.Length <= report.Records.Length,
            MayFail.Most => failed.Length < report.Records.Length,
            _ => true,
        };
        if (isFine || failed.Length == 0) return null;
        var first = failed[0];
        var remedy = first.Status == RequestStatus.Short
            ? "; the server does not know ignore_eos: answers may end early with --allow-short"
            : first.HttpStatus is 400 or 404 && models is [_, _, ..]
                ? $"; the server lists {string.Join(", ", models.Take(MostModels))}{(models.Length > MostModels ? ", ..."
                : "")}: choose with --model"
                : "";
        if (remedy.Length == 0 && report.Plan.Model.Length == 0 && first.HttpStatus is 400 or 404 or 422)
            remedy = "; the server lists no models: name one with --model";
        return failed.Length == report.Records.Length
            ? FormattableString.Invariant($"none of {failed.Length} {what} ended well; the first: {Words(first)}{remedy}")
            : FormattableString.Invariant($"{failed.Length} of {report.Records.Length} {what} failed; the first: {Words(first)}{remedy}");
    }

    private static string Words(RequestRecord record)
    {
        var status = record.HttpStatus is { } code and not 200 ? FormattableString.Invariant($"HTTP {code}") : EnumText.Of(record.Status);
        return string.IsNullOrEmpty(record.Error) ? status : $"{status}: {record.Error}";
    }
}
