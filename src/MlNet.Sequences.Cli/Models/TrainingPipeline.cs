using Microsoft.ML;

namespace MlNet.Sequences.Cli;

/// <summary>
/// The pipeline that train fits: words and punctuation, padding, network; or n-grams without padding. It reads a text, and in
/// training its label. If training continues from a model, words and padding are the model's.
/// </summary>
internal sealed class TrainingPipeline
{
    private const string Tokens = "Tokens";

    private readonly IReadOnlyList<ITransformer> _fitted;
    private readonly IEstimator<ITransformer>? _toFit;
    private readonly IEstimator<ITransformer> _trainer;
    private readonly TextTask _task;
    private readonly string _label;
    private readonly Func<IDataView?, IEstimator<ITransformer>> _createTrainer; // for texts without labels

    private TrainingPipeline(
        IReadOnlyList<ITransformer> fitted, IEstimator<ITransformer>? toFit,
        Func<IDataView?, IEstimator<ITransformer>> trainer, TextTask task, string label) =>
        (_fitted, _toFit, _trainer, _createTrainer, _task, _label) = (fitted, toFit, trainer(null), trainer, task, label);

    // The trainer is a whole pipeline.
    private bool IsRecipe { get; init; }

    /// <summary>The columns that it adds before the network.</summary>
    internal static readonly IReadOnlyList<string> MadeColumns = [Tokens, new LstmOptions().FeatureColumnName];

    /// <exception cref="UsageException">Settings are out of their range; the message lists every one.</exception>
    internal static TrainingPipeline Create(MLContext mlContext, TrainSettings settings, TextTask task)
    {
        string label = settings.PipelineColumns.Label;
        if (settings.Options is SequenceTrainerOptions network)
            network.LabelColumnName = label;
        else
            settings.Ngrams.LabelColumnName = label;
        try
        {
            if (settings.WordsOf is { } model)
            {
                settings.Network.FeatureColumnName = model.Predictor.FeatureColumnName;
                return new(Flatten(model.Scoring.Encoder), null, CreateTrainer, task, label);
            }

            if (settings.Recipe is not null)
                return new([], null, CreateRecipe, task, label) { IsRecipe = true };

            IEstimator<ITransformer> words =
                task.HasTokens ? CreateTokenEncoder(mlContext, settings) : CreateEncoder(mlContext, settings);
            if (settings.Cache is { } cache)
                words = words.CacheEncoded(mlContext, cache, settings.Data is { } data ? [data] : null);
            return new([], words, CreateTrainer, task, label);
        }
        catch (ArgumentException e)
        {
            throw new UsageException(OptionMessage.Of(e)?.ToString(settings.Names.Of) ?? e.Message);
        }

        IEstimator<ITransformer> CreateTrainer(IDataView? unlabeled)
        {
            if (unlabeled is not null)
                settings.Network.UnlabeledData = unlabeled;
            return task.CreateTrainer(mlContext, settings.Options);
        }

        IEstimator<ITransformer> CreateRecipe(IDataView? unlabeled) =>
            task.CreateRecipe(mlContext, RecipeSettings.Complete(settings.Recipe!, settings, unlabeled))
            ?? throw new UsageException(RecipeSettings.ViolationOf(task, settings.Recipe!.Recipe, null)!);
    }

    private static IEstimator<ITransformer> CreateEncoder(MLContext mlContext, TrainSettings settings)
    {
        var options = new TokenizeIntoWordsAsKeysOptions
        {
            MaximumVocabularySize = settings.Vocabulary,
            StandaloneCharacters = TokenizeIntoWordsAsKeysOptions.Punctuation,
        };
        string text = settings.PipelineColumns.Texts[0], features = MadeColumns[1];
        return settings.Length is not { } length
            ? mlContext.Transforms.Text.TokenizeIntoWordsAsKeys(features, text, options)
            : mlContext.Transforms.Text.TokenizeIntoWordsAsKeys(Tokens, text, options)
                .Append(mlContext.Transforms.PadSequence(features, Tokens, length));
    }

    // Tokens stay as they are, and each keeps its tag: nothing is filtered, and nothing cut off.
    private static TokenizingByWordsEstimator CreateTokenEncoder(MLContext mlContext, TrainSettings settings)
    {
        if (settings.NameOfLength is { } name)
            throw new UsageException(
                $"{name} truncates texts, but in tagging each word has a tag; received {settings.Length}. Leave it out.");
        return mlContext.Transforms.Text.TokenizeIntoWordsAsKeys(
            MadeColumns[1], settings.PipelineColumns.Texts[0], new TokenizeIntoWordsAsKeysOptions
            {
                MaximumVocabularySize = settings.Vocabulary,
                FilterCharacters = "\t\n\r",
                RemoveHtmlLineBreaks = false,
            });
    }

    /// <summary>A complete pipeline from the text on.</summary>
    /// <param name="rows">The rows to train on.</param>
    /// <param name="validation">The rows to measure each epoch on; null to hold some out.</param>
    /// <param name="classes">The classes.</param>
    /// <param name="unlabeled">Texts without labels to learn from, or null.</param>
    internal ITransformer Fit(IDataView rows, IDataView? validation, ClassNames classes, IDataView? unlabeled)
    {
        if (IsRecipe)
        {
            var recipe = (TextRecipeEstimator)_createTrainer(unlabeled);
            return new Microsoft.ML.Data.TransformerChain<ITransformer>(
                [.. validation is null ? recipe.Fit(Named(rows)) : recipe.Fit(Named(rows), Named(validation))]);
        }

        var words = _toFit?.Fit(rows);
        var steps = words is null ? _fitted : Flatten(words);
        var sequences = Named(words?.Transform(rows) ?? Encoded(rows));
        var trainer = unlabeled is null ? _trainer : _createTrainer(Encoded(unlabeled));
        var predictor = validation is null
            ? trainer.Fit(sequences)
            : ((SequenceTrainer)trainer).Fit(sequences, Named(Encoded(validation)));
        return new Microsoft.ML.Data.TransformerChain<ITransformer>([.. steps, predictor]);

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
        return ((SequenceTrainer)_trainer).FindLearningRate(_task.NameClasses(sequences, _label, classes), options);
    }

    /// <summary>Checks the options before the labels determine the task: one of the possible tasks must accept them.</summary>
    /// <exception cref="UsageException">Settings are out of their range, or no task accepts them; the message lists every
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
                // Another task may accept them; the last one reports what is wrong.
            }
        }
    }
}
