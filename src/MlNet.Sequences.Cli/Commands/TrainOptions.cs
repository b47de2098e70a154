using System.CommandLine;
using System.Globalization;

namespace MlNet.Sequences.Cli;

/// <summary>The options of train, and what they make of the defaults.</summary>
internal sealed class TrainOptions
{
    private static readonly LstmOptions Library = TrainDefaults.ForData();
    private static readonly LstmOptions Sample = TrainDefaults.ForSample();

    private readonly Option<string?> _data = Arguments.Path("--data", "PATH", $"The texts to train on: {LabelledData.Forms}. Default: the sample that comes with the tool.");
    private readonly Option<string?> _output = Arguments.Path("--output", "FILE", $"Where the model is saved. Default: {TrainDefaults.Output}");
    private readonly Option<int?> _epochs = Arguments.Integer("--epochs", "Passes over the texts. " + Default(o => o.NumberOfEpochs), 1);
    private readonly Option<int?> _batchSize = Arguments.Integer("--batch-size", "Texts in a training step. " + Default(o => o.BatchSize), 1);
    private readonly Option<int?> _hiddenSize = Arguments.Integer("--hidden-size", "Width of the LSTM's state. " + Default(o => o.HiddenSize), 1);
    private readonly Option<int?> _embeddingSize = Arguments.Integer("--embedding-size", "Width of a word's vector. " + Default(o => o.EmbeddingSize), 1);
    private readonly Option<int?> _vocabulary = Arguments.Integer("--vocabulary", $"The most words that are told apart, the unknown word among them. Default: {TrainDefaults.Vocabulary}", 2);
    private readonly Option<int?> _length = Arguments.Integer("--length", $"Words of a text that are read; what follows is cut. Default: {TrainDefaults.Length}", 1);
    private readonly Option<double?> _learningRate = Arguments.Number("--learning-rate", "The highest learning rate. " + Default(o => o.LearningRate), x => x > 0, "a number above 0");
    private readonly Option<bool> _bidirectional = Arguments.Flag("--bidirectional", "Read the texts in both directions.");
    private readonly Option<double?> _validationFraction = Arguments.Number("--validation-fraction", "Part of the texts held out to measure each epoch; the best one's weights are kept (for the sample the last one's, since 32 texts can't tell). 0 for none. " + Default(o => o.ValidationFraction), x => x is >= 0 and < 1, "a number from 0 to below 1");
    private readonly Option<int?> _seed = Arguments.Integer("--seed", $"Fixes everything random: the same seed, device and threads give the same model. Default: {TrainDefaults.Seed}", 0);
    private readonly Option<string?> _device = Arguments.Device($"Where to train; auto takes a GPU if there is one. Default: {TrainDefaults.Device}");
    private readonly Option<int?> _threads = Arguments.Integer("--threads", "Threads that train. Default: one a core, but a single one for a small network", 1);
    private readonly Option<bool> _json = Arguments.Json("Print one JSON object to stdout.");

    internal void AddTo(Command command)
    {
        Option[] options =
        [
            _data, _output, _epochs, _batchSize, _hiddenSize, _embeddingSize, _vocabulary, _length, _learningRate, _bidirectional,
            _validationFraction, _seed, _device, _threads, _json,
        ];
        foreach (var option in options)
            command.Options.Add(option);
    }

    internal TrainSettings Read(ParseResult parsed)
    {
        string? data = parsed.GetValue(_data);
        var trainer = data is null ? TrainDefaults.ForSample() : TrainDefaults.ForData();
        trainer.NumberOfEpochs = parsed.GetValue(_epochs) ?? trainer.NumberOfEpochs;
        trainer.BatchSize = parsed.GetValue(_batchSize) ?? trainer.BatchSize;
        trainer.HiddenSize = parsed.GetValue(_hiddenSize) ?? trainer.HiddenSize;
        trainer.EmbeddingSize = parsed.GetValue(_embeddingSize) ?? trainer.EmbeddingSize;
        trainer.LearningRate = parsed.GetValue(_learningRate) ?? trainer.LearningRate;
        trainer.Bidirectional = parsed.GetValue(_bidirectional) || trainer.Bidirectional;
        trainer.ValidationFraction = parsed.GetValue(_validationFraction) ?? trainer.ValidationFraction;
        trainer.Seed = parsed.GetValue(_seed) ?? trainer.Seed;
        trainer.Device = parsed.GetValue(_device) ?? trainer.Device;
        trainer.NumberOfThreads = parsed.GetValue(_threads) ?? trainer.NumberOfThreads;
        return new TrainSettings(
            data, parsed.GetValue(_output) ?? TrainDefaults.Output, parsed.GetValue(_vocabulary) ?? TrainDefaults.Vocabulary,
            parsed.GetValue(_length) ?? TrainDefaults.Length, trainer, parsed.GetValue(_json));
    }

    private static string Default<T>(Func<LstmOptions, T> read)
    {
        var (value, sample) = (read(Library), read(Sample));
        string text = string.Create(CultureInfo.InvariantCulture, $"Default: {value}");
        return Equals(value, sample) ? text : string.Create(CultureInfo.InvariantCulture, $"{text}; for the sample {sample}");
    }
}
