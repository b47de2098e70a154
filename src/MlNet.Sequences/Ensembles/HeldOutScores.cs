using System.Globalization;
using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>The scores of every model on held-out rows, with their labels.</summary>
internal sealed class HeldOutScores
{
    private readonly LabelEncoder _encoder;
    private readonly List<float>[] _scores;
    private readonly List<float> _labels = [], _weights = [];
    private readonly int _outputs;

    private HeldOutScores(LabelEncoder encoder, int models, int outputs)
    {
        (_encoder, _outputs) = (encoder, outputs);
        _scores = [.. Enumerable.Range(0, models).Select(_ => new List<float>())];
    }

    /// <summary>Each model's scores, <c>[rows × outputs]</c>.</summary>
    internal float[][] Scores => field ??= [.. _scores.Select(scores => scores.ToArray())];

    internal float[] Labels => field ??= [.. _labels];

    /// <summary>The rows' weights, above 0.</summary>
    internal float[] Weights => field ??= [.. _weights];

    /// <summary>The rows without a label or a weight.</summary>
    internal long SkippedRows { get; private set; }

    /// <summary>The name of a class.</summary>
    internal string NameOf(int @class) => _encoder.NameOf(@class);

    /// <summary>The sums of the rows' scores, <c>[rows × outputs]</c>.</summary>
    internal float[] Add(EnsembleModel ensemble)
    {
        float[] sums = new float[Labels.Length * _outputs], scores = new float[Scores.Length * _outputs];
        for (int row = 0; row < Labels.Length; row++)
        {
            for (int model = 0; model < Scores.Length; model++)
                Scores[model].AsSpan(row * _outputs, _outputs).CopyTo(scores.AsSpan(model * _outputs));
            ensemble.Add(scores, sums.AsSpan(row * _outputs, _outputs));
        }

        return sums;
    }

    /// <summary>Scores the rows of a view, once.</summary>
    /// <param name="task">The task.</param>
    /// <param name="first">The model whose steps make the label, if the data don't have it.</param>
    /// <param name="ensemble">The models.</param>
    /// <param name="data">The rows.</param>
    /// <param name="label">The column with the labels, as the first model's trainer read it.</param>
    /// <param name="exampleWeight">The column with the rows' weights; null if all are the same.</param>
    /// <param name="cancellationToken">Stops between rows.</param>
    internal static HeldOutScores Read(
        EnsembleTask task, Candidate first, EnsembleModel ensemble, IDataView data, string label, string? exampleWeight,
        CancellationToken cancellationToken)
    {
        var labeling = ScoringSteps.Of(data.Schema, first.Scoring.Steps, first.Scoring.Predictor, label);
        var requirement = ensemble.Objective.LabelKind.Requirement;
        DataViewSchema.Column? weightColumn =
            exampleWeight is null ? null : RowColumns.WeightRequirement.Find(data.Schema, exampleWeight);
        var encoder = task.EncoderOf(ensemble.Objective);
        int outputs = ensemble.Objective.Outputs;
        var read = new HeldOutScores(encoder, ensemble.Members.Count, outputs);

        int[] labelInputs = [.. labeling.LabelInputs.Select(column => column.Index).Where(index => index < data.Schema.Count)];
        HashSet<int> needed = [.. labelInputs, .. ensemble.Members.SelectMany(member => member.InputsIn(data.Schema))
            .Select(column => column.Index)];
        if (weightColumn is { } found)
            needed.Add(found.Index);
        if (labelInputs.Length == 0)
            requirement.Find(data.Schema, label); // says that there is none
        using var rows = new SharedRows(
            data.GetRowCursor(needed.Select(index => data.Schema[index])), data.Schema,
            needed.Select(index => data.Schema[index]));
        var labeled = labeling.LabelSteps.Aggregate(rows.View, (view, step) => step.Transform(view));
        var labelColumn = requirement.Find(labeled.Schema, label);
        using var labels = labeled.GetRowCursor([labelColumn]);
        using var passed = rows.View.GetRowCursor(weightColumn is { } asked ? [asked] : []);
        using var members = new MemberCursors(ensemble.Members, rows.View, cancellationToken);
        rows.Seal();

        var readLabel = encoder.Reader(labels, labelColumn);
        var readWeight = weightColumn is { } column ? passed.GetGetter<float>(column) : null;
        float[] scores = new float[ensemble.Members.Count * outputs];
        for (long row = 0; passed.MoveNext(); row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            labels.MoveNext();
            members.MoveNext(isRow: true);
            float weight = 1, own = readLabel()[0];
            readWeight?.Invoke(ref weight);
            if (weight < 0 || float.IsInfinity(weight) || float.IsInfinity(own))
                throw new InvalidOperationException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Labels must be finite, and weights 0 or more and finite; row {row} of the validation data has the label " +
                    $"{own} and the weight {weight}. Correct them, or leave the label missing."));
            if (float.IsNaN(own) || float.IsNaN(weight) || weight == 0)
            {
                read.SkippedRows++;
                continue;
            }

            members.Read(scores, outputs);
            read.AddRow(scores, own, weight, ensemble, row);
        }

        return read;
    }

    private void AddRow(float[] scores, float label, float weight, EnsembleModel ensemble, long row)
    {
        for (int i = 0; i < scores.Length; i++)
        {
            if (!float.IsFinite(scores[i]))
                throw new InvalidOperationException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Scores must be finite numbers; {ensemble.Members[i / _outputs].Name} returned {scores[i]} for row {row} " +
                    $"of the validation data. Leave such rows out, or the model."));
            _scores[i / _outputs].Add(scores[i]);
        }

        _labels.Add(label);
        _weights.Add(weight);
    }
}
