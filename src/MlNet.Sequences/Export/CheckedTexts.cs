using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace MlNet.Sequences;

/// <summary>Texts for an exported model that splits them itself, and the sequences that the chain makes from them.</summary>
internal sealed class CheckedTexts
{
    // Gaps between words: separators of various chains, and look-alikes.
    private static readonly string[] Gaps =
    [
        " ", " ", " ", ", ", ". ", "-", "<br />", "<BR\r\n/>", "<br", "  ", "\n", "\r\n", "\u2028", "\t", "'", "! ", "(",
        "\u2026", "\u00A0",
    ];

    private static readonly string[] Unknown = ["zyxw", "0", "\u212Aelvin", "\u0130", "\u00C5", "\U0001F44D", "<OOV>", "\u03A3"];

    private CheckedTexts(string[] texts, SequenceInput input) => (Texts, Buffer) = (texts, new(input));

    internal string[] Texts { get; }

    internal SequenceBuffer Buffer { get; }

    /// <summary>
    /// Random texts of known and unknown words in any case, the same each time: the first is empty, the second as long as any.
    /// </summary>
    internal static CheckedTexts Random(TrainedNetwork network, TextSteps steps, int size, int longest)
    {
        var random = new Random(longest);
        int most = network.Architecture.LongestSequence ?? int.MaxValue;
        var encoder = new WordEncoder(steps.Vocabulary, steps.Options);
        var texts = new CheckedTexts(new string[size], network.Input);
        for (int row = 0; row < size; row++)
        {
            int words = row switch { 0 => 0, 1 => longest, _ => random.Next(longest + 1) };
            string[] parts = [.. Enumerable.Range(0, words).Select(_ => $"{Word(steps, random)}{Gap(steps, random)}")];
            while (parts.Length > 0 && TokensOf(string.Concat(parts), encoder, steps).Length > most)
                parts = parts[..^1];
            texts.Texts[row] = string.Concat(parts);
            uint[] tokens = TokensOf(texts.Texts[row], encoder, steps);
            var added = texts.Buffer.AppendTokens(tokens.Length);
            for (int i = 0; i < tokens.Length; i++)
                added[i] = (int)tokens[i];
            texts.Buffer.EndSequence();
        }

        return texts;
    }

    internal NamedOnnxValue[] Inputs() =>
        [NamedOnnxValue.CreateFromTensor(TextInputGraph.Name, new DenseTensor<string>(Texts, [Texts.Length]))];

    /// <summary>The tokens that the chain passes to the network.</summary>
    internal static uint[] TokensOf(string text, WordEncoder encoder, TextSteps steps)
    {
        uint[] tokens = [.. encoder.Encode(text)];
        if (steps.Padding is not { } padding)
            return tokens;
        uint[] padded = new uint[padding.Length];
        new SequencePadder(padding.Length, 1, padding.Padding, padding.Truncation)
            .Pad<uint>(tokens, padded, (uint)padding.PaddingValue);
        return [.. padded.Where(token => token > 0)];
    }

    private static string Word(TextSteps steps, Random random)
    {
        string word = random.Next(8) == 0
            ? Unknown[random.Next(Unknown.Length)]
            : steps.Vocabulary.Words[random.Next(steps.Vocabulary.Words.Count)];
        return random.Next(4) switch
        {
            0 => word.ToUpperInvariant(),
            1 => CultureInfo.InvariantCulture.TextInfo.ToTitleCase(word),
            _ => word,
        };
    }

    private static string Gap(TextSteps steps, Random random) =>
        random.Next(2) == 0 ? steps.Options.Separator : Gaps[random.Next(Gaps.Length)];
}
