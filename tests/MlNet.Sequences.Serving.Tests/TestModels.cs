using Microsoft.ML;

namespace MlNet.Sequences.Serving.Tests;

/// <summary>Small models, each trained once and saved in a folder of the tests' own.</summary>
internal static class TestModels
{
    private static readonly DirectoryInfo Folder = Directory.CreateTempSubdirectory("mlnet-sequences-serving-tests-");
    private static readonly Lazy<string> Saved = new(() => Save("binary", Classifier(seed: 1)));
    private static readonly Lazy<string> OtherSaved = new(() => Save("other", Classifier(seed: 2)));
    private static readonly Lazy<string> ClassesSaved = new(() => Save("classes", context =>
        context.Transforms.Conversion.MapValueToKey("Label", "Topic")
            .Append(context.MulticlassClassification.Trainers.Lstm(Options(seed: 1)))));
    private static readonly Lazy<string> NumbersSaved = new(() => Save("numbers", context =>
        context.Regression.Trainers.Gru(new GruOptions
        {
            LabelColumnName = "Stars",
            HiddenSize = 8,
            EmbeddingSize = 8,
            NumberOfEpochs = 1,
            NumberOfThreads = 1,
        })));

    private static readonly Lazy<string> TagsSaved = new(() => Save("tags", context =>
        context.Transforms.Text.TokenizeIntoWords("TagKeys", "Tags")
            .Append(context.Transforms.Conversion.MapValueToKey("TagKeys"))
            .Append(context.MulticlassClassification.Trainers.SequenceTagging(Options(seed: 1, label: "TagKeys")))));
    private static readonly Lazy<string> ExportedSaved = new(() => Export("exported", Binary));

    /// <summary>Texts that the models were not trained on, of many lengths.</summary>
    internal static readonly string[] Texts =
    [
        "", "fine", "a fine film", "what a dull, dull film", "Grüße aus Köln 🎬",
        string.Join(' ', Enumerable.Repeat("a fine film that nobody knows", 20)),
        string.Join(' ', Enumerable.Repeat("dull", 300)),
    ];

    /// <summary>A binary classifier: an LSTM with n-grams beside it.</summary>
    internal static string Binary => Saved.Value;

    /// <summary>Another one, with other weights.</summary>
    internal static string OtherBinary => OtherSaved.Value;

    /// <summary>A classifier of three topics.</summary>
    internal static string Classes => ClassesSaved.Value;

    /// <summary>A model of a number.</summary>
    internal static string Numbers => NumbersSaved.Value;

    /// <summary>A model of a tag for each word.</summary>
    internal static string Tags => TagsSaved.Value;

    /// <summary><see cref="Binary"/>, exported to ONNX.</summary>
    internal static string Exported => ExportedSaved.Value;

    /// <summary>The library's own predictions.</summary>
    internal static TextPrediction[] Predict(string path, params IEnumerable<string> texts)
    {
        using var predictor = TextPredictor.Load(new MLContext(), path);
        return [.. texts.Select(predictor.Predict)];
    }

    internal static void Remove() => Folder.Delete(recursive: true);

    private static Func<MLContext, IEstimator<ITransformer>> Classifier(int seed) =>
        context => context.BinaryClassification.Trainers.Lstm(Options(seed));

    private static LstmOptions Options(int seed, string label = "Label") => new()
    {
        LabelColumnName = label,
        HiddenSize = 8,
        EmbeddingSize = 8,
        NumberOfEpochs = 2,
        NumberOfThreads = 1,
        Seed = seed,
    };

    private static string Save(string name, Func<MLContext, IEstimator<ITransformer>> trainer)
    {
        var context = new MLContext(seed: 1);
        var rows = context.Data.LoadFromEnumerable(Enumerable.Range(0, 60).Select(i => new Row
        {
            Text = $"{(i % 2 == 0 ? "a fine film" : "what a dull film")} {i % 7} about {(i % 3 == 0 ? "ships" : "trains")}",
            Label = i % 2 == 0,
            Topic = $"topic {i % 3}",
            Stars = i % 5,
            Tags = $"{(i % 2 == 0 ? "DET ADJ NOUN" : "PRON DET ADJ NOUN")} NUM ADP NOUN",
        }));
        var model = context.Transforms.Text.TokenizeIntoWordsAsKeys("Features", "Text").Append(trainer(context)).Fit(rows);
        string path = Path.Combine(Folder.FullName, name + ".zip");
        context.Model.Save(model, rows.Schema, path);
        return path;
    }

    private static string Export(string name, string trained)
    {
        var context = new MLContext();
        var model = context.Model.Load(trained, out var schema);
        string path = Path.Combine(Folder.FullName, name);
        var exported = context.Model.ToOnnxPipeline(model, schema, path + ".onnx");
        context.Model.Save(exported, schema, path + ".zip");
        return path + ".zip";
    }

    private sealed class Row
    {
        public string Text { get; set; } = "";

        public bool Label { get; set; }

        public string Topic { get; set; } = "";

        public float Stars { get; set; }

        public string Tags { get; set; } = "";
    }
}
