using System.CommandLine;

namespace MlNet.Sequences.Benchmarks;

/// <summary>The options of the command line that become <see cref="ModelSettings"/>.</summary>
internal sealed class ModelOptions
{
    private readonly Option<string> _architecture, _device;
    private readonly Option<int> _vocabulary, _length, _batchSize, _embedding, _hidden, _layers, _width, _epochs;
    private readonly Option<int?> _heads, _feedForward;
    private readonly Option<double?> _stepDropout;
    private readonly Option<string> _precision;

    private static readonly Dictionary<string, TrainingPrecision> Precisions = new()
    {
        ["float32"] = TrainingPrecision.Float32,
        ["tensor-float32"] = TrainingPrecision.TensorFloat32,
        ["bfloat16"] = TrainingPrecision.Bfloat16,
    };

    internal ModelOptions(Command command)
    {
        _architecture = new(
            "--architecture")
        { Description = "lstm, gru, rnn or transformer. Default: lstm", DefaultValueFactory = _ => "lstm" };
        _architecture.AcceptOnlyFromAmong(ModelSettings.Architectures);
        _vocabulary = Number("--vocabulary", 10_000, "The greatest size of the vocabulary.");
        _length = Number("--length", 500, "Tokens that are kept of a review, and that the plain loops pad each to.");
        _batchSize = Number("--batch-size", 32, "Reviews in a step.");
        _embedding = Number("--embedding", 128, "The width of a token's vector (recurrent networks).");
        _hidden = Number("--hidden", 64, "The width of the hidden state (recurrent networks).");
        _layers = Number("--layers", 1, "Layers on top of each other.");
        _width = Number("--width", 128, "The width of a Transformer.");
        _heads = new("--heads") { HelpName = "N", Description = "The heads of a Transformer. Default: one for 64 of its width" };
        _feedForward = new(
            "--feed-forward")
        {
            HelpName = "N",
            Description = "The width inside a Transformer's feed-forward blocks. Default: twice its width",
        };
        _epochs = Number("--epochs", 3, "Epochs that the library trains; the median counts.");
        _device = new("--device")
        {
            HelpName = "cpu|cuda",
            Description = "Where all of it runs. Default: cpu",
            DefaultValueFactory = _ => "cpu",
        };
        _stepDropout = new("--step-dropout")
        {
            HelpName = "FRACTION",
            Description =
                "The part of the tokens that the library's trainer leaves out in training; 0 has it compute for as many as " +
                "the plain loops do. Default: the trainer's own, 0.3 for recurrent networks and 0.5 for Transformers",
        };
        _precision = new("--precision")
        {
            HelpName = string.Join('|', Precisions.Keys),
            DefaultValueFactory = _ => Precisions.Keys.First(),
            Description =
                "What the library and the PyTorch script compute in; the plain loop in TorchSharp stays with float32. Default: " +
                "float32",
        };
        _precision.AcceptOnlyFromAmong([.. Precisions.Keys]);
        foreach (Option option in new Option[]

            {
                _architecture, _vocabulary, _length, _batchSize, _embedding, _hidden, _layers, _width, _heads, _feedForward,
                _epochs, _device, _stepDropout, _precision,
            })
            command.Options.Add(option);
    }

    internal ModelSettings Read(ParseResult parsed)
    {
        int width = parsed.GetValue(_width);
        return new()
        {
            Architecture = parsed.GetRequiredValue(_architecture),
            Vocabulary = parsed.GetValue(_vocabulary),
            Length = parsed.GetValue(_length),
            BatchSize = parsed.GetValue(_batchSize),
            Embedding = parsed.GetValue(_embedding),
            Hidden = parsed.GetValue(_hidden),
            Layers = parsed.GetValue(_layers),
            Width = width,
            Heads = parsed.GetValue(_heads) ?? Math.Max(1, width / 64),
            FeedForward = parsed.GetValue(_feedForward) ?? 2 * width,
            Epochs = parsed.GetValue(_epochs),
            Device = parsed.GetRequiredValue(_device),
            StepDropout = parsed.GetValue(_stepDropout),
            Precision = Precisions[parsed.GetRequiredValue(_precision)],
        };
    }

    internal static Option<int> Number(string name, int value, string description)
    {
        var option = new Option<int>(name)
        {
            HelpName = "N",
            Description = $"{description} Default: {value}",
            DefaultValueFactory = _ => value,
        };
        option.Validators.Add(result =>
        {
            // A value that is no number has its own error.
            if (result.Tokens is [var token] && int.TryParse(token.Value, out int number) && number < 1)
                result.AddError($"{name} must be 1 or more; it is {number}.");
        });
        return option;
    }
}
