using Microsoft.ML;
using MlNet.Sequences.Benchmarks;

namespace MlNet.Sequences.Tests;

/// <summary>
/// What a user tries first: a few hundred rows, and the defaults. <c>small</c> of the benchmarks measures it over five seeds.
/// </summary>
[TestClass]
public sealed class SmallDataTests
{
    [TestMethod]
    [DataRow("lstm")]
    [DataRow("gru")]
    [DataRow("rnn")]
    [DataRow("transformer")]
    public void Four_classes_of_mails_are_learned_from_300_rows_by_the_defaults(string name)
    {
        var mlContext = new MLContext(seed: 1);
        var trainers = mlContext.MulticlassClassification.Trainers;
        var model = mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Features", "Text")
            .Append(mlContext.Transforms.Conversion.MapValueToKey("Label", "Folder"))
            .Append(name switch
            {
                "lstm" => trainers.Lstm(),
                "gru" => trainers.Gru(),
                "rnn" => trainers.Rnn(),
                _ => trainers.Transformer(),
            })
            .Fit(mlContext.Data.LoadFromEnumerable(MadeUpMails.Make(300, seed: 1)));
        using var trained = model.LastTransformer;

        var metrics = mlContext.MulticlassClassification.Evaluate(
            model.Transform(mlContext.Data.LoadFromEnumerable(MadeUpMails.Make(400, seed: 2))));
        Assert.IsGreaterThanOrEqualTo(0.9, metrics.MicroAccuracy);
        Assert.IsEmpty(trained.History.Warnings);
    }
}
