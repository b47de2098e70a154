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
                var (sequences, inputs) = Random(network, texts, longest);
                Compare(session, rounded ?? network, sequences, inputs, tolerance);
            }
        }
        catch (OnnxRuntimeException e)
        {
            throw Failure(
                $"ONNX Runtime can't run it: {e.Message.Replace(path, "the file", StringComparison.Ordinal)}", cause: e);
        }
    }

    private static (SequenceBuffer Sequences, NamedOnnxValue[] Inputs) Random(
        TrainedNetwork network, TextSteps? texts, int longest)
    {
        if (texts is null)
        {
            var sequences = CheckedSequences.Random(network, BatchSize, longest);
            return (sequences.Buffer, sequences.Inputs());
        }

        var made = CheckedTexts.Random(network, texts, BatchSize, longest);
        return (made.Buffer, made.Inputs());
    }

    private static void Compare(
        InferenceSession session, TrainedNetwork network, SequenceBuffer sequences, NamedOnnxValue[] inputs, double tolerance)
    {
        var objective = network.Objective;
        var logits = new float[BatchSize * objective.Outputs];
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
                if (output.Column.Name == "PredictedLabel" && objective.IsUndecided(LogitsOf(row), 2 * tolerance))
                    continue;
                Compare(
                    output.Column.Name, expected, received.AsSpan(row * expected.Length, expected.Length), tolerance,
                    objective.ScoreUnit, sequences.LengthOf(row));
            }
        }

        float[] found = Numbers(results.Single(result => result.Name == OnnxNetwork.Logits));
        for (int row = 0; row < BatchSize; row++)
            Compare(
                OnnxNetwork.Logits, LogitsOf(row), found.AsSpan(row * objective.Outputs, objective.Outputs), tolerance, 1,
                sequences.LengthOf(row));

        ReadOnlySpan<float> LogitsOf(int row) => logits.AsSpan(row * objective.Outputs, objective.Outputs);
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
