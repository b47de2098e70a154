using System.Numerics.Tensors;
using Microsoft.ML.Data;
using MlNet.Sequences;
using TorchSharp;

[assembly: ModelPart(typeof(EmbeddingObjective), "embedding")]

namespace MlNet.Sequences;

/// <summary>
/// The objective of a trained network without its head, which outputs the pooled states of each sequence. It is never trained.
/// </summary>
internal sealed record EmbeddingObjective : Objective
{
    /// <summary>The column with the vectors.</summary>
    public string OutputColumnName { get; init; } = "";

    /// <summary>The length of a vector.</summary>
    public int Width { get; init; } = 1;

    /// <summary>Whether vectors are scaled to length 1; zeros stay.</summary>
    public bool Normalizes { get; init; }

    /// <param name="architecture">The network whose states are pooled.</param>
    /// <param name="outputColumnName">The column with the vectors.</param>
    /// <param name="pooling">How states are pooled.</param>
    internal static EmbeddingObjective Of(
        NetworkArchitecture architecture, string outputColumnName, SequencePooling pooling) => new()
        {
            OutputColumnName = outputColumnName,
            Width = (int)(Pooling.PartsOf(pooling) * architecture.StateWidth),
        };

    internal override int Outputs => Width;

    internal override HeadKind Head => new(Outputs, IsStates: true);

    internal override LabelKind LabelKind => throw NotTrained();

    internal override bool HasLabels => false;

    internal override ValidationMetric DefaultMetric => throw NotTrained();

    internal override void AddViolations(OptionViolations violations)
    {
        violations.AtLeast(nameof(Width), Width, 1);
        violations.Name(nameof(OutputColumnName), OutputColumnName);
    }

    internal override string Describe() => "vectors of sequences";

    internal override IReadOnlyList<int>? OutputsOf(Objective other) => null;

    internal override torch.Tensor Compute(torch.Tensor logits, torch.Tensor targets) => throw NotTrained();

    internal override IReadOnlyDictionary<string, double> Evaluate(float[] logits, float[] labels, float[] weights) =>
        throw NotTrained();

    internal override IReadOnlyList<OutputColumn> OutputColumns(uint scoreSetId) =>
    [
        OutputColumn.Create(
            OutputColumnName, new VectorDataViewType(NumberDataViewType.Single, Width),
            new Microsoft.ML.DataViewSchema.Annotations.Builder().ToAnnotations(),
            (ReadOnlySpan<float> states, ref VBuffer<float> vector) =>
            {
                var editor = VBufferEditor.Create(ref vector, states.Length);
                float length = Normalizes ? TensorPrimitives.Norm(states) : 1;
                if (length is 0 or 1)
                    states.CopyTo(editor.Values);
                else
                    TensorPrimitives.Divide(states, length, editor.Values);
                vector = editor.Commit();
            }),
    ];

    private static InvalidOperationException NotTrained() => new("A network without a head can't be trained or evaluated.");
}
