using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace MlNet.Sequences;

/// <summary>Compares a model file's results in ONNX Runtime with the network that it was made from.</summary>
internal static class OnnxCheck
{
    /// <summary>
    /// The greatest difference; relative for numbers above 1, and for a regression's scores in the labels' standard
    /// deviations.
    /// </summary>
    internal const double Tolerance = 1e-5;

    /// <summary>
    /// The same if activations are rounded to bytes, each by up to a 255th of the range of the whole batch.
    /// </summary>
    internal const double RoundedTolerance = 0.1;

    private const int BatchSize = 8, LongestLength = 40;

    /// <param name="path">The file.</param>
    /// <param name="network">The network that it was made from.</param>
    /// <param name="texts">The steps before the network, if the file begins with texts.</param>
    /// <param name="weights">The type of the file's weights, to which the network's are rounded.</param>
    /// <param name="isExact">Whether nothing else is rounded.</param>
    /// <exception cref="NativeEngineException">ONNX Runtime's native library is missing.</exception>
    /// <exception cref="InvalidOperationException">
    /// ONNX Runtime can't run the model, or its results differ from torch's.
    /// </exception>
    internal static void Run(string path, TrainedNetwork network, TextSteps? texts, OnnxWeights weights, bool isExact)
    {
        using var rounded = weights == OnnxWeights.Int8 ? network.With(Int8Rows.Rounded) : null;
        double tolerance = isExact ? Tolerance : RoundedTolerance;
        try
        {
            using var session = OnnxSession.Open(path);
            foreach (int longest in new[] { 1, 7, LongestLength })
            {
                var (sequences, slots, inputs) = Random(network, texts, longest);
                Compare(session, rounded ?? network, sequences, slots, inputs, tolerance);
            }
        }
        catch (OnnxRuntimeException e)
        {
            throw Failure(
                $"ONNX Runtime can't run it: {e.Message.Replace(path, "the file", StringComparison.Ordinal)}", cause: e);
        }
    }

    // Where each step has an answer, the sequences and the slots of their steps.
    private static (SequenceBuffer Sequences, SlotLogits? Slots, NamedOnnxValue[] Inputs) Random(
        TrainedNetwork network, TextSteps? texts, int longest)
    {
        if (texts is not null)
        {
            var made = CheckedTexts.Random(network, texts, BatchSize, longest);
            return (made.Buffer, null, made.Inputs());
        }

        var sequences = CheckedSequences.Random(network, BatchSize, longest);
        if (!network.Objective.Head.IsPerStep)
            return (sequences.Buffer, null, sequences.Inputs());
        var slots = new SlotLogits(network.Objective.Outputs);
        foreach (int[] own in sequences.Slots)
            slots.Add(own, sequences.Time);
        return (sequences.Buffer, slots, sequences.Inputs());
    }

    private static void Compare(
        InferenceSession session, TrainedNetwork network, SequenceBuffer sequences, SlotLogits? slots, NamedOnnxValue[] inputs,
        double tolerance)
    {
        var objective = network.Objective;
        var layout = new LogitLayout(sequences, objective.Head);
        var logits = new float[layout.Length];
        network.Score(sequences, logits);
        using var results = session.Run(inputs);
        foreach (var output in objective.OutputColumns(scoreSetId: 1))
        {
            float[] received = Numbers(results.Single(result => result.Name == output.Column.Name));
            int row = 0;
            var read = ColumnNumbers.Reader(output, () => LogitsOf(row));
            for (; row < BatchSize; row++)
            {
                float[] expected = read();
                int answers = LogitsOf(row).Length / objective.Outputs, width = expected.Length / answers;
                for (int i = 0; i < answers; i++)
                {
                    var own = LogitsOf(row).Slice(i * objective.Outputs, objective.Outputs);
                    if (output.Column.Name == "PredictedLabel" && objective.IsUndecided(own, 2 * tolerance))
                        continue;
                    Compare(
                        output.Column.Name, expected.AsSpan(i * width, width),
                        received.AsSpan((row * expected.Length) + (i * width), width), tolerance, objective.ScoreUnit,
                        sequences.LengthOf(row));
                }
            }
        }

        float[] found = Numbers(results.Single(result => result.Name == OnnxNetwork.Logits));
        for (int row = 0; row < BatchSize; row++)
        {
            var expected = LogitsOf(row);
            Compare(
                OnnxNetwork.Logits, expected, found.AsSpan(row * expected.Length, expected.Length), tolerance, 1,
                sequences.LengthOf(row));
        }

        ReadOnlySpan<float> LogitsOf(int row)
        {
            var own = logits.AsSpan(layout.StartOf(row), layout.CountOf(row));
            return slots is null ? own : slots.Spread(row, own);
        }
    }

    private static void Compare(
        string name, ReadOnlySpan<float> expected, ReadOnlySpan<float> found, double tolerance, double unit, int length)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            double difference = Math.Abs((double)expected[i] - found[i]),
            allowed = tolerance * Math.Max(unit, Math.Abs(expected[i]));
            if (!(difference <= allowed) && !(float.IsNaN(expected[i]) && float.IsNaN(found[i])))
                throw Failure(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{name} of a sequence of {length} time steps is {found[i]:R} and must be {expected[i]:R}, within " +
                        $"{allowed:G2}"),
                    remedy: tolerance == Tolerance
                    ? null
                    : "Rounding to int8 changes its scores too much: export it with OnnxWeights.Float32.");
        }
    }

    private static float[] Numbers(DisposableNamedOnnxValue value) => value.Value switch
    {
        Tensor<float> numbers => [.. numbers],
        Tensor<long> keys => [.. keys.Select(key => (float)key)],
        Tensor<bool> flags => [.. flags.Select(flag => flag ? 1f : 0f)],
        _ => throw Failure($"output '{value.Name}' has another type than was written"),
    };

    private static InvalidOperationException Failure(string reason, string? remedy = null, Exception? cause = null) => new(
        $"An exported model must compute the same as the trained one, and this one does not: {reason}. No file was written. " +
        (remedy ?? "Please report it with the model's architecture and the versions of the packages."), cause);
}
