using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MlNet.Sequences.Tests;

/// <summary>Which chains can begin with texts in ONNX, and what is said of the others.</summary>
[TestClass]
public sealed class TextStepsTests
{
    private static readonly LstmArchitecture Small = new() { EmbeddingSize = 4, HiddenSize = 4, NumberOfLayers = 1 };

    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void Steps_that_make_other_columns_are_passed_over()
    {
        var (words, pads, network) = Parts();
        var view = Rows.OfText(_mlContext, "a");
        var steps = Find(
            _mlContext.Transforms.CopyColumns("Copy", "Text").Fit(view), words,
            _mlContext.Transforms.Conversion.MapValueToKey("Key", "Text").Fit(view), pads,
            network, _mlContext.Transforms.CopyColumns("Features", "Text").Fit(view));
        Assert.AreEqual(3, steps.Padding!.Length);
        CollectionAssert.AreEqual(words.Vocabulary.ToArray(), steps.Vocabulary.Words);
    }

    [TestMethod]
    public void A_network_without_a_tokenizer_is_refused_with_the_steps_that_were_given()
    {
        var (_, pads, network) = Parts();
        Assert.Contains("the network alone", Refused(network));
        string message = Refused(pads, network);
        Assert.Contains(nameof(SequencePaddingTransformer), message);
        Assert.Contains("'Tokens'", message);
        Assert.Contains("TokenizeIntoWordsAsKeys", message);
    }

    [TestMethod]
    public void A_step_before_in_between_or_in_place_of_the_tokenizer_is_named_with_its_column()
    {
        var (words, pads, network) = Parts();
        var view = Rows.OfText(_mlContext, "a");
        var keys = words.Transform(view);
        var normalized = _mlContext.Transforms.Text.NormalizeText("Text").Fit(view);
        var copied = _mlContext.Transforms.CopyColumns("Features", "Tokens").Fit(keys);
        var kept = _mlContext.Transforms.DropColumns("Text").Fit(view);
        var ownKeys = _mlContext.Transforms.Text.TokenizeIntoCharactersAsKeys("Tokens", "Text").Fit(view);
        IsNamed(normalized, "'Text'", normalized, words, pads, network);
        IsNamed(copied, "'Features'", words, copied, network);
        IsNamed(ownKeys, "'Tokens'", ownKeys, pads, network);
        IsNamed(kept, "'Tokens'", words, kept, pads, network); // whose columns nobody tells
        IsNamed(pads, "'Tokens'", words, new SequencePaddingTransformer("Tokens", "Tokens", new() { Length = 9 }), pads, network);
    }

    [TestMethod]
    [DataRow("CharactersAsTokens = true")]
    [DataRow("Separator = 'X'")]
    [DataRow("Separator = '. '")]
    [DataRow("Lowercase = true")]
    public void A_setting_that_no_operator_expresses_is_named_with_its_value_and_the_remedy(string setting)
    {
        var options = setting switch
        {
            "CharactersAsTokens = true" => new TokenizeIntoWordsAsKeysOptions { CharactersAsTokens = true },
            "Separator = 'X'" => new() { Separator = "X" },
            "Separator = '. '" => new() { Separator = ". " },
            _ => new(),
        };
        string text = setting.StartsWith("Lowercase", StringComparison.Ordinal)
            ? "\u03BB\u03CC\u03B3\u03BF\u03C2 \u03C3\u03BF\u03C6\u03AF\u03B1"
            : "a. b";
        var words = new TokenizingByWordsEstimator((IHostEnvironment)_mlContext, "Features", "Text", options)
            .Fit(Rows.OfText(_mlContext, text));
        var network = ExportedModel.Untrained(Small, new BinaryObjective(), new SequenceInput(words.Vocabulary.Count, 0));
        using var folder = new ScratchFolder();

        var failure = Assert.ThrowsExactly<NotSupportedException>(() => _mlContext.Model.ExportToOnnx(
            new TransformerChain<ITransformer>(words, network), folder.At("model.onnx"),
            new OnnxExportOptions { IncludeTokenizer = true }));

        Assert.Contains(setting, failure.Message);
        Assert.Contains("without IncludeTokenizer", failure.Message);
        Assert.IsEmpty(Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    public void The_same_settings_are_taken_where_nothing_hangs_on_them()
    {
        foreach (var options in new TokenizeIntoWordsAsKeysOptions[]
        {
            new() { Separator = "X", Lowercase = false }, new() { Separator = "--", FilterCharacters = "." },
            new() { FilterCharacters = "" },
            TokenizeIntoWordsAsKeysOptions.KerasCompatible(numWords: 3),
        })
        {
            var words = new TokenizingByWordsEstimator((IHostEnvironment)_mlContext, "Features", "Text", options)
                .Fit(Rows.OfText(_mlContext, "aXb. a--b"));
            var network = ExportedModel.Untrained(Small, new BinaryObjective(), new SequenceInput(words.Vocabulary.Count, 0));
            Assert.IsNull(Find(words, network).Padding);
        }
    }

    private (TokenizingByWordsTransformer Words, SequencePaddingTransformer Pads, SequencePredictionTransformer Network) Parts()
    {
        var words = new TokenizingByWordsEstimator((IHostEnvironment)_mlContext, "Tokens", "Text", new())
            .Fit(Rows.OfText(_mlContext, "a b c"));
        return (
            words, new("Features", "Tokens", new() { Length = 3 }),
            ExportedModel.Untrained(Small, new BinaryObjective(), new SequenceInput(4, 0)));
    }

    private static void IsNamed(ITransformer step, string column, params ITransformer[] steps)
    {
        string message = Refused(steps);
        Assert.Contains(step.GetType().Name, message);
        Assert.Contains(column, message);
        Assert.Contains("Leave it out", message);
    }

    private static string Refused(params ITransformer[] steps) =>
        Assert.ThrowsExactly<ArgumentException>(() => Find(steps)).Message;

    private static TextSteps Find(params ITransformer[] steps)
    {
        var model = new TransformerChain<ITransformer>(steps);
        return TextSteps.Find(model, TrainedModels.Find(model));
    }
}
