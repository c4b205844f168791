namespace StackBench.Core.Statistics;

/// <summary>
/// How points lie to one another: with a line of slope t taken out, a later point lies below an earlier one exactly where the slope
/// between the two is less than t. So slopes below t are the inversions of an order, counted by a merge sort in O(n log n) (Cole, Salowe,
/// Steiger and Szemeredi 1989).
/// </summary>
internal sealed class PairOrder
{
    /// <summary>Length of the runs that are sorted by insertion before merging.</summary>
    private const int Few = 8;

    private readonly double[] _times;
    private readonly double[] _values;
    private readonly bool _hasEqualTimes;
    private readonly RadixOrder _order;
    private readonly double[] _residuals;
    private long[] _keys;
    private long[] _otherKeys;

    /// <param name="times">Ascending.</param>
    public PairOrder(ReadOnlySpan<double> times, ReadOnlySpan<double> values)
    {
        (_times, _values, _order) = (times.ToArray(), values.ToArray(), new RadixOrder(times.Length));
        (_residuals, _keys, _otherKeys) = (new double[times.Length], new long[times.Length], new long[times.Length]);
        for (var i = 1; i < times.Length; i++) _hasEqualTimes |= times[i] == times[i - 1];
    }

    /// <summary>How many slopes are less than <paramref name="slope"/>, or greater than it.</summary>
    public long Inversions(double slope, bool above)
    {
        Detrend(slope, above);
        for (var i = 0; i < _keys.Length; i++) _keys[i] = RadixOrder.Ordered(_residuals[i]);
        if (_hasEqualTimes) SortEqualTimes();
        var inversions = InsertFew();
        for (var width = Few; width < _keys.Length; width *= 2)
        {
            for (var begin = 0; begin < _keys.Length; begin += 2 * width)
                inversions += Merge(begin, Math.Min(begin + width, _keys.Length), Math.Min(begin + (2 * width), _keys.Length));
            (_keys, _otherKeys) = (_otherKeys, _keys);
        }

        return inversions;
    }

    private long InsertFew()
    {
        long inversions = 0;
        for (var begin = 0; begin < _keys.Length; begin += Few)
        {
            for (var i = begin + 1; i < Math.Min(begin + Few, _keys.Length); i++)
            {
                var key = _keys[i];
                var place = i;
                for (; place > begin && _keys[place - 1] > key; place--) _keys[place] = _keys[place - 1];
                _keys[place] = key;
                inversions += i - place;
            }
        }

        return inversions;
    }

    // Which of two random values is the lesser is guessed wrongly every other time: chosen by a mask, not by a branch.
    private long Merge(int begin, int middle, int end)
    {
        long inversions = 0;
        var (i, j, place) = (begin, middle, begin);
        ReadOnlySpan<long> from = _keys;
        Span<long> to = _otherKeys;
        while (i < middle && j < end)
        {
            long one = from[i], another = from[j];
            var isLater = another < one ? 1 : 0;
            to[place++] = one ^ ((one ^ another) & -isLater);
            inversions += (middle - i) & -isLater;
            j += isLater;
            i += 1 - isLater;
        }

        from[i..middle].CopyTo(to[place..]);
        from[j..end].CopyTo(to[(place + middle - i)..]);
        return inversions;
    }

    /// <summary>The slopes between two bounds, in no order: those of the pairs that change places from one to the other.</summary>
    public double[] Between(PairwiseSlopes.Bound low, PairwiseSlopes.Bound high)
    {
        var order = Order(low);
        Detrend(high.Slope, above: false);
        var other = new int[order.Length];
        var slopes = new List<double>();
        for (var width = 1; width < order.Length; width *= 2)
        {
            for (var begin = 0; begin < order.Length; begin += 2 * width)
            {
                int middle = Math.Min(begin + width, order.Length), end = Math.Min(begin + (2 * width), order.Length);
                for (int place = begin, i = begin, j = middle; place < end; place++)
                {
                    var isLater = j < end && (i == middle || _residuals[order[j]] < _residuals[order[i]]);
                    for (var earlier = isLater ? i : middle; earlier < middle; earlier++) Add(order[earlier], order[j]);
                    other[place] = isLater ? order[j++] : order[i++];
                }
            }

            (order, other) = (other, order);
        }

        return [.. slopes];

        void Add(int one, int another)
        {
            var time = _times[another] - _times[one];
            if (time != 0) slopes.Add((_values[another] - _values[one]) / time);
        }
    }

    /// <summary>
    /// Points in the order of their residuals; of two that lie alike the earlier first, or the later where the bound lies above such pairs.
    /// </summary>
    private int[] Order(PairwiseSlopes.Bound bound)
    {
        Detrend(bound.Slope, above: false);
        if (!bound.IsAbove) return _order.Of(_residuals).ToArray();
        Array.Reverse(_residuals);
        return [.. _order.Of(_residuals).ToArray().Select(place => _residuals.Length - 1 - place)];
    }

    private void Detrend(double slope, bool above)
    {
        for (var i = 0; i < _residuals.Length; i++)
        {
            var residual = double.IsInfinity(slope) ? -Math.Sign(slope) * _times[i] : _values[i] - (slope * _times[i]);
            // Zeros of either sign are alike.
            _residuals[i] = (above ? -residual : residual) + 0.0;
        }
    }

    // Pairs of equal times have no slope and must not count as inversions.
    private void SortEqualTimes()
    {
        for (int begin = 0, end; begin < _times.Length; begin = end)
        {
            for (end = begin + 1; end < _times.Length && _times[end] == _times[begin];) end++;
            Array.Sort(_keys, begin, end - begin);
        }
    }
}
