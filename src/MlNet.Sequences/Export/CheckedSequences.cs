using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace MlNet.Sequences;

/// <summary>
/// Sequences for an exported model and for the network that it was made from: padded for the former, without padding for the
/// latter.
/// </summary>
internal sealed class CheckedSequences
{
    private const double PaddedPart = 0.1;

    private readonly SequenceInput _input;
    private readonly int _size, _time;
    private readonly long[] _tokens;
    private readonly float[] _values;
    private readonly List<int> _slots = []; // of the sequence
    private readonly NgramVocabulary? _ngrams;
    private readonly Queue<int> _ngram = []; // its tokens that are still to come

    private CheckedSequences(SequenceInput input, NgramVocabulary? ngrams, int size, int time)
    {
        (_input, _ngrams, _size, _time) = (input, ngrams, size, time);
        (_tokens, _values) = (new long[input.IsTokens ? size * time : 0], new float[size * time * input.Channels]);
        Array.Fill(_values, float.NaN);
        Buffer = new SequenceBuffer(input);
    }

    internal SequenceBuffer Buffer { get; }

    /// <summary>Where the steps of each stand.</summary>
    internal IReadOnlyList<int[]> Slots { get; private set; } = [];

    /// <summary>The slots of each.</summary>
    internal int Time => _time;

    /// <summary>
    /// Random sequences, the same each time: the first is empty, the second as long as any, and some contain padding. They have
    /// n-grams that the network knows.
    /// </summary>
    internal static CheckedSequences Random(TrainedNetwork network, int size, int longest)
    {
        var random = new Random(longest);
        longest = Math.Min(longest, network.Architecture.LongestSequence ?? longest);
        var sequences = new CheckedSequences(network.Input, network.Ngrams?.Weights.Ngrams, size, longest);
        for (int row = 0; row < size; row++)
        {
            int length = row switch { 0 => 0, 1 => longest, _ => random.Next(longest + 1) };
            for (int step = 0; step < length; step++)
            {
                if (random.NextDouble() >= PaddedPart)
                    sequences.AddStep(row, step, random);
            }

            sequences.Buffer.EndSequence();
            sequences.Slots = [.. sequences.Slots, [.. sequences._slots]];
            sequences._slots.Clear();
        }

        return sequences;
    }

    /// <summary>The inputs of the exported model.</summary>
    internal NamedOnnxValue[] Inputs() => _input.IsTokens
        ? [NamedOnnxValue.CreateFromTensor(SequenceInputGraph.Tokens, new DenseTensor<long>(_tokens, [_size, _time]))]
        : [NamedOnnxValue.CreateFromTensor(
        SequenceInputGraph.Values, new DenseTensor<float>(_values, [_size, _time, _input.Channels]))];

    private void AddStep(int row, int step, Random random)
    {
        _slots.Add(step);
        if (_input.IsTokens)
        {
            int token = NextToken(random);
            _tokens[(row * _time) + step] = token;
            Buffer.AppendTokens(1)[0] = token;
            return;
        }

        var values = _values.AsSpan(((row * _time) + step) * _input.Channels, _input.Channels);
        foreach (ref float value in values)
            value = (random.NextSingle() * 4) - 2;
        values.CopyTo(Buffer.AppendValues(_input.Channels));
    }

    private int NextToken(Random random)
    {
        if (_ngram.Count == 0 && _ngrams is { Count: > 0 } ngrams && random.Next(2) == 0)
        {
            foreach (int token in ngrams.TokensOf(random.Next(ngrams.Count)))
                _ngram.Enqueue(token);
        }

        return _ngram.TryDequeue(out int next) ? next : random.Next(1, _input.VocabularySize + 1);
    }
}
