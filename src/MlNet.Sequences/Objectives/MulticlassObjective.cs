using Microsoft.ML.Data;
using MlNet.Sequences;
using TorchSharp;

[assembly: ModelPart(typeof(MulticlassObjective), "multiclass")]

namespace MlNet.Sequences;

/// <summary>Any number of classes: a key label, a logit for each class, and the cross-entropy of their softmax.</summary>
internal sealed record MulticlassObjective : Objective
{
    /// <summary>The classes.</summary>
    public required LabelKeys Labels { get; init; }

    /// <summary>
    /// The fraction of a label that training spreads over all classes (Szegedy et al. 2016, section 7); in [0, 1).
    /// </summary>
    public double LabelSmoothing { get; init; }

    /// <summary>The weight of each class's examples in training; null if all are the same.</summary>
    public IReadOnlyList<double>? ClassWeights { get; init; }

    internal override int Outputs => Labels.Count;

    internal override LabelKind LabelKind => LabelKind.Key;

    internal override IReadOnlyList<string> ClassNames => [.. Enumerable.Range(0, Labels.Count).Select(Labels.NameOf)];

    internal override int Classes => Labels.Count;

    internal override int ClassOf(ReadOnlySpan<float> logits) => ArgMax(logits);

    internal override ValidationMetric DefaultMetric => ValidationMetric.Accuracy;

    internal override void AddViolations(OptionViolations violations)
    {
        violations.Between("The number of classes", Labels.Count, 2, LabelKeys.MaximumCount);
        violations.FromToBelow(nameof(LabelSmoothing), LabelSmoothing, 0, 1);
        foreach (var (what, count) in new[] { (
            "key values", Labels.Values?.Texts.Count), ("class weights", ClassWeights?.Count) })
        {
            if (count is { } found && found != Labels.Count)
                violations.AddRule($"There must be as many {what} as classes, {Labels.Count}", found, $"give each class one");
        }

        foreach (double weight in ClassWeights ?? [])
            violations.AtLeast("A class weight", weight, 0);
    }

    internal override string Describe() => Labels.Values is null
        ? $"{Labels.Count} classes"
        : $"{Labels.Count} classes ({string.Join(", ", Labels.Values.Texts.Take(5))}{(Labels.Count > 5 ? ", …" : "")})";

    // The same classes, possibly with keys in another order.
    internal override IReadOnlyList<int>? OutputsOf(Objective other)
    {
        if (other is not MulticlassObjective { Labels: var labels } || labels.Count != Labels.Count)
            return null;
        var places = new Dictionary<string, int>();
        for (int i = 0; i < labels.Count; i++)
            places.TryAdd(labels.NameOf(i), i);
        int[] outputs = [.. Enumerable.Range(0, Labels.Count).Select(i => places.GetValueOrDefault(Labels.NameOf(i), -1))];
        return outputs.Contains(-1) ? null : outputs;
    }

    internal override torch.Tensor TargetsOf(torch.Tensor labels) => labels.to(torch.int64);

    internal override torch.Tensor Compute(torch.Tensor logits, torch.Tensor targets) =>
        torch.nn.functional.cross_entropy(
        logits, targets, reduction: torch.nn.Reduction.None, label_smoothing: LabelSmoothing);  // [batch]

    internal override torch.Tensor Divergence(torch.Tensor logits, torch.Tensor others)
    {
        var log = logits.log_softmax(-1);                                                                   // [answers, classes]
        return (log.exp() * (log - others.log_softmax(-1))).sum(-1);
    }

    internal override torch.Tensor Weigh(torch.Tensor weights, torch.Tensor targets) => ClassWeights is null
        ? weights
        : weights * DeviceMemory.Send(torch.tensor(ClassWeights.Select(w => (float)w).ToArray()), targets.device)
            .index_select(0, targets);

    internal override double ClassWeight(float label) => ClassWeights?[(int)label] ?? 1;

    internal override IReadOnlyDictionary<string, double> Evaluate(float[] logits, float[] labels, float[] weights)
    {
        int classes = Labels.Count;
        double loss = 0, total = 0;
        double[] right = new double[classes], amount = new double[classes];
        for (int i = 0; i < labels.Length; i++)
        {
            ReadOnlySpan<float> row = logits.AsSpan(i * classes, classes);
            int label = (int)labels[i];
            loss += weights[i] * (LogSumExp(row) - row[label]);
            right[label] += ArgMax(row) == label ? weights[i] : 0;
            amount[label] += weights[i];
            total += weights[i];
        }

        // A class without rows says nothing about the model: the mean is over the others, as in ML.NET.
        var recalls = right.Zip(amount).Where(pair => pair.Second > 0).Select(pair => pair.First / pair.Second);
        return new Dictionary<string, double>
        {
            [MetricNames.Loss] = loss / total,
            [MetricNames.Accuracy] = right.Sum() / total,
            [MetricNames.MacroAccuracy] = recalls.DefaultIfEmpty(double.NaN).Average(),
        };
    }

    internal override IReadOnlyList<OutputColumn> OutputColumns(uint scoreSetId)
    {
        var keyType = Labels.ToType();
        return
        [
            keyType.RawType switch
            {
                var raw when raw == typeof(byte) => PredictedLabel((int @class) => (byte)(@class + 1)),
                var raw when raw == typeof(ushort) => PredictedLabel((int @class) => (ushort)(@class + 1)),
                var raw when raw == typeof(ulong) => PredictedLabel((int @class) => (ulong)@class + 1),
                _ => PredictedLabel((int @class) => (uint)@class + 1),
            },
            OutputColumn.Create(
                "Score", new VectorDataViewType(NumberDataViewType.Single, Labels.Count),
                ScoreAnnotations.Of(ScoreAnnotations.MulticlassClassification, ScoreAnnotations.Score, scoreSetId, annotations =>
                {
                    Labels.Values?.AddTo(annotations, ScoreAnnotations.TrainingLabelValues);
                    if (Labels.Values is { AreText: true } names)
                        names.AddTo(annotations, ScoreAnnotations.SlotNames);
                }),
                (ReadOnlySpan<float> logits, ref VBuffer<float> scores) => Softmax(logits, ref scores)),
        ];

        OutputColumn PredictedLabel<T>(Func<int, T> toKey) => OutputColumn.Create(
            "PredictedLabel", keyType,
            ScoreAnnotations.Of(
                ScoreAnnotations.MulticlassClassification, ScoreAnnotations.PredictedLabel, scoreSetId,
                annotations => Labels.Values?.AddTo(annotations, AnnotationKinds.KeyValues)),
            (ReadOnlySpan<float> logits, ref T key) => key = toKey(ArgMax(logits)));
    }

    internal override bool IsUndecided(ReadOnlySpan<float> logits, double tolerance)
    {
        float best = logits[ArgMax(logits)];
        int near = 0;
        foreach (float logit in logits)
            near += best - logit <= tolerance ? 1 : 0;
        return near > 1;
    }

    private static int ArgMax(ReadOnlySpan<float> logits)
    {
        int best = 0;
        for (int i = 1; i < logits.Length; i++)
        {
            if (logits[i] > logits[best])
                best = i;
        }

        return best;
    }

    private static double LogSumExp(ReadOnlySpan<float> logits)
    {
        // Relative to the maximum, so that nothing overflows.
        double greatest = logits[ArgMax(logits)], sum = 0;
        foreach (float logit in logits)
            sum += Math.Exp(logit - greatest);
        return greatest + Math.Log(sum);
    }

    private static void Softmax(ReadOnlySpan<float> logits, ref VBuffer<float> scores)
    {
        double normalizer = LogSumExp(logits);
        var editor = VBufferEditor.Create(ref scores, logits.Length);
        for (int i = 0; i < logits.Length; i++)
            editor.Values[i] = (float)Math.Exp(logits[i] - normalizer);
        scores = editor.Commit();
    }
}
