using System.Diagnostics;
using System.Numerics.Tensors;

namespace MlNet.Sequences;

/// <summary>
/// Trains word vectors on parts of the rows, in threads that share the vectors without locks (Recht et al. 2011, "Hogwild"). With
/// one thread the seed determines every bit.
/// </summary>
internal sealed class WordVectorTraining : IDisposable
{
    // Enough work to hand out; few enough tokens for several reports a second.
    private const int TokensInPart = 1 << 14;
    private const double ReportSeconds = 0.5;

    // The learning rate ends at this fraction of the first one, as in the authors' program.
    private const double LeastRate = 1e-4;

    private readonly WordCorpus _corpus;
    private readonly WordVectorOptions _options;
    private readonly ulong _seed;
    private readonly int _threads;
    private readonly (int From, int To, double Before)[] _parts; // rows, and the fraction of an epoch's tokens before them
    private readonly VectorMemory _inputs; // the vectors of equation 4's input, which are kept
    private readonly VectorMemory _outputs; // those of the words that are predicted

    internal WordVectorTraining(WordCorpus corpus, WordVectorOptions options, ulong seed, int threads)
    {
        (_corpus, _options, _seed, _threads) = (corpus, options, seed, threads);
        _parts = Parts(corpus);
        _inputs = new(corpus.Keys.Count, options.Dimension);
        _outputs = new(corpus.Keys.Count, options.Dimension);
        // As in the authors' program: small inputs, and outputs of 0.
        var random = new RandomStream(seed, 0);
        for (int word = 0; word < _inputs.Rows; word++)
        {
            foreach (ref float value in _inputs.Span(word))
                value = (random.Fraction() - 0.5f) / options.Dimension;
        }
    }

    public void Dispose()
    {
        _inputs.Dispose();
        _outputs.Dispose();
    }

    /// <summary>The vectors of the words, by their numbers.</summary>
    internal VectorMatrix Vectors()
    {
        var vectors = new VectorMatrix(_options.Dimension);
        for (int word = 0; word < _inputs.Rows; word++)
            vectors.Add(_inputs.Span(word));
        return vectors;
    }

    /// <summary>Trains all epochs.</summary>
    /// <param name="report">Receives the progress.</param>
    /// <param name="cancellationToken">Stops between parts.</param>
    /// <returns>The mean loss of each epoch.</returns>
    /// <exception cref="InvalidOperationException">Vectors are no longer finite.</exception>
    internal double[] Run(Action<WordVectorProgress> report, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        double[] losses = new double[_options.NumberOfEpochs];
        for (int epoch = 0; epoch < losses.Length; epoch++)
        {
            var meter = new Meter(this, epoch, clock, report);
            ParallelWork.ForEach(Enumerable.Range(0, _parts.Length), _threads, null, part =>
            {
                var pass = new WordVectorPass(_corpus, _options, _inputs, _outputs);
                Train(pass, epoch, part);
                meter.Add(part, pass);
            }, cancellationToken);
            meter.ReportEnd();
            losses[epoch] = meter.Loss;
            CheckFinite();
        }

        return losses;
    }

    private void Train(WordVectorPass pass, int epoch, int part)
    {
        var (from, to, before) = _parts[part];
        double rate = _options.FirstLearningRate * Math.Max(LeastRate, 1 - ((epoch + before) / _options.NumberOfEpochs));
        for (int row = from; row < to; row++)
            pass.Train(row, new RandomStream(_seed, 1 + ((long)epoch * _corpus.Rows) + row), (float)rate);
    }

    private void CheckFinite()
    {
        for (int word = 0; word < _inputs.Rows; word++)
        {
            if (!float.IsFinite(TensorPrimitives.SumOfSquares<float>(_inputs.Span(word))))
                throw OptionMessage.Invalid(
                    $"Training diverged: the vectors are no longer finite. {nameof(WordVectorOptions.LearningRate):option} is " +
                    $"{_options.FirstLearningRate}; lower it.");
        }
    }

    private static (int From, int To, double Before)[] Parts(WordCorpus corpus)
    {
        long all = 0, before = 0;
        for (int row = 0; row < corpus.Rows; row++)
            all += corpus.LengthOf(row);
        var parts = new List<(int, int, double)>();
        for (int from = 0; from < corpus.Rows;)
        {
            int to = from;
            long length = 0;
            while (to < corpus.Rows && length < TokensInPart)
                length += corpus.LengthOf(to++);
            parts.Add((from, to, (double)before / Math.Max(1, all)));
            (from, before) = (to, before + length);
        }

        return [.. parts];
    }

    /// <summary>Adds up the results of an epoch's parts.</summary>
    private sealed class Meter(WordVectorTraining training, int epoch, Stopwatch clock, Action<WordVectorProgress> report)
    {
        private readonly Lock _lock = new();
        private double _done, _sum, _reported = clock.Elapsed.TotalSeconds;
        private long _measured;

        internal double Loss => _measured > 0 ? _sum / _measured : 0;

        internal void Add(int part, WordVectorPass pass)
        {
            var parts = training._parts;
            double end = part + 1 < parts.Length ? parts[part + 1].Before : 1;
            lock (_lock)
            {
                _done += end - parts[part].Before;
                (_sum, _measured) = (_sum + pass.LossSum, _measured + pass.LossCount);
                if (_done < 1 && clock.Elapsed.TotalSeconds - _reported > ReportSeconds)
                    Report(_done);
            }
        }

        internal void ReportEnd() => Report(1);

        private void Report(double done)
        {
            _reported = clock.Elapsed.TotalSeconds;
            int epochs = training._options.NumberOfEpochs;
            report(new(
                epoch + 1, epochs, (epoch + done) / epochs,
                (epoch + done) * training._corpus.Tokens / Math.Max(1e-6, _reported), Loss));
        }
    }
}
