using StackBench.Serving.Arrivals;
using StackBench.Serving.Search;

namespace StackBench.Serving.Engine;

/// <summary>A search, and the loads it consists of.</summary>
/// <param name="First">The load it begins with.</param>
/// <param name="Requests">Of each cell, by the user's wish; null is as many as the search wants.</param>
internal sealed record SearchRequest(LoadSearch Search, ServingRequest.Cell First, int? Requests)
{
    /// <summary>The cell of a load; its arrivals are drawn already.</summary>
    public ServingRequest.Cell At(double load, ulong seed)
    {
        var requests = Search.RequestsOf(load, Requests);
        return First with
        {
            Requests = requests,
            Arrivals = ArrivalsOf(load, requests, seed),
            SendsFor = TimeSpan.FromSeconds(
            LoadSearch.LongestSeconds)
        };
    }

    private ArrivalPattern ArrivalsOf(double load, int requests, ulong seed) => First.Arrivals switch
    {
        _ when load == LoadSearch.OneAtATime => new ArrivalPattern.Closed(1),
        ArrivalPattern.Closed => new ArrivalPattern.Closed((int)load),
        ArrivalPattern.Constant => new ArrivalPattern.Constant(load),
        ArrivalPattern.GammaArrivals gamma => ArrivalSchedule.Exact(gamma with { Rate = load }, load, requests, seed),
        _ => ArrivalSchedule.Exact(new ArrivalPattern.Poisson(load), load, requests, seed),
    };
}
