using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Cli;

/// <summary>A trained model, loaded or just fitted, and what it says of itself.</summary>
/// <param name="InputSchema">The columns of the data that it was trained on, or null where the file has none.</param>
/// <param name="Pipeline">Its transformers in order.</param>
/// <param name="Predictor">The trained network among them.</param>
internal sealed record LoadedModel(
    DataViewSchema? InputSchema, IReadOnlyList<ITransformer> Pipeline, SequencePredictionTransformer Predictor)
{
    private ScoringSteps? _steps;
    private ClassNames? _classes;

    internal TextTask Task => TextTask.Of(Predictor.Task);

    /// <summary>The trainer that made it.</summary>
    internal TrainerKind Kind => TrainerKind.Of(Predictor.Architecture);

    /// <summary>What makes sequences of texts: the transformers ahead of the network that its scores depend on.</summary>
    internal IReadOnlyList<ITransformer> Encoders => [.. Steps.Steps.TakeWhile(step => step != Predictor)];

    /// <summary>The words of a text that are read; null where all are.</summary>
    internal int? Length =>
        Steps.Output[Predictor.FeatureColumnName].Type is VectorDataViewType { Size: > 0 } vector ? vector.Size : null;

    /// <summary>
    /// The columns of the data that its scores depend on, those of texts and others; none where the model does not say.
    /// </summary>
    internal IReadOnlyList<DataViewSchema.Column> Inputs => KnownSteps()?.Inputs ?? [];

    /// <summary>The columns with the texts.</summary>
    /// <exception cref="FailureException">It reads a column of another type, or none.</exception>
    internal IReadOnlyList<string> TextColumns
    {
        get
        {
            var inputs = Steps.Inputs;
            var other = inputs.Where(column => column.Type is not TextDataViewType).ToArray();
            if (other.Length > 0 || inputs.Count == 0)
            {
                string what = other.Length == 0
                    ? "no column"
                    : $"the column{(other.Length == 1 ? "" : "s")} " +
                    $"{Words.List([.. other.Select(column => $"{column.Name} ({column.Type})")])}";
                throw new FailureException(
                    $"The model reads {what}, and the tool scores texts alone. Score it with ML.NET, as the library's README " +
                    "shows.");
            }

            return [.. inputs.Select(column => column.Name)];
        }
    }

    /// <summary>The columns of a table that have the texts: those of the model's names, or the one that the user names.</summary>
    /// <exception cref="FailureException">The model reads several columns, or none of texts.</exception>
    internal IReadOnlyList<string> TextColumnsOf(string? named)
    {
        var columns = TextColumns;
        if (named is null)
            return columns;
        return columns.Count == 1 ? [named] : throw new FailureException(
            $"The model reads the columns {Words.List(columns)}, and {ColumnNames.TextOption} names one, {named}. Leave it " +
            "out, and name the table's columns as the model's.");
    }

    /// <summary>The column of the data with the labels that it was trained on.</summary>
    internal string LabelColumn => Steps.LabelInputs is [var column] ? column.Name : Predictor.LabelColumnName;

    /// <summary>The names of the classes in the order of their scores; none where the task has no classes.</summary>
    internal ClassNames Classes => _classes ??= new(Task.ClassesOf(Predictor), areValues: !HaveTextNames);

    private ScoringSteps Steps => _steps ??= KnownSteps() ?? throw new FailureException(
        "The model does not say which columns of data it was trained on, and no texts are what its first steps read. Save it " +
        "with the schema of the data, or score it with ML.NET.");

    private bool HaveTextNames =>
        KnownSteps()?.Output.GetColumnOrNull("PredictedLabel")?.Annotations.Schema.GetColumnOrNull("KeyValues")?.Type
            is null or VectorDataViewType { ItemType: TextDataViewType };

    private ScoringSteps? KnownSteps()
    {
        try
        {
            return _steps ??= ScoringSteps.Of(InputSchema, Pipeline, Predictor, Task.ScoreColumns);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Rows whose texts the model reads, in columns of its own names, beside all that they have.</summary>
    /// <param name="mlContext">The context.</param>
    /// <param name="rows">Rows with the texts of <see cref="TextColumns"/> in the columns of
    /// <see cref="OwnColumns.Text"/>.</param>
    internal IDataView ToRows(MLContext mlContext, IDataView rows) =>
        OwnColumns.Copy(mlContext, TextColumns.Select((name, i) => (name, OwnColumns.Text(i)))).Fit(rows).Transform(rows);

    /// <summary>What the model makes of rows that have texts, and need have no more.</summary>
    internal IDataView Score(IDataView rows) => Steps.Steps.Aggregate(rows, (view, transformer) => transformer.Transform(view));
}
