using System.Runtime.InteropServices;

namespace MlNet.Sequences;

/// <summary>The result of n-gram training: the n-grams and their weights.</summary>
public sealed class NgramModelParameters
{
    private readonly NgramWeights _weights;
    private readonly PrimitiveValues? _vocabulary;
    private readonly int _classes;

    /// <param name="weights">The n-grams and their weights.</param>
    /// <param name="vocabulary">The words of the tokens; null if unknown.</param>
    /// <param name="classes">The number of classes.</param>
    internal NgramModelParameters(NgramWeights weights, PrimitiveValues? vocabulary, int classes) =>
        (_weights, _vocabulary, _classes) = (weights, vocabulary, classes);

    /// <summary>The n-grams that the model knows.</summary>
    public int NumberOfNgrams => _weights.Ngrams.Count;

    /// <summary>The n-grams of each length, from single tokens on.</summary>
    public IReadOnlyList<int> NumberOfNgramsByLength => _weights.Ngrams.Counts;

    /// <summary>The weights and the biases.</summary>
    public long NumberOfParameters => ((long)NumberOfNgrams + 1) * _weights.Outputs;

    /// <summary>The logit of a text without any n-gram that the model knows.</summary>
    /// <param name="class">The class, as a number from 0; of two classes the second where null. Default: null.</param>
    /// <exception cref="ArgumentOutOfRangeException">The class does not exist.</exception>
    public double GetBias(int? @class = null)
    {
        var (output, sign) = OutputOf(@class);
        return sign * _weights.Biases[output];
    }

    /// <summary>
    /// The n-grams with the greatest and the least weights: what speaks most for and against a class in a text that has this
    /// n-gram alone. A text of n different known n-grams has each divided by the square root of n.
    /// </summary>
    /// <param name="count">How many of either kind at most; 1 or more.</param>
    /// <param name="class">The class, as a number from 0; of two classes the second where null. Default: null.</param>
    /// <returns>Those for the class, the strongest first, and then those against it, the strongest last.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The class does not exist, or the count is below 1.</exception>
    public IReadOnlyList<NgramContribution> GetStrongestNgrams(int count, int? @class = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var (output, sign) = OutputOf(@class);
        int[] order = [.. Enumerable.Range(0, NumberOfNgrams)];
        float[] weights = [.. order.Select(ngram => -sign * _weights.WeightOf(ngram, output))];
        Array.Sort(weights, order); // the greatest first
        int positive = Array.FindLastIndex(weights, weight => weight < 0) + 1;
        int negative = Array.FindIndex(weights, weight => weight > 0);
        IEnumerable<int> strongest = order.Take(Math.Min(count, positive));
        if (negative >= 0)
            strongest = strongest.Concat(order[negative..].TakeLast(count));
        return [.. strongest.Select(ngram => new NgramContribution(NamesOf(ngram), sign * _weights.WeightOf(ngram, output)))];
    }

    /// <summary>What each n-gram of a text adds to its logit.</summary>
    /// <param name="tokens">The keys of the text's tokens, as the feature column has them; 0, padding, is left out.</param>
    /// <param name="class">The class, as a number from 0; of two classes the second where null. Default: null.</param>
    /// <exception cref="ArgumentOutOfRangeException">The class does not exist, or a key is above those that the model
    /// knows.</exception>
    public NgramExplanation Explain(ReadOnlySpan<uint> tokens, int? @class = null)
    {
        var (output, sign) = OutputOf(@class);
        var keys = new List<int>();
        foreach (uint token in tokens)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(token, (uint)_weights.Ngrams.VocabularySize, nameof(tokens));
            if (token != 0)
                keys.Add((int)token);
        }

        int[] scratch = [];
        var found = _weights.Ngrams.Find(CollectionsMarshal.AsSpan(keys), ref scratch);
        double length = sign * ScaledLogisticRegression.UnitLength(found.Length), logit = sign * _weights.Biases[output];
        var contributions = new List<NgramContribution>(found.Length);
        foreach (int ngram in found)
        {
            double value = length * _weights.WeightOf(ngram, output);
            logit += value;
            contributions.Add(new(NamesOf(ngram), value));
        }

        return new(
            logit, sign * _weights.Biases[output],
            [.. contributions.OrderByDescending(contribution => Math.Abs(contribution.Value))]);
    }

    private string[] NamesOf(int ngram) =>
        [.. _weights.Ngrams.TokensOf(ngram).Select(token => TokenNames.Of(_vocabulary, token))];

    // What speaks for the one of two classes speaks against the other.
    private (int Output, int Sign) OutputOf(int? @class)
    {
        int classes = _classes;
        if (@class is < 0 || @class >= classes)
            throw new ArgumentOutOfRangeException(
                nameof(@class), @class, $"A class must be a number from 0 to {classes - 1}: its place in ClassNames.");
        if (_weights.Outputs == 1)
            return (0, @class == 0 ? -1 : 1);
        return (@class ?? throw new ArgumentOutOfRangeException(
            nameof(@class), $"Of {classes} classes one must be named by its number, from 0 to {classes - 1}."), 1);
    }
}
