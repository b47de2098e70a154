using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Cli;

/// <summary>A trained model, loaded or just fitted, in the tool's terms.</summary>
internal sealed class LoadedModel(ScoringModel model)
{
    /// <summary>The model as the library sees it.</summary>
    internal ScoringModel Scoring => model;

    /// <summary>Its trained network.</summary>
    internal SequencePredictionTransformer Predictor =>
        model.Network ?? throw new InvalidOperationException("The model has no trained network.");

    /// <summary>Its n-grams; null where it is a network.</summary>
    internal NgramPredictionTransformer? Ngrams { get; } =
        model.Network is null ? model.Steps.OfType<NgramPredictionTransformer>().LastOrDefault() : null;

    /// <summary>Its models; null where it is not an ensemble.</summary>
    internal EnsembleTransformer? Ensemble { get; } =
        model.Network is null ? model.Steps.OfType<EnsembleTransformer>().LastOrDefault() : null;

    /// <summary>What was trained: the network's architecture, n-grams, or an ensemble.</summary>
    internal string Trainer =>
        Ensemble is not null ? "ensemble" : Ngrams is null ? Predictor.Architecture : TrainerKind.Ngrams.Name;

    /// <summary>The weights.</summary>
    internal long NumberOfParameters => Ngrams?.Model.NumberOfParameters ?? Predictor.NumberOfParameters;

    /// <summary>The words that it knows.</summary>
    internal int VocabularySize => Ngrams?.VocabularySize ?? Predictor.VocabularySize;

    /// <summary>The column with the words that it reads.</summary>
    internal string FeatureColumn => Ngrams?.FeatureColumnName ?? Predictor.FeatureColumnName;

    /// <summary>The SHA-256 of the rows that it was trained on, or null.</summary>
    internal string? DataSha256 => Ensemble is not null ? null
        : Ngrams is { } ngrams ? ngrams.Summary.DataSha256 : Predictor.History.DataSha256;

    /// <summary>Whether these rows, with words and labels, are those that it was trained on.</summary>
    internal bool WasTrainedOn(IDataView rows) => Ngrams?.WasTrainedOn(rows) ?? Predictor.WasTrainedOn(rows);

    /// <summary>What it predicts from texts.</summary>
    /// <exception cref="ArgumentException">It reads other columns than texts; the message names them.</exception>
    internal TextPredictor Texts =>
        field ??= IsLanguageModel ? throw TextTask.NoneOfLanguageModels() : TextPredictor.Create(model);

    /// <summary>The columns with the texts that it reads.</summary>
    internal IReadOnlyList<string> TextColumnNames =>
        IsLanguageModel ? [.. model.InputColumns.Select(column => column.Name)] : Texts.TextColumnNames;

    internal TextTask Task => TextTask.Of(model.Task);

    /// <summary>The metrics of the task to show for an epoch.</summary>
    internal IReadOnlyList<EpochMetric> EpochMetrics => IsLanguageModel ? [] : Task.EpochMetrics;

    /// <summary>Whether it has an answer for each token of a text.</summary>
    internal bool HasTokens => model.Task is "tagging" or "step-regression";

    /// <summary>The trainer that made it.</summary>
    internal TrainerKind Kind => TrainerKind.Of(Trainer);

    /// <summary>The most words of a text to read; null for all.</summary>
    internal int? Length =>
        model.OutputSchema?[FeatureColumn].Type is VectorDataViewType { Size: > 0 } vector ? vector.Size : null;

    /// <summary>The column of the data with its training labels.</summary>
    internal string LabelColumn => IsLanguageModel ? ColumnNames.Default.Label
        : model.LabelColumns is [var column] ? column.Name : TrainedLabelColumn;

    /// <summary>Whether it predicts the words of texts, and has learned from no labels.</summary>
    internal bool IsLanguageModel => model.Task == "language-model";

    /// <summary>The column with the labels as the trainer read them.</summary>
    internal string TrainedLabelColumn =>
        Ensemble?.LabelColumnName ?? Ngrams?.LabelColumnName ?? model.Network?.LabelColumnName ?? ColumnNames.Default.Label;

    /// <summary>The names of the classes, in the order of their scores; empty if the task has no classes.</summary>
    internal ClassNames Classes => field ??= new(model.ClassNames, areValues: !HaveTextNames);

    private bool HaveTextNames =>
        model.OutputSchema?.GetColumnOrNull("PredictedLabel")?.Annotations.Schema.GetColumnOrNull("KeyValues")?.Type
            is null or VectorDataViewType { ItemType: TextDataViewType };

    /// <summary>The columns of a table with the texts: those that the model names, or the one that the user names.</summary>
    /// <exception cref="FailureException">The model reads several columns.</exception>
    internal IReadOnlyList<string> TextColumnsOf(string? named)
    {
        var columns = TextColumnNames;
        if (named is null)
            return columns;
        return columns.Count == 1 ? [named] : throw new FailureException(
            $"The model reads the columns {Words.List(columns)}, but {ColumnNames.TextOption} names only one, {named}. Leave " +
            "it out, and give the table's columns the model's names.");
    }

    /// <summary>The rows, with their texts also in the columns that the model reads.</summary>
    /// <param name="mlContext">The context.</param>
    /// <param name="rows">Rows with the texts in the columns of <see cref="OwnColumns.Text"/>.</param>
    internal IDataView ToRows(MLContext mlContext, IDataView rows) =>
        OwnColumns.Copy(mlContext, Texts.TextColumnNames.Select((name, i) => (name, OwnColumns.Text(i)))).Fit(rows)
            .Transform(rows);
}
