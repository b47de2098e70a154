using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MlNet.Sequences;

/// <summary>
/// Trains a classifier of texts from the text column on: words, a language model where the recipe has one, padding, the network
/// and n-grams beside it. Created by the catalogs, as in <c>mlContext.BinaryClassification.Trainers.TextRecipe(…)</c>.
/// </summary>
public sealed class TextRecipeEstimator : IEstimator<TransformerChain<SequencePredictionTransformer>>
{
    private const string Tokens = "Tokens", LanguageModelFolder = "language-model", ClassifierFolder = "classifier";

    private readonly IHostEnvironment _environment;
    private readonly TextRecipeOptions _options;
    private readonly SequenceTask _task;
    private readonly SequenceTrainerOptions _classifier;
    private readonly TokenizingByWordsEstimator _words;
    private readonly SequencePaddingEstimator _padding;
    private readonly SequenceTrainer? _languageModel;

    internal TextRecipeEstimator(IHostEnvironment environment, TextRecipeOptions options, SequenceTask task)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        (_environment, _options, _task, _classifier) = (environment, options.Copy(), task, options.Classifier.Copy());
        _words = new(environment, Tokens, options.TextColumnName, options.Tokenization);
        _padding = new(
            environment, _classifier.FeatureColumnName, Tokens, new PadSequenceOptions { Length = options.MaximumLength });
        string? folder = _classifier.CheckpointFolder;
        if (options.LanguageModel is { } model)
            _languageModel = new(
                environment, NetworkOf(model, folder),
                model.CheckedTask(TextRecipes.FewestEpochsOfLanguageModel(options.Recipe)));
        if (folder is not null)
            _classifier.CheckpointFolder = Path.Combine(folder, ClassifierFolder);
        _ = Trainer(null, null);
    }

    /// <summary>The schema that the fitted pipeline will produce.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) =>
        Trainer(null, null).GetOutputSchema(_padding.GetOutputSchema(_words.GetOutputSchema(inputSchema)));

    /// <summary>Trains on the rows of a view: texts with labels.</summary>
    /// <returns>Words, padding and the classifier: a model that reads the text column.</returns>
    /// <inheritdoc cref="SequenceTrainer.Fit(IDataView)" path="/exception"/>
    public TransformerChain<SequencePredictionTransformer> Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Train(input, null);
    }

    /// <summary>Trains on the rows of one view and validates each epoch of the classifier on those of another.</summary>
    /// <param name="trainData">The rows to train on: texts with labels.</param>
    /// <param name="validationData">The rows to validate with, with the same columns.</param>
    /// <returns>Words, padding and the classifier: a model that reads the text column.</returns>
    /// <inheritdoc cref="SequenceTrainer.Fit(IDataView)" path="/exception"/>
    public TransformerChain<SequencePredictionTransformer> Fit(IDataView trainData, IDataView validationData)
    {
        ArgumentNullException.ThrowIfNull(trainData);
        ArgumentNullException.ThrowIfNull(validationData);
        return Train(trainData, validationData);
    }

    private TransformerChain<SequencePredictionTransformer> Train(IDataView input, IDataView? validation)
    {
        GetOutputSchema(ColumnShapes.ShapeOf(input.Schema)); // before the language model takes its time
        var unlabeled = _options.UnlabeledData;
        var texts = unlabeled is null ? input : AllTexts.Of(_environment, _options.TextColumnName, unlabeled, input);
        var words = _words.Fit(texts);
        using var languageModel = _languageModel?.Fit(words.Transform(texts));
        var padding = _padding.Fit(words.Transform(input));
        var trainer = Trainer(languageModel, unlabeled is null || !_options.SelfTraining ? null : Encode(unlabeled));
        var classifier = validation is null ? trainer.Fit(Encode(input)) : trainer.Fit(Encode(input), Encode(validation));
        return new(words, padding, classifier);

        IDataView Encode(IDataView view) => padding.Transform(words.Transform(view));
    }

    private SequenceTrainer Trainer(SequencePredictionTransformer? languageModel, IDataView? unlabeled)
    {
        var options = _classifier.Copy();
        if (languageModel is not null)
            options.ContinueFrom = languageModel;
        if (unlabeled is not null)
            options.UnlabeledData = unlabeled;
        return new(_environment, options, _task);
    }

    // With the classifier's machine, and a folder in its folder.
    private SequenceTrainerOptions NetworkOf(LanguageModelOptions model, string? folder)
    {
        var network = model.Network.Copy();
        (network.FeatureColumnName, network.LabelColumnName) = (Tokens, Tokens);
        network.Seed ??= _classifier.Seed;
        network.Device ??= _classifier.Device;
        network.NumberOfThreads ??= _classifier.NumberOfThreads;
        if (network.CancellationToken == default)
            network.CancellationToken = _classifier.CancellationToken;
        if (network.CheckpointFolder is null && folder is not null)
        {
            network.CheckpointFolder = Path.Combine(folder, LanguageModelFolder);
            (network.CheckpointEverySteps, network.CheckpointEveryMinutes, network.Resume) =
                (_classifier.CheckpointEverySteps, _classifier.CheckpointEveryMinutes, _classifier.Resume);
        }

        return network;
    }
}
