using Microsoft.ML;

namespace MlNet.Sequences.Cli;

/// <summary>
/// The pipeline that train fits: words, padding, network. It reads a text, and in training its label. Where training goes on from
/// a model, words and padding are the model's own.
/// </summary>
internal sealed class TrainingPipeline
{
    private const string Tokens = "Tokens";

    private readonly IReadOnlyList<ITransformer> _fitted;
    private readonly IEstimator<ITransformer>? _toFit;
    private readonly SequenceTrainer _trainer;
    private readonly TextTask _task;
    private readonly string _label;

    private TrainingPipeline(
        IReadOnlyList<ITransformer> fitted, IEstimator<ITransformer>? toFit, SequenceTrainer trainer, TextTask task,
        string label) =>
        (_fitted, _toFit, _trainer, _task, _label) = (fitted, toFit, trainer, task, label);

    /// <summary>The columns that it makes on the way to the network.</summary>
    internal static readonly IReadOnlyList<string> MadeColumns = [Tokens, new LstmOptions().FeatureColumnName];

    /// <exception cref="UsageException">Settings are out of their range; the message lists every one.</exception>
    internal static TrainingPipeline Create(MLContext mlContext, TrainSettings settings, TextTask task)
    {
        var trainer = settings.Trainer;
        try
        {
            if (settings.WordsOf is { } model)
            {
                trainer.FeatureColumnName = model.Predictor.FeatureColumnName;
                return new(Flatten(model.Scoring.Encoder), null, task.CreateTrainer(mlContext, trainer), task,
                    trainer.LabelColumnName);
            }

            IEstimator<ITransformer> words = mlContext.Transforms.Text.TokenizeIntoWordsAsKeys(
                Tokens, settings.Columns.Texts[0], maximumVocabularySize: settings.Vocabulary)
                .Append(mlContext.Transforms.PadSequence(trainer.FeatureColumnName, Tokens, settings.Length));
            if (settings.Cache is { } cache)
                words = words.CacheEncoded(mlContext, cache, settings.Data is { } data ? [data] : null);
            return new([], words, task.CreateTrainer(mlContext, trainer), task, trainer.LabelColumnName);
        }
        catch (ArgumentException e)
        {
            throw new UsageException(OptionMessage.Of(e)?.ToString(settings.Names.Of) ?? e.Message);
        }
    }

    /// <summary>A complete pipeline from the text on.</summary>
    /// <param name="rows">The rows to train on.</param>
    /// <param name="validation">The rows to measure each epoch on; null to hold some out.</param>
    /// <param name="classes">The classes.</param>
    internal ITransformer Fit(IDataView rows, IDataView? validation, ClassNames classes)
    {
        var words = _toFit?.Fit(rows);
        var steps = words is null ? _fitted : Flatten(words);
        var sequences = Named(words?.Transform(rows) ?? Encoded(rows));
        var network = validation is null ? _trainer.Fit(sequences) : _trainer.Fit(sequences, Named(Encoded(validation)));
        return new Microsoft.ML.Data.TransformerChain<ITransformer>([.. steps, network]);

        IDataView Encoded(IDataView view) => steps.Aggregate(view, (texts, step) => step.Transform(texts));

        IDataView Named(IDataView view) => _task.NameClasses(view, _label, classes);
    }

    // One chain in the saved model, without chains in it.
    private static IReadOnlyList<ITransformer> Flatten(ITransformer steps) =>
        steps is IEnumerable<ITransformer> chain ? [.. chain.SelectMany(Flatten)] : [steps];

    /// <summary>Measures the loss by the learning rate.</summary>
    /// <inheritdoc cref="Fit" path="/param[@name='rows' or @name='classes']"/>
    internal LearningRateRange FindLearningRate(IDataView rows, ClassNames classes, LearningRateRangeOptions options)
    {
        var sequences = _toFit?.Fit(rows).Transform(rows) ?? _fitted.Aggregate(rows, (texts, step) => step.Transform(texts));
        return _trainer.FindLearningRate(_task.NameClasses(sequences, _label, classes), options);
    }

    /// <summary>Checks the options before the labels tell the task: one of those that they can tell must take them.</summary>
    /// <exception cref="UsageException">Settings are out of their range, or no task takes them; the message lists every
    /// one.</exception>
    internal static void Check(MLContext mlContext, TrainSettings settings)
    {
        TextTask[] possible = settings.Task is { } given ? [given] : [TextTask.Multiclass, TextTask.Binary];
        for (int i = 0; i < possible.Length; i++)
        {
            try
            {
                Create(mlContext, settings, possible[i]);
                return;
            }
            catch (UsageException) when (i < possible.Length - 1)
            {
                // Another task may take them; the last one says what is wrong.
            }
        }
    }
}
