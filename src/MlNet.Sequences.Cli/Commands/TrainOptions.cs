using System.CommandLine;

namespace MlNet.Sequences.Cli;

/// <summary>The options of train, and what they make of the defaults.</summary>
internal sealed class TrainOptions
{
    private readonly Option<string?> _data = Arguments.Path("--data", "PATH", $"The texts to train on: {LabelledData.Forms}. Default: the sample that comes with the tool.");
    private readonly Option<string?> _text = Arguments.Column("--text", $"The column with the texts. Default: {ColumnNames.Default.Text}");
    private readonly Option<string?> _label = Arguments.Column("--label", $"The column with the labels; IMDB has {ColumnNames.Default.Label} and Rating, the stars. Default: {ColumnNames.Default.Label}");
    private readonly Option<string?> _trainer = Arguments.Word("--trainer", $"The network that is trained. Default: {TrainerKind.Default.Name}", [.. TrainerKind.All.Select(kind => kind.Name)]);
    private readonly Option<string?> _task = Arguments.Word("--task", $"What is learnt of the labels. Default: {TextTask.Rule}", [.. TextTask.All.Select(task => task.Name)]);
    private readonly Option<string?> _output = Arguments.Path("--output", "FILE", $"Where the model is saved. Default: {TrainDefaults.Output}");
    private readonly Option<int?> _vocabulary = Arguments.Integer("--vocabulary", $"The most words that are told apart, the unknown word among them. Default: {TrainDefaults.Vocabulary}", 2);
    private readonly Option<int?> _length = Arguments.Integer("--length", $"Words of a text that are read; what follows is cut. Default: {TrainDefaults.Length}", 1);
    private readonly Option<bool> _json = Arguments.Json("Print one JSON object to stdout.");

    private readonly TrainerOption[] _trainerOptions =
    [
        TrainerOption.Integer("--epochs", nameof(SequenceTrainerOptions.NumberOfEpochs), "Passes over the texts."),
        TrainerOption.Integer("--batch-size", nameof(SequenceTrainerOptions.BatchSize), "Texts in a training step."),
        TrainerOption.Number("--learning-rate", nameof(SequenceTrainerOptions.LearningRate), "The highest learning rate.", x => x > 0, "a number above 0"),
        TrainerOption.Integer("--hidden-size", nameof(RecurrentOptions.HiddenSize), "Width of the network's state, of each direction; of a Transformer that of a word's vector, too."),
        TrainerOption.Integer("--embedding-size", nameof(RecurrentOptions.EmbeddingSize), "Width of a word's vector."),
        TrainerOption.Integer("--layers", nameof(RecurrentOptions.NumberOfLayers), "Layers on top of each other."),
        TrainerOption.Flag("--bidirectional", nameof(RecurrentOptions.Bidirectional), "Read the texts in both directions."),
        TrainerOption.Integer("--heads", nameof(TransformerOptions.NumberOfHeads), "Attention heads of a layer; the hidden size is a multiple of them."),
        TrainerOption.Integer("--feed-forward-size", nameof(TransformerOptions.FeedForwardSize), "Width inside the feed-forward blocks."),
        TrainerOption.Word<PositionEncoding>("--positions", nameof(TransformerOptions.Positions), "How the order of the words is known."),
        TrainerOption.Integer("--maximum-length", nameof(TransformerOptions.MaximumLength), "Words that learned positions are there for; without it as many as the longest text has."),
        TrainerOption.Word<SequencePooling>("--pooling", nameof(RecurrentOptions.Pooling), "How a text's states become one; first is for the Transformer alone."),
        TrainerOption.Part("--step-dropout", nameof(RecurrentOptions.StepDropout), "Part of the words left out in training."),
        TrainerOption.Part("--embedding-dropout", nameof(RecurrentOptions.EmbeddingDropout), "Part of the word vectors' features dropped in training."),
        TrainerOption.Part("--recurrent-dropout", nameof(RecurrentOptions.RecurrentDropout), "Part of the features dropped between layers."),
        TrainerOption.Part("--residual-dropout", nameof(TransformerOptions.ResidualDropout), "Part of each block's features dropped in training."),
        TrainerOption.Part("--attention-dropout", nameof(TransformerOptions.AttentionDropout), "Part of the attention weights dropped in training; slow."),
        TrainerOption.Part("--head-dropout", nameof(RecurrentOptions.HeadDropout), "Part of the features dropped ahead of the last layer."),
        TrainerOption.Part("--label-smoothing", nameof(SequenceTrainerOptions.LabelSmoothing), "Part of a label shared out among all classes.", TextTask.WithClasses),
        TrainerOption.Weights("--class-weights", nameof(SequenceTrainerOptions.ClassWeights), "How much each class counts: none, balanced, or a weight for every class by its name, as good=1,bad=2.5.", TextTask.WithClasses),
        TrainerOption.Word<RegressionLoss>("--regression-loss", nameof(SequenceTrainerOptions.RegressionLoss), "The distance from the labels that training makes small.", [TextTask.Regression]),
        TrainerOption.Number("--huber-delta", nameof(SequenceTrainerOptions.HuberDelta), "Where the loss huber becomes linear, in standard deviations of the labels.", x => x > 0, "a number above 0", [TextTask.Regression]),
        TrainerOption.Part("--validation-fraction", nameof(SequenceTrainerOptions.ValidationFraction), "Part of the texts held out to measure each epoch; the best one's weights are kept (for the sample the last one's, since so few texts can't tell). 0 for none."),
        TrainerOption.Integer("--seed", nameof(SequenceTrainerOptions.Seed), "Fixes everything random: the same seed, device and threads give the same model.", 0),
        TrainerOption.Device(nameof(SequenceTrainerOptions.Device), "Where to train; auto takes a GPU if there is one."),
        TrainerOption.Integer("--threads", nameof(SequenceTrainerOptions.NumberOfThreads), "Threads that train; without it one a core, but a single one for a small network."),
    ];

    internal void AddTo(Command command)
    {
        Option[] options =
        [
            _data, _text, _label, _trainer, _task, _output, _vocabulary, _length, .. _trainerOptions.Select(option => option.Option), _json,
        ];
        foreach (var option in options)
            command.Options.Add(option);
    }

    /// <exception cref="UsageException">An option is not the trainer's or not the task's; the message lists each.</exception>
    internal TrainSettings Read(ParseResult parsed)
    {
        string? data = parsed.GetValue(_data);
        var kind = parsed.GetValue(_trainer) is { } name ? TrainerKind.Of(name) : TrainerKind.Default;
        var trainer = data is null ? TrainDefaults.ForSample(kind) : TrainDefaults.ForData(kind);
        var columns = new ColumnNames(parsed.GetValue(_text) ?? ColumnNames.Default.Text, parsed.GetValue(_label) ?? ColumnNames.Default.Label);
        trainer.LabelColumnName = columns.Label;
        Throw([.. _trainerOptions.Select(option => option.Apply(parsed, kind, trainer)), columns.Violation()]);

        var task = parsed.GetValue(_task) is { } word ? TextTask.Of(word) : null;
        Throw([.. _trainerOptions.Select(option => option.Check(parsed, task))]);
        return new TrainSettings(
            data, columns, task, parsed.GetValue(_output) ?? TrainDefaults.Output,
            parsed.GetValue(_vocabulary) ?? TrainDefaults.Vocabulary, parsed.GetValue(_length) ?? TrainDefaults.Length, kind, trainer,
            parsed.GetValue(_json));
    }

    private static void Throw(IReadOnlyList<string?> violations)
    {
        string[] found = [.. violations.OfType<string>()];
        if (found.Length > 0)
            throw new UsageException(string.Join(Environment.NewLine, found));
    }
}
