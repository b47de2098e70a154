using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using TorchSharp;

namespace MlNet.Sequences;

/// <summary>Measures explanations: see <see cref="ExplanationMetrics"/>.</summary>
internal static class ExplanationEvaluation
{
    /// <exception cref="ArgumentException">A rule of the options is broken, or the model can't be measured.</exception>
    /// <exception cref="InvalidOperationException">No row has a token.</exception>
    internal static ExplanationMetrics Run(
        IHostEnvironment environment, ITransformer model, IDataView data, TokenContributionOptions options, int seed)
    {
        var scoring = ExplainedModel.Find(model);
        if (options.Class is not null)
            throw new ArgumentException(
                $"{nameof(options.Class)} must be null, because explanations of the predicted class are measured; received " +
                $"{options.Class}. Leave it out.", nameof(options));
        ExplainedModel.Check(scoring, options);
        var network = scoring.Network!;
        if (network.Objective.Classes == 0)
            throw new ArgumentException(
                "Explanations are measured by the probability of the predicted class; the model's task is " +
                $"{network.Objective.Describe()}. Evaluate a model of classes.", nameof(model));

        using var random = network is TrainedNetwork trained ? Randomized(trained, seed) : null;
        using var explainer = TokenExplainer.Of(network, options);
        using var other = random is null ? null : TokenExplainer.Of(random, options);
        var (explained, shuffled) = (new DeletionCurves(network), new DeletionCurves(network));
        var (watch, rows, gap, correlation) = (new Stopwatch(), 0, 0.0, 0.0);
        foreach (int[] tokens in TextsOf(network, data))
        {
            HostEnvironments.CheckAlive(environment);
            int threads = Environment.ProcessorCount;
            watch.Start();
            var explanation = explainer.Explain(tokens, threads);
            watch.Stop();
            int predicted = network.Objective.ClassOf(explanation.Logits);
            // With two classes contributions are those to the second one.
            float sign = explanation.Class == predicted ? 1 : -1;
            float[] keys = Array.ConvertAll(explanation.Contributions, value => -sign * value);
            int[] order = [.. Enumerable.Range(0, tokens.Length)];
            Array.Sort(keys, order);
            explained.Add(tokens, order, predicted, explanation.Logits, default);
            new Random(unchecked((int)Hashing.Mix(unchecked((uint)seed), rows))).Shuffle(order);
            shuffled.Add(tokens, order, predicted, explanation.Logits, default);
            if (other is not null)
                correlation += RankCorrelation.Of(explanation.Contributions, other.Explain(tokens, threads).Contributions);
            gap += Math.Abs(explanation.Gap);
            rows++;
        }

        if (rows == 0)
            throw new InvalidOperationException("The data must have a row with tokens; received none. Give rows with texts.");
        return new(
            rows, explained.ToMetrics(), shuffled.ToMetrics(), other is null ? null : correlation / rows, gap / rows,
            watch.Elapsed.TotalMilliseconds / rows);
    }

    private static IEnumerable<int[]> TextsOf(IScoringNetwork network, IDataView data)
    {
        var column = network.Input.Find(data.Schema, network.FeatureColumnName, network.Vocabulary);
        using var cursor = data.GetRowCursor([column]);
        var reader = SequenceReader.Create(cursor, column, network.Input);
        var text = new SequenceBuffer(network.Input);
        while (cursor.MoveNext())
        {
            text.Clear();
            reader.ReadInto(text);
            text.EndSequence();
            if (text.LengthOf(0) > 0)
                yield return [.. text.TokensOf(0)];
        }
    }

    // The same architecture with the weights that training starts from, and without n-grams.
    private static TrainedNetwork Randomized(TrainedNetwork trained, int seed)
    {
        var network = NetworkBuilder.Build(trained.Architecture, trained.Input, trained.Objective.Head, seed);
        network.to(trained.Device);
        return new(network, trained.Description, trained.History, trained.Device);
    }
}
