using Microsoft.ML;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace MlNet.Sequences.Tests;

/// <summary>Exported models that take texts, in ONNX Runtime, against the chains that they were made of.</summary>
[TestClass]
public sealed class ExportFromTextTests
{
    private static readonly OnnxExportOptions FromText = new() { IncludeTokenizer = true };

    private static readonly LstmArchitecture Small = new()
    {
        EmbeddingSize = 4,
        HiddenSize = 4,
        NumberOfLayers = 1,
        Pooling = SequencePooling.MeanAndMax,
    };

    private static readonly Objective[] Objectives =
    [
        new BinaryObjective { Threshold = 0.1f },
        new MulticlassObjective { Labels = new LabelKeys("UInt32", 3, null) },
        new RegressionObjective { Mean = 100, StandardDeviation = 7 },
    ];

    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    [DataRow(0, 0, SequencePadding.Post, SequenceTruncation.Post)]
    [DataRow(5, 0, SequencePadding.Post, SequenceTruncation.Post)]
    [DataRow(5, 0, SequencePadding.Pre, SequenceTruncation.Pre)]
    [DataRow(5, 2, SequencePadding.Post, SequenceTruncation.HeadAndTail)]
    [DataRow(50, 2, SequencePadding.Pre, SequenceTruncation.Pre)]
    public void Texts_score_the_same_together_and_one_by_one(
        int length, int value, SequencePadding padding, SequenceTruncation truncation)
    {
        foreach (var objective in Objectives)
        {
            var pads = length == 0
                ? null
                : new PadSequenceOptions { Length = length, PaddingValue = value, Padding = padding, Truncation = truncation };
            var model = ChainFromText.Of(Small, objective, padding: pads);
            string[] texts = ChainFromText.Texts(model);
            var scored = model.Transform(Rows.OfText(_mlContext, texts));
            using var session = Export(model);
            foreach (string column in OnnxParityTests.Outputs((SequencePredictionTransformer)model.LastTransformer))
            {
                float[] expected = OnnxParityTests.Read(scored, column);
                OnnxParityTests.AreClose(expected, Run(session, column, texts), column);
                OnnxParityTests.AreClose(
                    expected, [.. texts.SelectMany(text => Run(session, column, text))], $"{column}, one by one");
            }
        }
    }

    [TestMethod]
    public void A_transformer_that_takes_the_greatest_of_its_steps_scores_the_same()
    {
        var model = ChainFromText.Of(
            new TransformerArchitecture
            {
                HiddenSize = 8,
                NumberOfLayers = 1,
                NumberOfHeads = 2,
                FeedForwardSize = 12,
                Pooling = SequencePooling.Max,
                Positions = PositionEncoding.Learned,
                MaximumLength = 6,
            },
            Objectives[0], padding: new() { Length = 6 });
        string[] texts = ChainFromText.Texts(model);
        using var session = Export(model);
        OnnxParityTests.AreClose(
            Toy.Column<float>(model.Transform(Rows.OfText(_mlContext, texts)), "Score"), Run(session, "Score", texts), "Score");
    }

    [TestMethod]
    public void A_chain_that_was_fitted_with_a_label_and_loaded_again_takes_texts_alone()
    {
        var rows = _mlContext.Data.LoadFromEnumerable(
            Enumerable.Range(0, 30)
            .Select(i => new ChainFromText.LabelledText { Text = $"Word{i % 3}, and more!", Kind = $"kind{i % 3}" }).ToArray());
        var model = ChainFromText.Labelled(_mlContext, rows);
        using var folder = new ScratchFolder();
        _mlContext.Model.Save(model, rows.Schema, folder.At("model.zip"));
        var loaded = _mlContext.Model.Load(folder.At("model.zip"), out _);

        using var session = Export(loaded);

        var input = session.InputMetadata.Single();
        Assert.AreEqual("text", input.Key);
        Assert.AreEqual(typeof(string), input.Value.ElementType);
        CollectionAssert.AreEqual(new[] { "batch" }, input.Value.SymbolicDimensions);
        Assert.AreEqual("""["kind0","kind1","kind2"]""", session.ModelMetadata.CustomMetadataMap["classes"]);
        OnnxParityTests.AreClose(
            OnnxParityTests.Read(model.Transform(rows), "Score"),
            Run(session, "Score", [.. Toy.Column<ReadOnlyMemory<char>>(rows, "Text").Select(text => text.ToString())]), "Score");
    }

    [TestMethod]
    public void A_long_text_is_read_to_its_end()
    {
        var model = ChainFromText.Of(Small, Objectives[0], padding: new() { Length = 5, Truncation = SequenceTruncation.Pre });
        string[] texts = [
            $"{string.Concat(Enumerable.Repeat("Bad, bad..", 10_000))}{new string('.', 100_000)} slow to START<br />film.",
            "good"];
        using var session = Export(model);
        OnnxParityTests.AreClose(
            Toy.Column<float>(model.Transform(Rows.OfText(_mlContext, texts)), "Score"), Run(session, "Score", texts), "Score");
    }

    [TestMethod]
    public void A_file_that_splits_texts_in_another_way_is_found_by_the_check()
    {
        using var folder = new ScratchFolder();
        var model = ChainFromText.Of(Small, Objectives[0]);
        _mlContext.Model.ExportToOnnx(model, folder.At("model.onnx"), FromText);
        var network = TrainedModels.Find(model);
        var steps = TextSteps.Find(model, network);
        OnnxCheck.Run(folder.At("model.onnx"), network, steps, OnnxWeights.Float32, isExact: true);
        foreach (var other in new TokenizeIntoWordsAsKeysOptions[]
        {
            new() { Lowercase = false }, new() { RemoveHtmlLineBreaks = false }, new() { FilterCharacters = "." },
        })
        {
            var failure = Assert.ThrowsExactly<InvalidOperationException>(
                () => OnnxCheck.Run(
                    folder.At("model.onnx"), network, steps with { Options = other }, OnnxWeights.Float32, isExact: true));
            Assert.Contains("Score", failure.Message);
        }
    }

    [TestMethod]
    public void Without_the_option_the_network_alone_is_exported_of_any_chain()
    {
        using var folder = new ScratchFolder();
        var model = ChainFromText.Of(Small, Objectives[0], new() { CharactersAsTokens = true });
        foreach (var options in new[] { null, new OnnxExportOptions() })
        {
            _mlContext.Model.ExportToOnnx(model, folder.At("model.onnx"), options);
            using var session = OnnxSession.Open(folder.At("model.onnx"));
            Assert.AreEqual("tokens", session.InputMetadata.Keys.Single());
        }
    }

    private InferenceSession Export(ITransformer model)
    {
        using var folder = new ScratchFolder();
        _mlContext.Model.ExportToOnnx(model, folder.At("model.onnx"), FromText);
        return OnnxSession.Open(folder.At("model.onnx"));
    }

    internal static float[] Run(InferenceSession session, string output, params string[] texts)
    {
        using var results = session.Run(
            [NamedOnnxValue.CreateFromTensor("text", new DenseTensor<string>(texts, [texts.Length]))], [output]);
        return results[0].Value switch
        {
            Tensor<float> numbers => [.. numbers],
            Tensor<long> keys => [.. keys.Select(key => (float)key)],
            var other => [.. ((Tensor<bool>)other).Select(flag => flag ? 1f : 0f)],
        };
    }
}
