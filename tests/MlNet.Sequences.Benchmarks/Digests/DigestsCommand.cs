using System.CommandLine;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.ML;

namespace MlNet.Sequences.Benchmarks;

/// <summary>
/// <c>digests</c>: the SHA-256 of the weights of each architecture and task after two epochs over the sample of this repository.
/// Run before and after a change of structure on one machine, it shows whether any result changed, to the bit; other processors
/// have other digests.
/// </summary>
internal static class DigestsCommand
{
    internal static Command Create()
    {
        var command = new Command(
            "digests", "Prints the digests of weights that small fits end with, to compare two builds on one machine.");
        command.SetAction(_ =>
        {
            Console.WriteLine(MachineDescription.OfThis());
            foreach (var (name, options) in Networks)
            {
                foreach (string task in new[] { "binary", "multiclass", "regression" })
                    Console.WriteLine($"{name}, {task}: {Digest(options(), task)}");
            }
        });
        return command;
    }

    private static readonly (string Name, Func<SequenceTrainerOptions> Options)[] Networks =
    [
        ("lstm", () => new LstmOptions()),
        ("gru", () => new GruOptions { Pooling = SequencePooling.Mean, NumberOfLayers = 2 }),
        ("rnn", () => new RnnOptions { Bidirectional = true }),
        ("transformer", () => new TransformerOptions { HiddenSize = 32, NumberOfLayers = 2 }),
    ];

    private static string Digest(SequenceTrainerOptions options, string task)
    {
        var mlContext = new MLContext(seed: 1);
        (options.NumberOfEpochs, options.Seed, options.LabelColumnName) = (
            2, 3, task == "binary" ? nameof(Row.IsPositive) : nameof(Row.Class));
        var pipeline = mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Features", nameof(Row.Text))
            .Append<ITransformer>(
                task == "multiclass"
                ? mlContext.Transforms.Conversion.MapValueToKey(nameof(Row.Class))
                : mlContext.Transforms.CopyColumns("Copy", nameof(Row.Class)))
            .Append(Trainer(mlContext, task, options));
        using var model = pipeline.Fit(mlContext.Data.LoadFromEnumerable(Rows()));
        var parameters = model.LastTransformer.Model;
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string weight in parameters.WeightNames)
            digest.AppendData(MemoryMarshal.AsBytes(parameters.GetWeights(weight).AsSpan()));
        return Convert.ToHexStringLower(digest.GetHashAndReset());
    }

    private static SequenceTrainer Trainer(MLContext mlContext, string task, SequenceTrainerOptions options) => task switch
    {
        "binary" => mlContext.BinaryClassification.Trainers.Sequence(options),
        "multiclass" => mlContext.MulticlassClassification.Trainers.Sequence(options),
        _ => mlContext.Regression.Trainers.Sequence(options),
    };

    private static IEnumerable<Row> Rows() => File.ReadLines(Reviews.SamplePath).Skip(1).Select((line, i) =>
    {
        bool isPositive = line.EndsWith("\ttrue", StringComparison.Ordinal);
        return new Row
        {
            Text = line[
            ..line.IndexOf('\t', StringComparison.Ordinal)],
            IsPositive = isPositive,
            Class = isPositive ? 2 : i % 2
        };
    });

    private sealed class Row
    {
        public string Text { get; set; } = "";

        public bool IsPositive { get; set; }

        public float Class { get; set; }
    }
}
