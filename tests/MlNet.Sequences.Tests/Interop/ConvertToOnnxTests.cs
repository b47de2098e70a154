using Microsoft.ML;

namespace MlNet.Sequences.Tests;

/// <summary>ML.NET's own <c>ConvertToOnnx</c> comes to our views as to its own, and says what to do instead.</summary>
[TestClass]
public sealed class ConvertToOnnxTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void A_chain_with_our_trainer_is_refused_and_ExportToOnnx_is_named()
    {
        var data = Rows.OfText(_mlContext, "a good film", "a bad one");
        var labelled = _mlContext.Data.LoadFromEnumerable(
            Enumerable.Range(0, 20).Select(i => new ScoredText { Text = $"word{i}", Label = i % 2 == 0 }));
        var chain = Words().Append(Toy.Trainer(_mlContext)).Fit(labelled);
        // A column of the output's name comes in: ML.NET used to copy it.
        foreach (var input in new[] { labelled, _mlContext.Transforms.CopyColumns(
            "Before", "Text").Fit(labelled).Transform(labelled) })
            CheckRefused(chain, input, "a step of MlNet.Sequences");
        CheckRefused(Words().Fit(data), data, "TokenizingByWordsTransformer");
        chain.LastTransformer.Dispose();
    }

    [TestMethod]
    public void A_step_in_place_behind_our_own_is_refused_too()
    {
        var data = Toy.Numbers(_mlContext, 20);
        using var model = Toy.Trainer(_mlContext).Fit(data);
        var chain = model.Append(_mlContext.Transforms.CopyColumns("Number", "Score").Fit(model.Transform(data)));
        CheckRefused(chain, data, "SequencePredictionTransformer");
    }

    [TestMethod]
    public void Columns_that_a_cache_passes_on_are_converted()
    {
        using var folder = new ScratchFolder();
        var data = Toy.Numbers(_mlContext, 20);
        using var cached = _mlContext.Transforms.NormalizeMinMax("Scaled", "Features")
            .CacheEncoded(_mlContext, folder.At("cache")).Fit(data);
        using var file = new MemoryStream();
        _mlContext.Model.ConvertToOnnx(cached, data, file, "Scaled");
        Assert.IsGreaterThan(0, file.Length);
        CheckRefused(
            _mlContext.Transforms.PadSequence("Features", 3).CacheEncoded(_mlContext, folder.At("padded")).Fit(data), data,
            "SequencePaddingTransformer");
    }

    private TokenizingByWordsEstimator Words() => _mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Features", "Text");

    private void CheckRefused(ITransformer model, IDataView data, string step)
    {
        using var file = new MemoryStream();
        var error = Assert.ThrowsExactly<NotSupportedException>(() => _mlContext.Model.ConvertToOnnx(model, data, file));
        StringAssert.Contains(error.Message, step);
        StringAssert.Contains(error.Message, "mlContext.Model.ExportToOnnx(");
        Assert.AreEqual(0, file.Length);
    }

    private sealed class ScoredText
    {
        public string Text { get; set; } = "";

        public bool Label { get; set; }

        public float Score { get; set; }
    }
}
