using System.Collections.Concurrent;
using System.Numerics.Tensors;
using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// Integrated gradients over the vectors of tokens, from that of unknown words on (Sundararajan et al. 2017, equation 1), and
/// gradient × input, which takes the gradient at the end alone. N-grams grow with the vectors: with one logit their contributions
/// are the exact terms.
/// </summary>
/// <remarks>
/// The points of a text are computed in separate batches, always the same ones, and added up in order: a text's contributions
/// are bit for bit the same whatever other texts there are, and on any number of threads.
/// </remarks>
internal sealed class GradientExplainer : TokenExplainer
{
    // Two times the four sequences that a kernel computes at once: enough parts for the threads, and few calls.
    private const int PointsInPart = 8;

    // What a part keeps for its backward pass must fit in memory for long texts, too.
    private const int StepsInPart = 64 * 1024, StepsInPartOfGpu = 512 * 1024;

    private readonly TrainedNetwork? _trained;
    private readonly NgramWeights? _ngrams;
    private readonly LogitBlend _blend;
    private readonly (double At, double Weight)[] _points; // the first is the baseline
    private readonly int _baseline; // the key of its token, or 0
    private readonly ConcurrentBag<VectorNetwork> _networks = [];

    internal GradientExplainer(IScoringNetwork network, TokenContributionOptions options)
        : base(network, options.Class)
    {
        (_trained, _ngrams, _blend) = network switch
        {
            TrainedNetwork { Ngrams: { } branch } both => (both, branch.Weights, branch.Blend),
            TrainedNetwork trained => (trained, null, new LogitBlend(1, 0, 0)),
            NgramModel ngrams => (null, ngrams.Weights, new LogitBlend(0, 1, 0)),
            _ => ((TrainedNetwork?)null, (NgramWeights?)null, default(LogitBlend)),
        };
        _baseline = options.BaselineOf(network.Vocabulary);
        _points =
        [
            (0, 0),
            .. options.Method == TokenContributionMethod.GradientTimesInput
                ? [(1, 1)]
                : GaussLegendre.Points(options.NumberOfSteps),
        ];
    }

    /// <summary>Whether a model's gradients are known.</summary>
    internal static bool CanExplain(IScoringNetwork network) => network is TrainedNetwork or NgramModel;

    public override void Dispose()
    {
        while (_networks.TryTake(out var network))
            network.Dispose();
        base.Dispose();
    }

    private protected override (float[] Contributions, double Baseline) Explain(
        int[] tokens, int chosen, double score, int threads, CancellationToken cancellationToken)
    {
        var terms = _ngrams is null ? null : new NgramTerms(_ngrams, tokens);
        var path = _trained is null ? null : VectorPath.Of(_trained, tokens, _baseline);
        PathPart[] parts =
        [
            .. _points.Chunk(PartSize(tokens.Length)).Select(points => new PathPart(points, Score, chosen, _blend, terms)),
        ];
        if (_trained is null)
            parts[0].AddTerms(tokens.Length, new float[parts[0].Points.Length * Outputs]);
        else
            ParallelWork.ForEach(
                parts, _trained.Device.type == DeviceType.CPU ? Math.Min(threads, parts.Length) : 1, () => new EngineThread(),
                part => Differentiate(part, path!), cancellationToken);

        double[] sums = new double[tokens.Length];
        foreach (var part in parts)
            TensorPrimitives.Add(sums, part.Contributions, sums);
        return (Array.ConvertAll(sums, sum => (float)sum), parts[0].Baseline);
    }

    private void Differentiate(PathPart part, VectorPath path)
    {
        var sequences = new SequenceBuffer(new SequenceInput(0, path.Width));
        foreach (var (at, _) in part.Points)
        {
            path.CopyTo((float)at, sequences.AppendValues(path.Differences.Length));
            sequences.EndSequence();
        }

        if (!_networks.TryTake(out var network))
            network = VectorNetwork.Of(_trained!);
        // [points, steps, width]
        float[] gradients = network.Differentiate(sequences, logits => part.AddTerms(path.Length, logits));
        _networks.Add(network); // not after an exception
        part.AddGradients(gradients, path.Differences, path.Width);
    }

    private int PartSize(int length) =>
        _trained is null ? _points.Length
        : _trained.Device.type == DeviceType.CPU ? Math.Clamp(StepsInPart / length, 1, PointsInPart)
        : Math.Clamp(StepsInPartOfGpu / length, 1, _points.Length);
}
