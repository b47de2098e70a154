using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Cli.Tests;

/// <summary>
/// Models of pipelines that the tool did not make: the tool takes classes and columns from the model, and guesses none.
/// </summary>
[TestClass]
public sealed class LibraryModelTests : IDisposable
{
    private readonly MLContext _mlContext = new(seed: 1);
    private readonly Workplace _workplace = new();

    public void Dispose() => _workplace.Dispose();

    [TestMethod]
    [DataRow("Int32", "0", "1", "2")]
    [DataRow("UInt32", "0", "1", "2")]
    [DataRow("Int64", "0", "1", "2")]
    [DataRow("Double", "0", "1", "2")]
    [DataRow("Byte", "0", "1", "2")]
    [DataRow("Single", "0", "1", "2")]
    [DataRow("DateTime", "2020-01-01", "2021-01-01", "2022-01-01")]
    public void Classes_are_what_the_keys_stand_for_whatever_their_type(string type, params string[] labels)
    {
        switch (type)
        {
            case "Int32": SaveClasses(i => i); break;
            case "UInt32": SaveClasses(i => (uint)i); break;
            case "Int64": SaveClasses(i => (long)i); break;
            case "Double": SaveClasses(i => (double)i); break;
            case "Byte": SaveClasses(i => (byte)i); break;
            case "Single": SaveClasses(i => (float)i); break;
            default: SaveClasses(i => new DateTime(2020 + i, 1, 1)); break;
        }

        string[] lines = _workplace.Tool.Run(
            "predict", "--model", "model.zip", "--text", "word0 film", "word1 film", "word2 film").OutputLines;
        Assert.HasCount(4, lines);
        for (int i = 0; i < 3; i++)
            Assert.StartsWith(labels[i], lines[i + 1]);

        // The first class is missing: counted by their places, the others would be off by one.
        _workplace.Write(
            "labels.csv", $"Text,Category\nword1 film,{labels[1]}\nword2 film,{labels[2]}\nword2 film,{labels[2]}\n");
        var measured = _workplace.Tool.Run("evaluate", "--model", "model.zip", "--data", "labels.csv", "--json").Json();
        Assert.AreEqual(1, measured.GetProperty("microAccuracy").GetDouble());
        Assert.AreEqual("[[0,0,0],[0,1,0],[0,0,2]]", measured.GetProperty("confusionMatrix").GetRawText());
    }

    [TestMethod]
    public void A_number_for_each_word_is_predicted_and_a_task_that_the_tool_does_not_know_is_named()
    {
        var rows = _mlContext.Data.LoadFromEnumerable(
            Enumerable.Range(0, 20).Select(i => new { Text = $"a film {i % 3}", Label = new[] { 1f, 5f, i % 3 } }).ToArray());
        var model = _mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Features", "Text")
            .Append(_mlContext.Regression.Trainers.SequencePerStep(new GruOptions { HiddenSize = 8, NumberOfEpochs = 1 }))
            .Fit(rows);
        _mlContext.Model.Save(model, rows.Schema, _workplace.Path("model.zip"));
        var predicted = _workplace.Tool.Run("predict", "--model", "model.zip", "--text", "a film 2", "--json").Json();
        Assert.AreEqual("[\"a\",\"film\",\"2\"]", predicted.GetProperty("tokens").GetRawText());
        Assert.AreEqual(3, predicted.GetProperty("scores").GetArrayLength());
        _workplace.Tool.Run("inspect", "--model", "model.zip").IsFailure(
            "needs a model of one of the tasks binary, multiclass, regression, tagging; received step-regression");
    }

    [TestMethod]
    public void Custom_metrics_of_a_training_stand_beside_those_of_the_task()
    {
        var rows = _mlContext.Data.LoadFromEnumerable(
            Enumerable.Range(0, 40).Select(i => new { Text = $"a film {i % 3}", Label = i % 3 == 0 }).ToArray());
        var model = _mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Features", "Text")
            .Append(_mlContext.BinaryClassification.Trainers.Sequence(new GruOptions
            {
                HiddenSize = 8,
                NumberOfEpochs = 1,
                ValidationFraction = 0.25,
                Metrics = [new HeldOut()],
            })).Fit(rows);
        _mlContext.Model.Save(model, rows.Schema, _workplace.Path("model.zip"));
        var history = _workplace.Tool.Run("inspect", "--model", "model.zip", "--json").Json().GetProperty("history");
        double heldOut = history.GetProperty("validationRows").GetDouble();
        Assert.IsGreaterThan(0, heldOut);
        Assert.AreEqual(heldOut, history.GetProperty("epochs")[0].GetProperty("validationHeldOut").GetDouble());
        Assert.Contains("HeldOut", _workplace.Tool.Run("inspect", "--model", "model.zip").Output);
    }

    [TestMethod]
    public void Labels_of_truth_values_are_two_classes_by_name()
    {
        SaveClasses(i => i > 1);
        string[] lines = _workplace.Tool.Run("predict", "--model", "model.zip", "--text", "word0 film", "word2 film").OutputLines;
        Assert.StartsWith("False\t", lines[1]);
        Assert.StartsWith("True\t", lines[2]);
    }

    [TestMethod]
    [DataRow("body")]
    [DataRow("normalized")]
    [DataRow("copied")]
    [DataRow("without schema")]
    public void The_columns_are_those_that_the_scores_depend_on(string pipeline)
    {
        var rows = _mlContext.Data.LoadFromEnumerable(Enumerable.Range(0, 80).Select(
            i => new Mail { Text = "link", Body = $"{(i % 2 == 0 ? "good" : "bad")} film", Label = i % 2 == 0 }));
        var text = _mlContext.Transforms.Text;
        IEstimator<ITransformer> words = pipeline switch
        {
            "normalized" => text.NormalizeText("Clean", "Body").Append(text.TokenizeIntoWordsAsKeys("Features", "Clean")),
            "copied" =>
                _mlContext.Transforms.CopyColumns("Text", "Body").Append(text.TokenizeIntoWordsAsKeys("Features", "Text")),
            _ => text.TokenizeIntoWordsAsKeys("Features", "Body"),
        };
        Save(words.Append(_mlContext.BinaryClassification.Trainers.Lstm(Options())), rows, pipeline != "without schema");
        _workplace.Write(
            "mails.csv", "Text,Body,Label\nlink,good film,true\nlink,bad film,false\nlink,good film,true\nlink,bad film,false\n");

        string[] lines = _workplace.Tool.Run("predict", "--model", "model.zip", "--data", "mails.csv").OutputLines;
        Assert.HasCount(5, lines);
        Assert.StartsWith("true\t", lines[1]);
        Assert.EndsWith("\tgood film", lines[1]);
        Assert.StartsWith("false\t", lines[2]);
        var measured = _workplace.Tool.Run(
            "evaluate", "--model", "model.zip", "--data", "mails.csv", "--json", "--report", "report.html").Json();
        Assert.AreEqual(1, measured.GetProperty("accuracy").GetDouble());
        Assert.AreEqual(
            """["Body"]""",
            _workplace.Tool.Run("inspect", "--model", "model.zip", "--json").Json().GetProperty("columns").GetProperty("reads")
            .GetRawText());
    }

    [TestMethod]
    public void Several_text_columns_are_read_together()
    {
        var rows = _mlContext.Data.LoadFromEnumerable(Enumerable.Range(0, 80).Select(i => new Mail
        {
            Text = i % 2 == 0 ? "alike" : i % 4 == 1 ? "up" : "down",
            Body = i % 4 == 0 ? "good" : "bad",
            Label = i % 4 is 0 or 1,
        }));
        var joined = _mlContext.Transforms.Expression("Both", "(a, b) => concat(a, \" \", b)", "Text", "Body")
            .Append(_mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Features", "Both"))
            .Append(_mlContext.BinaryClassification.Trainers.Lstm(Options()));
        Save(joined, rows);
        _workplace.Write("mails.csv", "id,body,text,Label\n1,bad,up,true\n2,bad,down,false\n3,good,alike,true\n");

        var measured = _workplace.Tool.Run("evaluate", "--model", "model.zip", "--data", "mails.csv", "--json").Json();
        Assert.AreEqual(1, measured.GetProperty("accuracy").GetDouble());
        var predicted = _workplace.Tool.Run("predict", "--model", "model.zip", "--data", "mails.csv", "--keep", "ID").OutputLines;
        Assert.AreEqual("Label\tProbability\tScore\tText\tBody\tid", predicted[0]);
        Assert.EndsWith("\tup\tbad\t1", predicted[1]);
        var json = System.Text.Json.JsonDocument.Parse(
            _workplace.Tool.Run(
                "predict", "--model", "model.zip", "--data", "mails.csv", "--keep", "id", "--json").OutputLines[1]).RootElement;
        Assert.AreEqual("""{"Text":"down","Body":"bad","id":"2"}""", json.GetProperty("columns").GetRawText());
        Assert.IsFalse(json.TryGetProperty("text", out _));
        _workplace.Tool.Run("predict", "--model", "model.zip", "--text", "up").IsFailure("Text and Body", "--data");
        _workplace.Tool.Run("predict", "--model", "model.zip", "--data", "mails.csv", "--text-column", "body")
            .IsFailure("Text and Body", "--text-column");
    }

    [TestMethod]
    public void A_model_of_numbers_says_what_it_reads()
    {
        var schema = SchemaDefinition.Create(typeof(Series));
        schema["Steps"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 5, 2);
        var rows = _mlContext.Data.LoadFromEnumerable(
            Enumerable.Range(0, 40)
            .Select(i => new Series { Steps = [.. Enumerable.Range(0, 10).Select(j => (float)(i * j % 7))], Label = i % 4 }),
            schema);
        var options = Options();
        options.FeatureColumnName = "Steps";
        Save(_mlContext.Regression.Trainers.Lstm(options), rows);
        _workplace.Tool.Run("predict", "--model", "model.zip", "--text", "a film")
            .IsFailure("Steps (Vector<Single, 5, 2>)", "texts alone");
        Assert.AreEqual(0, _workplace.Tool.Run("inspect", "--model", "model.zip").ExitCode);
    }

    [TestMethod]
    public void A_model_of_an_ONNX_graph_says_why_its_layers_are_not_shown()
    {
        var rows = _mlContext.Data.LoadFromEnumerable(
            Enumerable.Range(0, 40).Select(i => new Mail { Text = $"word{i % 2}", Label = i % 2 == 0 }));
        var options = Options();
        options.NumberOfEpochs = 1;
        var model = _mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Features", "Text")
            .Append(_mlContext.BinaryClassification.Trainers.Lstm(options)).Fit(rows);
        using var portable = _mlContext.Model.ToOnnxPipeline(model, _workplace.Path("model.onnx"));
        _mlContext.Model.Save(portable, rows.Schema, _workplace.Path("portable.zip"));
        _workplace.Tool.Run("inspect", "--model", "portable.zip")
            .IsFailure("portable.zip", "ToOnnxPipeline", "layers", "original model");
        Assert.HasCount(2, _workplace.Tool.Run("predict", "--model", "portable.zip", "--text", "word0").OutputLines);
    }

    [TestMethod]
    public void The_names_of_two_classes_are_those_that_the_label_column_has()
    {
        var schema = SchemaDefinition.Create(typeof(Mail));
        schema["Label"].AddAnnotation(
            "TrainingLabelValues", new VBuffer<ReadOnlyMemory<char>>(2, ["ham".AsMemory(), "spam".AsMemory()]),
            new VectorDataViewType(TextDataViewType.Instance, 2));
        var rows = _mlContext.Data.LoadFromEnumerable(
            Enumerable.Range(0, 80).Select(i => new Mail { Text = i % 2 == 0 ? "cheap" : "dear", Label = i % 2 == 0 }), schema);
        Save(_mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Features", "Text").Append(
            _mlContext.BinaryClassification.Trainers.Lstm(Options())), rows);
        Assert.StartsWith("spam\t", _workplace.Tool.Run("predict", "--model", "model.zip", "--text", "cheap").OutputLines[1]);
        _workplace.Write("mails.csv", "Text,Label\ncheap,spam\ndear,ham\n");
        var measured = _workplace.Tool.Run("evaluate", "--model", "model.zip", "--data", "mails.csv", "--json").Json();
        Assert.AreEqual(1, measured.GetProperty("accuracy").GetDouble());
        _workplace.Write("other.csv", "Text,Label\ncheap,spam\ndear,eggs\n");
        _workplace.Tool.Run("evaluate", "--model", "model.zip", "--data", "other.csv")
            .IsFailure("'eggs'", "ham and spam", "line 3");
    }

    private void SaveClasses<T>(Func<int, T> label)
    {
        var rows = _mlContext.Data.LoadFromEnumerable(
            Enumerable.Range(0, 90).Select(i => new Classified<T> { Text = $"word{i % 3} film", Category = label(i % 3) }));
        Save(
            _mlContext.Transforms.Conversion.MapValueToKey("Label", "Category")
                .Append(_mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Features", "Text"))
                .Append(_mlContext.MulticlassClassification.Trainers.Lstm(Options()))
                .Append(_mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel")),
            rows);
    }

    private void Save(IEstimator<ITransformer> pipeline, IDataView rows, bool withSchema = true) =>
        _mlContext.Model.Save(pipeline.Fit(rows), withSchema ? rows.Schema : null, _workplace.Path("model.zip"));

    private static LstmOptions Options() => new()
    {
        HiddenSize = 8,
        EmbeddingSize = 8,
        NumberOfEpochs = 25,
        NumberOfThreads = 1,
        BatchSize = 8,
        StepDropout = 0,
        EmbeddingDropout = 0,
        LearningRate = 0.02,
    };

    private sealed class Classified<T>
    {
        public string Text { get; set; } = "";

        public T Category { get; set; } = default!;
    }

    private sealed class Mail
    {
        public string Text { get; set; } = "";

        public string Body { get; set; } = "";

        public bool Label { get; set; }
    }

    private sealed class Series
    {
        public float[] Steps { get; set; } = [];

        public float Label { get; set; }
    }

    private sealed class HeldOut : ISequenceMetric
    {
        public double Compute(ScoredRows rows) => rows.Count;
    }
}
