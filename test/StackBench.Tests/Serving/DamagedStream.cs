namespace StackBench.Tests.Serving;

/// <summary>Bytes of a response after a few accidents; <c>bench/serving/ServingBench</c> uses it too.</summary>
internal static class DamagedStream
{
    /// <summary>A byte or a bit changed, a stretch lost or doubled, the rest cut off, or a piece put in; up to four of them.</summary>
    public static byte[] Of(byte[] whole, Random random, Func<byte[]> piece)
    {
        var bytes = new List<byte>(whole);
        for (var changes = random.Next(0, 5); changes > 0 && bytes.Count > 1; changes--)
        {
            var at = random.Next(bytes.Count);
            var length = Math.Min(random.Next(1, 60), bytes.Count - at);
            switch (random.Next(7))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes.RemoveRange(at, length);
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 4:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    bytes.InsertRange(at, piece());
                    break;
            }
        }

        return [.. bytes];
    }
}
