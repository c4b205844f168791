namespace StackBench.Core.Statistics;

/// <summary>
/// How points lie to one another: turned by a slope t, a later point lies below an earlier one exactly where the slope between the two is
/// less than t. So slopes below t are the inversions of an order, counted by a merge sort in O(n log n) (Cole, Salowe, Steiger and
/// Szemeredi 1989).
/// </summary>
internal sealed class PairOrder
{
    private readonly double[] _times;
    private readonly double[] _values;
    private readonly bool _hasEqualTimes;
    private readonly RadixOrder _order;
    private double[] _keys;
    private double[] _otherKeys;

    /// <param name="times">Ascending.</param>
    public PairOrder(ReadOnlySpan<double> times, ReadOnlySpan<double> values)
    {
        (_times, _values, _order) = (times.ToArray(), values.ToArray(), new RadixOrder(times.Length));
        (_keys, _otherKeys) = (new double[times.Length], new double[times.Length]);
        for (var i = 1; i < times.Length; i++) _hasEqualTimes |= times[i] == times[i - 1];
    }

    /// <summary>How many slopes are less than <paramref name="slope"/>, or greater than it.</summary>
    public long Inversions(double slope, bool above)
    {
        Turn(slope, above, _keys);
        if (_hasEqualTimes) SortEqualTimes();
        long inversions = 0;
        for (var width = 1; width < _keys.Length; width *= 2)
        {
            for (var begin = 0; begin < _keys.Length; begin += 2 * width)
            {
                int middle = Math.Min(begin + width, _keys.Length), end = Math.Min(begin + (2 * width), _keys.Length);
                for (int place = begin, i = begin, j = middle; place < end; place++)
                {
                    var isLater = j < end && (i == middle || _keys[j] < _keys[i]);
                    if (isLater) inversions += middle - i;
                    _otherKeys[place] = isLater ? _keys[j++] : _keys[i++];
                }
            }

            (_keys, _otherKeys) = (_otherKeys, _keys);
        }

        return inversions;
    }

    /// <summary>The slopes between two bounds, sorted: those of the pairs that change places from one turn to the other.</summary>
    public double[] Between(PairwiseSlopes.Bound low, PairwiseSlopes.Bound high)
    {
        Turn(high.Slope, above: false, _otherKeys);
        var order = Order(low);
        var other = new int[order.Length];
        var slopes = new List<double>();
        for (var width = 1; width < order.Length; width *= 2)
        {
            for (var begin = 0; begin < order.Length; begin += 2 * width)
            {
                int middle = Math.Min(begin + width, order.Length), end = Math.Min(begin + (2 * width), order.Length);
                for (int place = begin, i = begin, j = middle; place < end; place++)
                {
                    var isLater = j < end && (i == middle || _otherKeys[order[j]] < _otherKeys[order[i]]);
                    for (var earlier = isLater ? i : middle; earlier < middle; earlier++) Add(order[earlier], order[j]);
                    other[place] = isLater ? order[j++] : order[i++];
                }
            }

            (order, other) = (other, order);
        }

        slopes.Sort();
        return [.. slopes];

        void Add(int one, int another)
        {
            var time = _times[another] - _times[one];
            if (time != 0) slopes.Add((_values[another] - _values[one]) / time);
        }
    }

    /// <summary>Points as a bound turns them; of two that lie alike the earlier first, or the later where the bound lies above such pairs.</summary>
    private int[] Order(PairwiseSlopes.Bound bound)
    {
        Turn(bound.Slope, above: false, _keys);
        if (!bound.IsAbove) return _order.Of(_keys).ToArray();
        Array.Reverse(_keys);
        return [.. _order.Of(_keys).ToArray().Select(place => _keys.Length - 1 - place)];
    }

    private void Turn(double slope, bool above, double[] keys)
    {
        for (var i = 0; i < keys.Length; i++)
        {
            var key = double.IsInfinity(slope) ? -Math.Sign(slope) * _times[i] : _values[i] - (slope * _times[i]);
            keys[i] = above ? -key : key;
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
