using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace StackBench.Serving.Arrivals;

/// <summary>
/// When requests are sent. All but the closed loop are open: their times are drawn before the start and wait for no answer.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Closed), "closed")]
[JsonDerivedType(typeof(Burst), "burst")]
[JsonDerivedType(typeof(Constant), "constant")]
[JsonDerivedType(typeof(Poisson), "poisson")]
[JsonDerivedType(typeof(GammaArrivals), "gamma")]
[JsonDerivedType(typeof(Trace), "trace")]
public abstract record ArrivalPattern
{
    private ArrivalPattern()
    {
    }

    /// <summary>As many users as given, each sending when its answer has ended.</summary>
    public sealed record Closed(int Concurrency) : ArrivalPattern;

    /// <summary>All at once, as clients do that are told an infinite rate.</summary>
    public sealed record Burst : ArrivalPattern
    {
        /// <summary>The rate by which they ask for it.</summary>
        public const string Rate = "inf";
    }

    /// <param name="Rate">Requests per second.</param>
    public sealed record Constant(double Rate) : ArrivalPattern;

    /// <param name="Rate">Requests per second on average.</param>
    public sealed record Poisson(double Rate) : ArrivalPattern;

    /// <param name="Rate">Requests per second on average.</param>
    /// <param name="Variation">Coefficient of variation of the gaps: 1 is Poisson, above 1 comes in bursts.</param>
    public sealed record GammaArrivals(double Rate, double Variation) : ArrivalPattern;

    /// <param name="Seconds">Send times after the start, ascending.</param>
    public sealed record Trace(ImmutableArray<double> Seconds) : ArrivalPattern;
}
