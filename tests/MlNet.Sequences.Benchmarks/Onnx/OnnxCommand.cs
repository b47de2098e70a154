using System.CommandLine;
using Microsoft.ML;

namespace MlNet.Sequences.Benchmarks;

/// <summary>
/// <c>onnx</c>: scoring from text by a trained model with torch, and by the pipelines that its export makes, one after the other
/// in one run.
/// </summary>
internal static class OnnxCommand
{
    internal static Command Create()
    {
        var data = Reviews.PathOption(isRequired: true);
        var test = new Option<string?>("--test")
        {
            HelpName = "PATH",
            Description = "A .tsv file to score. Default: the test part of --data",
        };
        var model = new Option<string?>("--model")
        {
            HelpName = "FILE",
            Description = "A saved binary model that reads Text. Default: one that is trained here",
        };
        var architecture = new Option<string?>("--architecture")
        {
            HelpName = "NAME",
            Description = $"What is trained: {string.Join(", ", DefaultModel.Architectures)}. Default: lstm",
        };
        architecture.AcceptOnlyFromAmong(DefaultModel.Architectures);
        var epochs = Count("--epochs", "The epochs of the training. Default: the trainer's");
        var rows = Count("--rows", "The reviews to train on, chosen at random. Default: all of the training part");
        var rounds = Count("--rounds", "How often each scores all reviews; the medians count. Default: 3");
        var json = new Option<bool>("--json") { Description = "One JSON object alone on stdout." };
        var command = new Command(
            "onnx", "Measures scoring from text with torch and with ONNX Runtime: speed, accuracy, size and memory.")
        {
            data, test, model, architecture, epochs, rows, rounds, json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(model) is not null
                && (result.GetValue(
                architecture) is not null || result.GetValue(epochs) is not null || result.GetValue(rows) is not null))
                result.AddError("--model needs no training: leave out --architecture, --epochs and --rows.");
        });
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(data), parsed.GetValue(test), parsed.GetValue(model),
            (mlContext, reviews) => DefaultModel.Train(
                mlContext, Some(mlContext, reviews, parsed.GetValue(rows)), parsed.GetValue(epochs),
                parsed.GetValue(architecture) ?? "lstm"),
            parsed.GetValue(rounds) ?? 3, parsed.GetValue(json)));
        return command;
    }

    private static int Run(
        string data, string? test, string? modelPath, Func<MLContext, IDataView, ITransformer> train, int rounds, bool asJson)
    {
        var mlContext = new MLContext(seed: 1);
        var reviews = Reviews.Load(mlContext, data);
        var tested = (test is null ? reviews.Test : Reviews.Load(mlContext, test).Train)
            ?? throw new FailureException($"'{data}' has no test part: give --test a .tsv file to score.");
        Reviews.Row[] rows = [.. mlContext.Data.CreateEnumerable<Reviews.Row>(tested, reuseRowObject: false)];
        if (modelPath is not null && !File.Exists(modelPath))
            throw new FailureException(
                $"'{modelPath}' does not exist: give --model the path of a saved one, or leave it out.");
        if (modelPath is null)
            Console.Error.WriteLine("Training a model");
        var model = modelPath is null ? train(mlContext, reviews.Train) : mlContext.Model.Load(modelPath, out _);

        string folder = Directory.CreateTempSubdirectory("mlnet-sequences-onnx").FullName;
        try
        {
            OnnxVariant[] variants = [
                .. OnnxVariant.Write(mlContext, model, mlContext.Data.LoadFromEnumerable(rows).Schema, folder)];
            string texts = Path.Combine(folder, "texts.jsonl");
            ComparedReviews.WriteJsonLines(texts, rows);
            // One after the other in each round, so that what the machine does besides hits all alike.
            var passes = variants.ToDictionary(variant => variant.Name, _ => new List<ScoringPass>());
            for (int round = 1; round <= rounds; round++)
            {
                foreach (var variant in variants)
                    passes[variant.Name].Add(ScoringPass.Run(variant.ModelPath, texts));
                Console.Error.WriteLine($"Round {round} of {rounds} done");
            }

            var report = OnnxReport.Of(MachineDescription.OfThis(), ArchitectureOf(model), rows, variants, passes);
            Console.WriteLine(asJson ? Json.Lines(report) : string.Join(Environment.NewLine, report.Table()));
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // The data set has one class after the other.
    private static IDataView Some(MLContext mlContext, IDataView reviews, int? rows) =>
        rows is { } count
        ? mlContext.Data.TakeRows(mlContext.Data.ShuffleRows(reviews, seed: 1, shufflePoolSize: 50_000), count)
        : reviews;

    private static string ArchitectureOf(ITransformer model) => model switch
    {
        SequencePredictionTransformer network => network.Architecture,
        IEnumerable<ITransformer> chain => chain.Select(ArchitectureOf).FirstOrDefault(name => name.Length > 0) ?? "",
        _ => "",
    };

    private static Option<int?> Count(string name, string description)
    {
        var option = new Option<int?>(name) { HelpName = "N", Description = description };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() < 1)
                result.AddError($"{name} must be 1 or more.");
        });
        return option;
    }
}
