namespace MlNet.Sequences;

/// <summary>
/// Draws the tokens that a batch's predictions are compared with, by how often each occurs in the training rows.
/// </summary>
internal sealed class NegativeSampler
{
    private readonly double[] _ends; // of each token's part of [0, 1], in the order of the keys
    private readonly int _number;

    /// <param name="counts">How often each token occurs.</param>
    /// <param name="number">The different tokens to draw; at most half of them.</param>
    internal NegativeSampler(IReadOnlyList<long> counts, int number)
    {
        (_ends, _number) = (new double[counts.Count], number);
        // One more than it occurs: a token that training rows lack is learned to be rare.
        double total = counts.Sum(count => count + 1.0), sum = 0;
        for (int i = 0; i < _ends.Length; i++)
            _ends[i] = (sum += counts[i] + 1) / total;
    }

    /// <summary>Draws different tokens, until there are enough.</summary>
    /// <param name="seed">Determines them.</param>
    internal Sample Draw(ulong seed)
    {
        var places = new Dictionary<long, int>(_number);
        int draws = 0;
        for (; places.Count < _number; draws++)
        {
            double at = (Hashing.Mix(seed, draws) >> 11) * (1.0 / (1UL << 53));
            int found = Array.BinarySearch(_ends, at);
            places.TryAdd(Math.Min(found >= 0 ? found + 1 : ~found, _ends.Length - 1) + 1, places.Count + 1);
        }

        return new(this, places, draws);
    }

    // The expected occurrences of a token among a sample's: 1 - (1 - p)^draws, without cancellation.
    private float LogExpected(long key, int draws)
    {
        double probability = _ends[key - 1] - (key > 1 ? _ends[key - 2] : 0);
        return (float)Math.Log(-ExpMinusOne(draws * LogOnePlus(-probability)));
    }

    private static double LogOnePlus(double x) => Math.Abs(x) > 1e-4 ? Math.Log(1 + x) : x - (x * x / 2);

    private static double ExpMinusOne(double x) => Math.Abs(x) > 1e-4 ? Math.Exp(x) - 1 : x + (x * x / 2);

    /// <summary>The tokens of one draw.</summary>
    internal sealed class Sample
    {
        private readonly NegativeSampler _sampler;
        private readonly Dictionary<long, int> _places;
        private readonly int _draws;

        internal Sample(NegativeSampler sampler, Dictionary<long, int> places, int draws)
        {
            (_sampler, _places, _draws) = (sampler, places, draws);
            Keys = [0, .. places.OrderBy(place => place.Value).Select(place => place.Key)];
            LogExpected = [0, .. Keys.Skip(1).Select(LogExpectedOf)];
        }

        /// <summary>Padding, in the column of the predicted token, and the drawn tokens.</summary>
        internal long[] Keys { get; }

        /// <summary>The logarithm of the expected number of each drawn token in such a sample.</summary>
        internal float[] LogExpected { get; }

        /// <summary>The column of a token that was drawn; 0 for others.</summary>
        internal int PlaceOf(long key) => _places.GetValueOrDefault(key);

        /// <summary>The logarithm of the expected number of a token in such a sample.</summary>
        internal float LogExpectedOf(long key) => _sampler.LogExpected(key, _draws);
    }
}
