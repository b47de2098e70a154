using CsCheck;
using Microsoft.ML;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Microsoft.ML.Runtime;

namespace MlNet.Sequences.Tests;

/// <summary>The keys that a graph in ONNX Runtime gives to texts, against those of the tokenizer.</summary>
[TestClass]
public sealed class TextInputGraphTests
{
    private static readonly Gen<string> Text = Gen.OneOf(
        OneOf(
            "a", "A", "B", "r", "b", "c", " ", " ", "  ", ".", "-", "'", "<br />", "<BR>", "<bR\r\n/>", "<br", "<B", "/", ">",
            "<", "\t", "\n", "\r\n", "\u0085", "\u2028", "\u0001",
            "\u0001\u0002", "\u00C9", "\u00E9", "\u0130", "\u0307", "\u212A", "k", "\u1E9E", "\u00DF", "\u0401", "\u0451",
            "\u6620", "\U0001F600",
            "\U00010400", "\U00010428", "<OOV>", "zz")
            .Array[0, 30].Select(string.Concat),
        // where ONNX Runtime's own binding ends a text
        Gen.String[0, 30]).Select(text => text.Replace("\0", "", StringComparison.Ordinal));

    private static readonly Gen<TokenizeIntoWordsAsKeysOptions> Options = Gen.Select(
        OneOf<int?>(null, 3, 5), Gen.Bool,
        OneOf(TokenizeIntoWordsAsKeysOptions.DefaultFilterCharacters, "", "\u00E9a", "\u00C9-<", "/>."),
        OneOf(" ", "a", "--", "br", ", ", "\u00E9"), Gen.Bool, OneOf<string?>(null, "<OOV>", "a"), Gen.Bool,
        OneOf("", "./>", "\u00C9\u6620b"),
        (maximum, lower, filters, separator, breaks, token, keras, alone) => new TokenizeIntoWordsAsKeysOptions
        {
            MaximumVocabularySize = maximum,
            Lowercase = lower,
            FilterCharacters = filters,
            Separator = separator,
            RemoveHtmlLineBreaks = breaks,
            OutOfVocabularyToken = token,
            KerasIndexing = keras,
            StandaloneCharacters = separator.Contains('b', StringComparison.Ordinal) ? "" : alone,
        });

    private static readonly Gen<PadSequenceOptions?> Padding = Gen.Select(
        Gen.Int[0, 6], Gen.Enum<SequencePadding>(), Gen.Enum<SequenceTruncation>(), Gen.Int[0, 1],
        (length, padding, truncation, value) => length == 0 ? null : new PadSequenceOptions
        {
            Length = length,
            Padding = padding,
            Truncation = truncation,
            PaddingValue = value,
        });

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    [TestMethod]
    public void Any_text_has_the_keys_of_the_tokenizer_whatever_its_settings_and_those_of_the_padding() =>
        Gen.Select(Text.Array[0, 6], Text.Array[1, 6], Options, Padding).Sample(
            (training, texts, options, padding) =>
            {
                // A word that no option takes away.
                var steps = StepsOf(options, padding, [.. training, "zz"]);
                if (steps is null)
                    return;
                string[] all = [.. training, .. texts, ""];
                var encoder = new WordEncoder(steps.Vocabulary, steps.Options);
                var expected = all.Select(text => CheckedTexts.TokensOf(text, encoder, steps)).ToArray();
                var received = Run(steps, all);
                for (int row = 0; row < all.Length; row++)
                    CollectionAssert.AreEqual(expected[row], received[row], $"'{all[row]}'");
            },
            iter: 100);

    private static TextSteps? StepsOf(TokenizeIntoWordsAsKeysOptions options, PadSequenceOptions? padding, string[] training)
    {
        var mlContext = new MLContext(seed: 1);
        var words = new TokenizingByWordsEstimator((IHostEnvironment)mlContext, "Tokens", "Text", options)
            .Fit(Rows.OfText(mlContext, training));
        var steps = new TextSteps(words.Options, words.Words, padding);
        try
        {
            steps.CheckExpressible();
            return steps;
        }
        catch (NotSupportedException)
        {
            return null;
        }
    }

    private static uint[][] Run(TextSteps steps, string[] texts)
    {
        SequencesRuntime.Load();
        var graph = new OnnxGraph(OnnxGraph.TextOperatorSet);
        graph.AddOutput(TextInputGraph.Add(graph, steps), OnnxTypes.Of(TorchSharp.torch.ScalarType.Int64));
        using var memory = new MemoryStream();
        OnnxModelWriter.Write(memory, graph, "tokens", "1", new Dictionary<string, string>());
        using var session = new InferenceSession(memory.ToArray());
        using var results = session.Run(
            [NamedOnnxValue.CreateFromTensor("text", new DenseTensor<string>(texts, [texts.Length]))]);
        var keys = (Tensor<long>)results.Single().Value;
        int time = keys.Dimensions[1];
        return [
            .. texts.Select(
                (_, row) => Enumerable.Range(0, time).Select(step => (uint)keys[row, step]).TakeWhile(key => key > 0).ToArray())];
    }
}
