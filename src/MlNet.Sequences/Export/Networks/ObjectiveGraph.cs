using TorchSharp;

namespace MlNet.Sequences;

/// <summary>Writes the columns that an objective computes from the logits into a graph.</summary>
internal static class ObjectiveGraph
{
    /// <param name="objective">The objective.</param>
    /// <param name="graph">The graph.</param>
    /// <param name="logits">float32 <c>[batch, outputs]</c>, or <c>[batch, time, outputs]</c>, NaN at padding.</param>
    /// <exception cref="NotSupportedException">There is no writer for the objective.</exception>
    internal static IReadOnlyList<GraphOutput> Write(Objective objective, IOperatorGraph graph, GraphValue logits) =>
        objective switch
        {
            BinaryObjective binary => Binary(binary, graph, graph.At(logits, 1, 0)),
            MulticlassObjective multiclass => Multiclass(multiclass, graph, logits, axis: 1),
            RegressionObjective regression => Regression(regression, graph, graph.At(logits, 1, 0)),
            TaggingObjective tagging => PerStep(graph, logits, clean => Multiclass(tagging.Step, graph, clean, axis: 2)),
            StepRegressionObjective steps =>
                PerStep(graph, logits, clean => Regression(steps.Step, graph, graph.At(clean, 2, 0))),
            VectorRegressionObjective regression => VectorRegression(regression, graph, logits),
            _ => throw new NotSupportedException(
                $"A network must be trained for classes or numbers to be written to ONNX; received one of " +
                $"{objective.Describe()}. Save the model with mlContext.Model.Save."),
        };

    // An objective's outputs for each step, with the missing key and NaN at padding.
    private static IReadOnlyList<GraphOutput> PerStep(
        IOperatorGraph graph, GraphValue logits, Func<GraphValue, IReadOnlyList<GraphOutput>> write)
    {
        var isMissing = graph.Call("IsNaN", logits);                                                 // [batch, time, outputs]
        var outputs = write(graph.Call("Where", isMissing, graph.Scalar(0f), logits));
        return [.. outputs.Select(output => output with
        {
            IsPerStep = true,
            Value = graph.Call(
                "Where", output.Width is null ? graph.At(isMissing, 2, 0) : isMissing,
                output.Type == torch.ScalarType.Int64 ? graph.Scalar(0L) : graph.Scalar(float.NaN), output.Value),
        })];
    }

    // logit: [batch]
    private static IReadOnlyList<GraphOutput> Binary(BinaryObjective objective, IOperatorGraph graph, GraphValue logit) =>
    [
        new("PredictedLabel", torch.ScalarType.Bool, null, graph.Call("Greater", logit, graph.Scalar(objective.Threshold))),
        new("Score", torch.ScalarType.Float32, null, logit),
        new("Probability", torch.ScalarType.Float32, null, graph.Call("Sigmoid", logit)),
    ];

    // ONNX has no keys: the key is an int64, 1 for the first class, as in the column.
    private static IReadOnlyList<GraphOutput> Multiclass(
        MulticlassObjective objective, IOperatorGraph graph, GraphValue logits, long axis)
    {
        var best = graph.Call("ArgMax", [logits], [("axis", axis), ("keepdims", 0L)]);                 // [batch]
        return
        [
            new("PredictedLabel", torch.ScalarType.Int64, null, graph.Call("Add", best, graph.Scalar(1L))),
            new("Score", torch.ScalarType.Float32, objective.Outputs, graph.Call("Softmax", [logits], [("axis", axis)])),
        ];
    }

    // In float64, like the column: float32 lacks the digits for a mean far from 0. logit: [batch]
    private static IReadOnlyList<GraphOutput> Regression(RegressionObjective objective, IOperatorGraph graph, GraphValue logit)
    {
        var scaled = graph.Call("Mul", graph.Cast(logit, torch.ScalarType.Float64), graph.Scalar(objective.StandardDeviation));
        var score = graph.Call("Add", scaled, graph.Scalar(objective.Mean));
        return [new("Score", torch.ScalarType.Float32, null, graph.Cast(score, torch.ScalarType.Float32))];
    }

    private static IReadOnlyList<GraphOutput> VectorRegression(
        VectorRegressionObjective objective, IOperatorGraph graph, GraphValue logits)
    {
        using var deviations = torch.tensor([.. objective.StandardDeviations], dtype: torch.float64);
        using var means = torch.tensor([.. objective.Means], dtype: torch.float64);
        var scaled = graph.Call("Mul", graph.Cast(logits, torch.ScalarType.Float64), graph.AddConstant(deviations));
        var scores = graph.Cast(graph.Call("Add", scaled, graph.AddConstant(means)), torch.ScalarType.Float32);
        return [new("Score", torch.ScalarType.Float32, objective.Outputs, scores)];
    }
}
