using Microsoft.ML;

namespace MlNet.Sequences.Cli;

/// <summary>
/// What a task means for labels, trainers, metrics and predictions. Labels are converted before the pipeline, so that a trained
/// pipeline needs only a text. A new task derives from this class and is listed only here.
/// </summary>
internal abstract class TextTask
{
    internal static readonly TextTask Binary = new BinaryTask();
    internal static readonly TextTask Multiclass = new MulticlassTask();
    internal static readonly TextTask Regression = new RegressionTask();
    internal static readonly TextTask Tagging = new TaggingTask();
    internal static readonly IReadOnlyList<TextTask> All = [Binary, Multiclass, Regression, Tagging];
    internal static readonly IReadOnlyList<TextTask> WithClasses = [Binary, Multiclass];
    internal static readonly IReadOnlyList<TextTask> WithClassesOrTags = [.. WithClasses, Tagging];

    internal const string Rule = "binary if every label is one of " + BinaryLabels.Spellings +
        ", tagging if texts and labels are lists, otherwise multiclass";

    /// <summary>The most classes to name in a message.</summary>
    private const int Named = 10;

    /// <summary>With more labels than this, most of them in a single row, the labels are not taken for classes.</summary>
    private const int ManyLabels = 100;

    /// <summary>Its name on the command line, in reports and in the library.</summary>
    internal abstract string Name { get; }

    /// <summary>Whether texts are lists of tokens, each of which has a label.</summary>
    internal virtual bool HasTokens => false;

    /// <summary>The metrics to show for an epoch, the main one first.</summary>
    internal abstract IReadOnlyList<EpochMetric> EpochMetrics { get; }

    /// <summary>The library's default metric to compare epochs by.</summary>
    internal virtual ValidationMetric DefaultMetric => ValidationMetric.Accuracy;

    /// <summary>
    /// The task with a name of the tool's or the library's: "vector-regression" is a regression.
    /// </summary>
    /// <exception cref="FailureException">The tool does not know the task.</exception>
    internal static TextTask Of(string name)
    {
        string own = name == "vector-regression" ? Regression.Name : name;
        if (name == "language-model")
            throw NoneOfLanguageModels();
        return All.FirstOrDefault(task => task.Name == own) ?? throw new FailureException(
            $"The tool needs a model of one of the tasks {string.Join(", ", All.Select(task => task.Name))}; received {name}. " +
            "Score the model with ML.NET, as the library's README shows.");
    }

    /// <summary>A language model is asked for what it does not have.</summary>
    internal static FailureException NoneOfLanguageModels() => new(
        "A language model predicts the words of texts, not labels. Train a model from it with train --continue-from, and " +
        "use that one.");

    /// <summary>
    /// The task that the training labels imply: never a regression, which only the user can choose.
    /// </summary>
    /// <exception cref="FailureException">The labels do not look like classes.</exception>
    internal static TextTask Infer(LabelSurvey survey)
    {
        if (TaggingTask.IsFor(survey))
            return Tagging;
        if (survey.Labels.All(label => BinaryLabels.TryParse(label.Text, out _)))
            return Binary;
        if (survey.Labels.Count > ManyLabels && 2 * survey.Labels.Count > survey.NumberOfRows)
        {
            throw new FailureException(
                $"{survey.Name} has {survey.Labels.Count} different labels on {Format.Rows(survey.NumberOfRows)}, too many to " +
                $"be classes. Name another column with {ColumnNames.LabelOption}, or set --task " +
                $"multiclass{(survey.AreNumbers ? " or --task regression" : "")}.");
        }

        return Multiclass;
    }

    /// <summary>The task that these labels make, in messages: "binary classification".</summary>
    internal abstract string Describe(LabelSurvey survey);

    /// <summary>The classes of the training labels, in the order of their numbers; empty for numbers.</summary>
    internal abstract ClassNames ClassesOf(LabelSurvey survey);

    /// <summary>
    /// The rows, with the names of the classes as an annotation of the label if the trainer reads them there.
    /// </summary>
    internal virtual IDataView NameClasses(IDataView rows, string label, ClassNames classes) => rows;

    /// <summary>The trainer of this task that options are for.</summary>
    /// <exception cref="ArgumentException">The options violate a rule.</exception>
    /// <exception cref="UsageException">The task has no such trainer.</exception>
    internal IEstimator<ITransformer> CreateTrainer(MLContext mlContext, object options) =>
        options is SequenceTrainerOptions network ? CreateNetwork(mlContext, network)
        : CreateNgrams(mlContext, (NgramLogisticRegressionOptions)options)
            ?? throw new UsageException(ViolationOf(TrainerKind.Ngrams)!);

    /// <summary>What is wrong with the trainer for this task, or null.</summary>
    internal string? ViolationOf(TrainerKind kind) => kind.IsNetwork || WithClasses.Contains(this) ? null
        : $"--trainer {kind.Name} learns classes, with --task {Words.List([.. WithClasses.Select(task => task.Name)], "or")}; " +
        $"received --task {Name}. Choose one of these tasks, or a network: {Words.List(TrainerKind.Networks, "or")}.";

    /// <summary>A whole pipeline by a recipe; null where the task has none.</summary>
    internal virtual TextRecipeEstimator? CreateRecipe(MLContext mlContext, TextRecipeOptions options) => null;

    private protected abstract SequenceTrainer CreateNetwork(MLContext mlContext, SequenceTrainerOptions options);

    /// <summary>The n-gram trainer; null where the task has none.</summary>
    private protected virtual IEstimator<ITransformer>? CreateNgrams(
        MLContext mlContext, NgramLogisticRegressionOptions options) => null;

    /// <summary>Measures a model.</summary>
    /// <param name="mlContext">The context.</param>
    /// <param name="scored">The scored rows, with their labels.</param>
    /// <param name="label">The column with the labels.</param>
    /// <param name="classes">The model's classes.</param>
    /// <param name="name">What errors call the rows, at the beginning of a sentence.</param>
    internal abstract MetricsReport Evaluate(
        MLContext mlContext, IDataView scored, string label, IReadOnlyList<string> classes, string name);

    /// <summary>Joins models of this task.</summary>
    /// <param name="mlContext">The context.</param>
    /// <param name="models">The models.</param>
    /// <param name="schema">The columns that they read.</param>
    /// <param name="rows">
    /// Held-out rows to fit the weights on, with labels in <see cref="Measurement.LabelColumn"/>; null for equal weights.
    /// </param>
    /// <exception cref="FailureException">The task has no ensembles.</exception>
    internal virtual EnsembleTransformer Join(
        MLContext mlContext, IReadOnlyList<ITransformer> models, DataViewSchema schema, IDataView? rows) =>
        throw new FailureException(
            $"An ensemble has models for {Words.List([Binary.Name, Multiclass.Name, Regression.Name], "or")}; received " +
            $"models for {Name}. Use one of them alone.");

    /// <summary>Collects what a report shows of scored rows.</summary>
    internal abstract Findings CreateFindings(IReadOnlyList<string> classes);

    /// <summary>The rows, with labels as the trainer and the metrics read them.</summary>
    /// <param name="mlContext">The context.</param>
    /// <param name="survey">The rows and their labels.</param>
    /// <param name="classes">The classes, of the training rows or of a model.</param>
    /// <param name="columns">The names of the columns to add.</param>
    /// <param name="messages">Receives a warning about rows that are left out.</param>
    /// <exception cref="FailureException">A label is not one of the task, or of the classes.</exception>
    internal MappedRows Map(MLContext mlContext, LabelSurvey survey, ClassNames classes, ColumnNames columns, Messages messages)
    {
        var unknown = survey.Labels.Where(label => !Knows(label.Text, classes)).ToArray();
        if (unknown.Length > 0)
            LeaveOut(survey, unknown, classes, messages);
        var rows = MapRows(mlContext, survey, classes, columns);
        return unknown.Length == 0
            ? new(rows, survey.NumberOfRows)
            : new(mlContext.Data.FilterRowsByMissingValues(
            rows, columns.Label), survey.NumberOfRows - unknown.Sum(label => label.Rows));
    }

    /// <summary>The same with only the columns to train on, which the model keeps as its input schema.</summary>
    /// <inheritdoc cref="Map"/>
    internal MappedRows MapToTrain(
        MLContext mlContext, LabelSurvey survey, ClassNames classes, ColumnNames columns, Messages messages)
    {
        var rows = Map(mlContext, survey, classes, columns, messages);
        string[] kept = [.. columns.Texts, columns.Label, .. columns.SamplingKey is { } key ? [key] : (string[])[]];
        return rows with { View = mlContext.Transforms.SelectColumns(kept).Fit(rows.View).Transform(rows.View) };
    }

    /// <summary>Whether the trainer and the metrics accept the label.</summary>
    internal abstract bool Knows(string label, ClassNames classes);

    /// <summary>Warns that rows with these labels are left out, or rejects them.</summary>
    /// <exception cref="FailureException">The labels are rejected.</exception>
    private protected abstract void LeaveOut(
        LabelSurvey survey, IReadOnlyList<LabelFound> unknown, ClassNames classes, Messages messages);

    /// <summary>The rows with the columns of these names added.</summary>
    private protected abstract IDataView MapRows(
        MLContext mlContext, LabelSurvey survey, ClassNames classes, ColumnNames columns);

    /// <summary>The rows with their texts under other names, and with labels.</summary>
    /// <param name="mlContext">The context.</param>
    /// <param name="survey">The rows.</param>
    /// <param name="columns">The names of the columns to add.</param>
    /// <param name="labels">Adds the label from <see cref="OwnColumns.Label"/>.</param>
    private protected static IDataView WithLabels(
        MLContext mlContext, LabelSurvey survey, ColumnNames columns, IEstimator<ITransformer> labels) =>
        OwnColumns.Copy(mlContext,
        [
            .. columns.Texts.Select((name, i) => (name, OwnColumns.Text(i))),
            .. columns.SamplingKey is { } key ? [(key, OwnColumns.SamplingKey)] : ((string, string)[])[],
        ]).Append(labels)
            .Fit(survey.Rows).Transform(survey.Rows);

    /// <summary>"a, b, c, …".</summary>
    private protected static string List(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(Named)) + (names.Count > Named ? ", …" : "");
}
