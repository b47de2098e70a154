using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>
/// Scored sequences with a row for each labeled step, as ML.NET's evaluators need them: Label, Score and, for classes,
/// PredictedLabel, with the model's keys.
/// </summary>
internal sealed class StepsView : IDataView
{
    internal const string Label = "Label", Score = "Score", PredictedLabel = "PredictedLabel";

    private static readonly ColumnRequirement ScoreRequirement = new(
        "score", "a vector of Single with a number, or a vector of them, for each time step, as a model of steps adds it",
        column => column.Kind == SchemaShape.Column.VectorKind.VariableVector && column.ItemType == NumberDataViewType.Single);

    private static readonly ColumnRequirement PredictedRequirement = new(
        "predicted label", "a vector of keys, one for each time step, as a model of steps adds it", column =>
            column.IsVector && column.IsKey);

    private readonly IDataView _source;
    private readonly DataViewSchema.Column _label, _score;
    private readonly DataViewSchema.Column? _predicted;

    /// <param name="source">The scored sequences.</param>
    /// <param name="label">The column with the labels of the steps.</param>
    /// <param name="score">The column with the scores.</param>
    /// <param name="predicted">The column with the predicted classes; null where labels are numbers.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    internal StepsView(IDataView source, string label, string score, string? predicted)
    {
        var kind = predicted is null ? LabelKind.NumberPerStep : LabelKind.KeyPerStep;
        (_source, _label, _score) =
            (source, kind.Requirement.Find(source.Schema, label), ScoreRequirement.Find(source.Schema, score));
        var schema = new DataViewSchema.Builder();
        if (predicted is null)
        {
            Classes = 1;
            schema.AddColumn(Label, NumberDataViewType.Single);
            schema.AddColumn(Score, NumberDataViewType.Single);
        }
        else
        {
            _predicted = PredictedRequirement.Find(source.Schema, predicted);
            var keys = LabelKeys.Of(_predicted.Value);
            Classes = keys.Count;
            var names = new DataViewSchema.Annotations.Builder();
            keys.Values?.AddTo(names, AnnotationKinds.KeyValues);
            var type = new KeyDataViewType(typeof(uint), (ulong)keys.Count);
            schema.AddColumn(Label, type, names.ToAnnotations());
            schema.AddColumn(Score, new VectorDataViewType(NumberDataViewType.Single, Classes));
            schema.AddColumn(PredictedLabel, type, names.ToAnnotations());
        }

        Schema = schema.ToSchema();
    }

    public DataViewSchema Schema { get; }

    public bool CanShuffle => false;

    /// <summary>The scores of a step.</summary>
    internal int Classes { get; }

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        bool[] active = MappedColumns.ActiveFlags(Schema, columnsNeeded);
        var rows = _source.GetRowCursor(_predicted is { } predicted ? [_label, _score, predicted] : [_label, _score]);
        LabelEncoder encoder = _predicted is { } classes ? new KeyStepLabels(LabelKeys.Of(classes)) : new NumberStepLabels();
        return new StepsCursor(this, active, rows, encoder.Reader(rows, _label), rows.GetGetter<VBuffer<float>>(_score),
            new(_label.Name, _score.Name, "Transform the labels like those that the model was trained on."));
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];
}
