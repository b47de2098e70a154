using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MlNet.Sequences.Tests;

/// <summary>Padding of numbers stays known or is refused, and slots that are no steps of time are told.</summary>
[TestClass]
public sealed class NumberColumnsTests
{
    private readonly MLContext _mlContext = new(seed: 1);
    private readonly List<string> _warnings = [];

    [TestInitialize]
    public void Listen() => _mlContext.Log += (_, e) =>
    {
        if (e.Kind == ChannelMessageKind.Warning)
            _warnings.Add(e.Message);
    };

    public static IEnumerable<object[]> Steps =>
    [
        ["NormalizeMeanVariance"], ["NormalizeMinMax"], ["ReplaceMissingValues"], ["ConvertType"], ["Concatenate"],
        ["AppendCacheCheckpoint"],
    ];

    [TestMethod]
    [DynamicData(nameof(Steps))]
    public void Behind_a_step_that_drops_its_mark_padding_is_refused(string step)
    {
        var data = Series(40);
        var pipeline = _mlContext.Transforms.PadSequence("Padded", "Values", length: 8).Append(StepOf(step, "Padded"));
        var chain = step == "AppendCacheCheckpoint"
            ? pipeline.AppendCacheCheckpoint(_mlContext)
            .Append(Toy.Trainer(_mlContext)) : pipeline.Append(Toy.Trainer(_mlContext));
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => chain.Fit(data));
        StringAssert.Contains(error.Message, "'Features' is made from 'Padded', which PadSequence padded with 0");
        StringAssert.Contains(error.Message, "float.NaN");

        using var model = Toy.Trainer(_mlContext).Fit(Unpadded(data));
        var padded = pipeline.Fit(data).Transform(data);
        Assert.ThrowsExactly<InvalidOperationException>(
            () => Toy.Trainer(_mlContext).Fit(Unpadded(data), padded), "validation rows");
        _warnings.Clear();
        model.Transform(padded);
        model.Transform(padded);
        StringAssert.Contains(_warnings.Single(), "which PadSequence padded with 0", "a model that scores them tells once");
    }

    [TestMethod]
    [DynamicData(nameof(Steps))]
    public void Padding_of_NaN_is_masked_behind_every_step_that_leaves_it(string step)
    {
        var data = Series(40);
        var pipeline = _mlContext.Transforms.PadSequence("Padded", "Values", new() { Length = 8, PaddingValue = float.NaN })
            .Append(StepOf(step, "Padded"));
        if (step == "ReplaceMissingValues")
        {
            var error = Assert.ThrowsExactly<InvalidOperationException>(() => pipeline.Append(Toy.Trainer(_mlContext)).Fit(data));
            StringAssert.Contains(error.Message, "replace missing values before PadSequence");
            return;
        }

        var padded = pipeline.Fit(data).Transform(data);
        using var model = Toy.Trainer(_mlContext).Fit(padded);
        float[][] steps = Rows.Values<float>(padded, "Features");
        Assert.IsTrue(steps.Any(row => float.IsNaN(row[^1])), "some rows are shorter");
        var unpadded = _mlContext.Data.LoadFromEnumerable(
            steps.Select(row => new Row { Features = [.. row.Where(value => !float.IsNaN(value))] }));
        CollectionAssert.AreEqual(
            Toy.Scores(model, unpadded), Toy.Scores(model, padded), "padded and not, the same sequence scores the same");
        Assert.IsFalse(Toy.Scores(model, padded).Any(float.IsNaN));
    }

    [TestMethod]
    public void Padding_of_NaN_is_saved_with_the_model()
    {
        var data = Series(5);
        var model = _mlContext.Transforms.PadSequence("Features", "Values", new() { Length = 8, PaddingValue = float.NaN })
            .Fit(data);
        var loaded = (SequencePaddingTransformer)ModelFile.Reload(_mlContext, model);
        Assert.IsTrue(float.IsNaN(loaded.Options.PaddingValue));
        CollectionAssert.AreEqual(
            Rows.Values<float>(model.Transform(data), "Features").SelectMany(row => row).ToArray(),
            Rows.Values<float>(loaded.Transform(data), "Features").SelectMany(row => row).ToArray());
        var keys = _mlContext.Transforms.PadSequence("Features", new PadSequenceOptions { Length = 8, PaddingValue = float.NaN });
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => keys.Fit(Toy.Tokens(_mlContext, 3))).Message,
            "received NaN; set 0 for the missing key");
    }

    [TestMethod]
    public void A_file_from_before_NaN_was_padding_is_read()
    {
        var data = Series(5);
        var model = _mlContext.Transforms.PadSequence("Features", "Values", length: 8).Fit(data);
        byte[] file = ModelFile.Edit(ModelFile.Save(_mlContext, model), "manifest.json", json =>
        {
            string text = System.Text.Encoding.UTF8.GetString(json);
            StringAssert.Contains(text, "\"formatVersion\": 2");
            return System.Text.Encoding.UTF8.GetBytes(
                text.Replace("\"formatVersion\": 2", "\"formatVersion\": 1", StringComparison.Ordinal));
        });
        CollectionAssert.AreEqual(
            Rows.Values<float>(model.Transform(data), "Features").SelectMany(row => row).ToArray(),
            Rows.Values<float>(ModelFile.Load(_mlContext, file).Transform(data), "Features").SelectMany(row => row).ToArray());
    }

    [TestMethod]
    public void Sequences_that_were_never_padded_and_scores_of_padded_ones_are_taken()
    {
        var data = Toy.Numbers(_mlContext, 40);
        using var whole = _mlContext.Transforms.NormalizeMeanVariance("Features").Append(Toy.Trainer(_mlContext)).Fit(data);
        var series = Series(40);
        var options = Toy.Options;
        (options.FeatureColumnName, options.LabelColumnName) = ("Padded", "Label");
        using var first = _mlContext.Transforms.PadSequence("Padded", "Values", length: 8)
            .Append(Toy.Trainer(_mlContext, options)).Fit(series);
        using var second = _mlContext.Transforms.Concatenate("Features", "Score").Append(Toy.Trainer(_mlContext))
            .Fit(first.Transform(series));
        Assert.IsFalse(_warnings.Any(warning => warning.Contains("padded", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void A_bag_of_features_is_told_from_a_sequence()
    {
        var texts = _mlContext.Data.LoadFromEnumerable(
            Enumerable.Range(0, 20).Select(i => new Text { Words = $"film {i}", Label = i % 2 == 0 }));
        using var model = _mlContext.Transforms.Text.FeaturizeText("Features", "Words").Append(Toy.Trainer(_mlContext))
            .Fit(texts);
        string warning = _warnings.Single(w => w.Contains("time steps of one number", StringComparison.Ordinal));
        StringAssert.Contains(warning, "'Features'");
        StringAssert.Contains(warning, "TokenizeIntoWordsAsKeys");
    }

    [TestMethod]
    [DataRow(2_000, false)]
    [DataRow(2_001, true)]
    public void Thousands_of_steps_of_one_number_are_told(int steps, bool told)
    {
        var type = new VectorDataViewType(NumberDataViewType.Single, steps);
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Features", type);
        builder.AddColumn("Channels", new VectorDataViewType(NumberDataViewType.Single, steps, 2));
        var schema = builder.ToSchema();
        Assert.AreEqual(told, NumberColumns.WarnOfTimelessSlots(schema["Features"], new SequenceInput(0, 1)) is not null);
        Assert.IsNull(NumberColumns.WarnOfTimelessSlots(schema["Channels"], new SequenceInput(0, 2)));
    }

    private IEstimator<ITransformer> StepOf(string step, string input) => step switch
    {
        "NormalizeMeanVariance" => _mlContext.Transforms.NormalizeMeanVariance("Features", input, fixZero: false),
        "NormalizeMinMax" => _mlContext.Transforms.NormalizeMinMax("Features", input),
        "ReplaceMissingValues" => _mlContext.Transforms.ReplaceMissingValues("Features", input),
        "ConvertType" => _mlContext.Transforms.Conversion.ConvertType("Features", input, DataKind.Single),
        "Concatenate" => _mlContext.Transforms.Concatenate("Features", input, input),
        _ => _mlContext.Transforms.NormalizeMinMax("Scaled", input)
        .Append(_mlContext.Transforms.CopyColumns("Features", "Scaled")),
    };

    // Rows of 2 to 8 steps.
    private IDataView Series(int count)
    {
        var random = new Random(3);
        return _mlContext.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(i => new SeriesRow
        {
            Values = [.. Enumerable.Range(0, 2 + i % 7).Select(_ => 1 + random.NextSingle())],
            Label = i % 2 == 0,
        }).ToArray());
    }

    private IDataView Unpadded(IDataView data) =>
        _mlContext.Transforms.CopyColumns("Features", "Values").Fit(data).Transform(data);

    private sealed class SeriesRow
    {
        public float[] Values { get; set; } = [];

        public bool Label { get; set; }
    }

    private sealed class Row
    {
        public float[] Features { get; set; } = [];
    }

    private sealed class Text
    {
        public string Words { get; set; } = "";

        public bool Label { get; set; }
    }
}
