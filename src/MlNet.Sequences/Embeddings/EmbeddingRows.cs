using System.Runtime.InteropServices;
using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// The rows of an embedding, filled with the vectors of a vocabulary's words. The first vector of a word counts.
/// </summary>
internal sealed class EmbeddingRows : IWordVectorSink
{
    private const int ShownWords = 5;

    private readonly torch.Tensor _weight;
    private readonly IReadOnlyList<string> _words;
    private readonly string _source;
    private readonly string _sizeOption;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _places;
    private readonly List<(int Later, int First)> _repeated = [];
    private readonly bool[] _isFound;
    private readonly List<string> _offered = [];
    private double _sum;
    private double _sumOfSquares;

    /// <param name="weight"><c>[words + 1, dimension]</c>, float32 on the CPU.</param>
    /// <param name="words">The vocabulary: at index i the word of row i + 1.</param>
    /// <param name="source">The name of the vectors' source in errors.</param>
    /// <param name="sizeOption">The option that sets the dimension.</param>
    internal EmbeddingRows(torch.Tensor weight, IReadOnlyList<string> words, string source, string sizeOption)
    {
        (_weight, _words, _source, _sizeOption, _isFound) = (weight, words, source, sizeOption, new bool[words.Count]);
        var places = new Dictionary<string, int>(words.Count, StringComparer.Ordinal);
        for (int i = 0; i < words.Count; i++)
        {
            if (!places.TryAdd(words[i], i))
                _repeated.Add((i, places[words[i]]));
        }

        _places = places.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The words of the vocabulary that have vectors.</summary>
    internal int Found { get; private set; }

    /// <summary>The population variance of all values of the vectors found.</summary>
    internal double Variance
    {
        get
        {
            double count = (double)Found * _weight.shape[1], mean = _sum / count;
            return Math.Max(0, _sumOfSquares / count - mean * mean);
        }
    }

    public void Start(int dimension)
    {
        if (dimension != _weight.shape[1])
            throw OptionMessage.Invalid(
                $"{_sizeOption:option} must be the dimension of the word vectors of " +
                $"{nameof(SequenceTrainerOptions.InitialEmbeddings):option}; it is {_weight.shape[1]}, and those of " +
                $"{_source} have {dimension} numbers. Set {_sizeOption:option} to {dimension}, or take vectors of " +
                $"{_weight.shape[1]}.");
    }

    public int Find(ReadOnlySpan<char> word)
    {
        if (_offered.Count < ShownWords)
            _offered.Add(word.ToString());
        return _places.TryGetValue(word, out int place) && !_isFound[place] ? place : -1;
    }

    public void Set(int place, ReadOnlySpan<float> vector)
    {
        Write(place, vector);
        foreach (float value in vector)
            (_sum, _sumOfSquares) = (_sum + value, _sumOfSquares + (double)value * value);
    }

    /// <summary>
    /// Copies the vectors to words that the vocabulary has twice, as in Keras's numbering of the out-of-vocabulary token.
    /// </summary>
    internal void FillRepeated()
    {
        foreach (var (later, first) in _repeated.Where(pair => _isFound[pair.First]))
        {
            using var row = _weight[first + 1];
            Write(later, MemoryMarshal.Cast<byte, float>(row.bytes));
        }
    }

    /// <summary>Draws the vectors of the words that are missing from <c>-bound</c> to <c>bound</c>.</summary>
    internal void FillMissing(NetworkRandom random, double bound)
    {
        for (int i = 0; i < _isFound.Length; i++)
        {
            if (_isFound[i])
                continue;
            using var row = _weight[i + 1]; // [dimension]
            random.FillUniform(row, bound);
        }
    }

    /// <exception cref="InvalidOperationException">No word of the vocabulary has a vector.</exception>
    internal void CheckAnyFound()
    {
        if (Found == 0)
            throw OptionMessage.Invalid(
                $"{nameof(SequenceTrainerOptions.InitialEmbeddings):option} must have words of the vocabulary; {_source} has " +
                $"none of its {_words.Count}. Its first words are {Show(_offered)}, the vocabulary's " +
                $"{Show(_words.Take(ShownWords))}. Make the words match, for example by lower-casing in the tokenizer, or use " +
                $"vectors of the same language.");
    }

    private void Write(int place, ReadOnlySpan<float> vector)
    {
        using var row = _weight[place + 1]; // [dimension]
        vector.CopyTo(MemoryMarshal.Cast<byte, float>(row.bytes));
        _isFound[place] = true;
        Found++;
    }

    private static string Show(IEnumerable<string> words) =>
        string.Join(", ", words.Select(word => $"'{CodePoints.Shorten(word, 40)}'"));
}
