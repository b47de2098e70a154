using Microsoft.ML;
using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// A task: which labels it takes, what a network's logits are held against, how well they do, and which columns they become. Saved
/// with the model under the name in its <see cref="ModelPartAttribute"/>; a new task derives from this and is mentioned by the
/// catalog alone.
/// </summary>
internal abstract record Objective
{
    /// <summary>The logits for each sequence.</summary>
    internal abstract int Outputs { get; }

    /// <summary>The labels that the task takes.</summary>
    internal abstract ColumnRequirement LabelRequirement { get; }

    /// <summary>Reads a row's label as the number that <see cref="Loss"/> takes; NaN where it is missing.</summary>
    internal abstract Func<float> LabelReader(DataViewRow row, DataViewSchema.Column column);

    /// <summary>The weighted mean loss, a scalar.</summary>
    /// <param name="logits">float32 <c>[batch, outputs]</c>.</param>
    /// <param name="labels">float32 <c>[batch]</c>.</param>
    /// <param name="weights">float32 <c>[batch]</c>.</param>
    internal abstract torch.Tensor Loss(torch.Tensor logits, torch.Tensor labels, torch.Tensor weights);

    /// <summary>The metrics over all rows, by name; those of <see cref="ValidationMetric"/> that the task has, "Loss" always.</summary>
    /// <param name="logits"><c>[rows × outputs]</c>.</param>
    /// <param name="labels"><c>[rows]</c>.</param>
    /// <param name="weights"><c>[rows]</c>.</param>
    internal abstract IReadOnlyDictionary<string, double> Evaluate(float[] logits, float[] labels, float[] weights);

    /// <summary>What an epoch is judged by unless the options say otherwise.</summary>
    internal abstract ValidationMetric DefaultMetric { get; }

    /// <summary>The columns that a trained model adds.</summary>
    /// <param name="scoreSetId">The number by which ML.NET knows that these columns belong together.</param>
    internal abstract IReadOnlyList<OutputColumn> OutputColumns(uint scoreSetId);
}
