using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MlNet.Sequences;

/// <summary>Trains rows one after another; each thread has its own pass over the shared vectors.</summary>
internal sealed unsafe class WordVectorPass
{
    // The loss, which needs a logarithm, is computed for one in this many predictions.
    private const int PredictionsPerLoss = 16;

    // Below it the probability of a prediction's words rounds to 0.
    private const float LeastProbability = 1e-30f;

    private const int CacheLine = 16;

    private readonly WordCorpus _corpus;
    private readonly VectorMemory _inputs, _outputs;
    private readonly int _window, _negatives;
    private readonly bool _isBagOfWords;
    private readonly NegativeSampling.Step _step = NegativeSampling.Widest;
    private int[] _words = [];
    private uint _predictions;

    internal WordVectorPass(WordCorpus corpus, WordVectorOptions options, VectorMemory inputs, VectorMemory outputs)
    {
        (_corpus, _inputs, _outputs) = (corpus, inputs, outputs);
        (_window, _negatives) = (options.WindowSize, options.NumberOfNegatives);
        _isBagOfWords = options.Algorithm == WordVectorAlgorithm.ContinuousBagOfWords;
    }

    /// <summary>The sum of the losses that were computed, in nats.</summary>
    internal double LossSum { get; private set; }

    /// <summary>The number of the losses that were computed.</summary>
    internal long LossCount { get; private set; }

    /// <summary>Trains a row.</summary>
    internal void Train(int row, RandomStream random, float rate)
    {
        int count = _corpus.Sample(row, ref random, ref _words);
        var words = _words.AsSpan(0, count);
        if (_isBagOfWords)
            TrainBags(words, ref random, rate);
        else
            TrainSkipGrams(words, ref random, rate);
    }

    // The memory of a prediction's words is requested one prediction ahead: most of the time would be spent waiting for it.
    private void TrainSkipGrams(ReadOnlySpan<int> words, ref RandomStream random, float rate)
    {
        int count = 1 + _negatives;
        float** memory = stackalloc float*[2 * count], next = memory, current = memory + count;
        float* errors = stackalloc float[RoundedUp(count)], hidden = null;
        for (int center = 0; center < words.Length; center++)
        {
            int reach = 1 + random.Below(_window);
            float* own = _inputs.Row(words[center]);
            Prefetch(own);
            int end = Math.Min(words.Length - 1, center + reach);
            for (int other = Math.Max(0, center - reach); other <= end; other++)
            {
                if (other == center)
                    continue;
                Draw(words[other], ref random, next);
                if (hidden is not null)
                    Step(hidden, hidden, isChange: false, current, errors, count, rate);
                hidden = own;
                float** drawn = next;
                next = current;
                current = drawn;
            }
        }

        if (hidden is not null)
            Step(hidden, hidden, isChange: false, current, errors, count, rate);
    }

    // Each word of a bag gets the whole gradient of their mean, as in the authors' program.
    private void TrainBags(ReadOnlySpan<int> words, ref RandomStream random, float rate)
    {
        int count = 1 + _negatives, width = _inputs.Width;
        float** predicted = stackalloc float*[count];
        float* errors = stackalloc float[RoundedUp(count)], mean = stackalloc float[2 * width], change = mean + width;
        for (int center = 0; center < words.Length; center++)
        {
            int reach = 1 + random.Below(_window), start = Math.Max(0, center - reach);
            int end = Math.Min(words.Length - 1, center + reach);
            if (start == end)
                continue;
            Draw(words[center], ref random, predicted);
            new Span<float>(mean, width).Clear();
            for (int other = start; other <= end; other++)
            {
                if (other != center)
                    Add(_inputs.Row(words[other]), mean, 1f / (end - start));
            }

            Step(mean, change, isChange: true, predicted, errors, count, rate);
            for (int other = start; other <= end; other++)
            {
                if (other != center)
                    Add(change, _inputs.Row(words[other]), 1);
            }
        }
    }

    private void Step(float* hidden, float* target, bool isChange, float** words, float* errors, int count, float rate)
    {
        _step(hidden, target, isChange, words, errors, count, _inputs.Width, rate);
        if (_predictions++ % PredictionsPerLoss != 0)
            return;
        // What is left in each error is the rate times the probability of the wrong answer.
        float probability = 1 - (errors[0] / rate);
        for (int i = 1; i < count; i++)
            probability *= 1 + (errors[i] / rate);
        LossSum -= MathF.Log(Math.Max(LeastProbability, probability));
        LossCount++;
    }

    private void Draw(int word, ref RandomStream random, float** predicted)
    {
        predicted[0] = _outputs.Row(word);
        Prefetch(predicted[0]);
        for (int i = 1; i <= _negatives; i++)
        {
            int negative;
            do
                negative = _corpus.Negatives.Draw(random.Next());
            while (negative == word);
            predicted[i] = _outputs.Row(negative);
            Prefetch(predicted[i]);
        }
    }

    private void Prefetch(float* row)
    {
        if (!Sse.IsSupported)
            return;
        for (int at = 0; at < _inputs.Width; at += CacheLine)
            Sse.Prefetch0(row + at);
    }

    // to += factor × from
    private void Add(float* from, float* to, float factor)
    {
        for (int at = 0; at < _inputs.Width; at += Vector256<float>.Count)
            (Vector256.Load(to + at) + (Vector256.Load(from + at) * factor)).Store(to + at);
    }

    private static int RoundedUp(int count) => (count + CacheLine - 1) / CacheLine * CacheLine;
}
