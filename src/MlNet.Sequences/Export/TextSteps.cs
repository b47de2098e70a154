using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>The steps of a chain that turn texts into the network's tokens.</summary>
/// <param name="Options">How texts become words.</param>
/// <param name="Vocabulary">How words become keys.</param>
/// <param name="Padding">How keys become sequences of one length; null if they don't.</param>
internal sealed record TextSteps(TokenizeIntoWordsAsKeysOptions Options, WordVocabulary Vocabulary, PadSequenceOptions? Padding)
{
    private const char SmallSigma = '\u03C3', FinalSigma = '\u03C2';
    private const string Remedy = "Export it without IncludeTokenizer, or train with steps that can be exported.";

    /// <summary>Finds the steps by their columns, from the network back to the texts.</summary>
    /// <exception cref="ArgumentException">There are no such steps, or other steps in between.</exception>
    /// <exception cref="NotSupportedException">The steps have a setting that ONNX's operators can't express.</exception>
    internal static TextSteps Find(ITransformer model, TrainedNetwork network)
    {
        ITransformer[] steps = [.. TrainedModels.Steps(model).TakeWhile(step => step is not ITrainedModel)];
        string column = network.Description.FeatureColumnName;
        SequencePaddingTransformer? padding = null;
        for (int i = steps.Length - 1; i >= 0; i--)
        {
            if (steps[i] is TokenizingByWordsTransformer words && words.Columns.Output == column)
            {
                if (steps[..i].LastOrDefault(step => MayAdd(step, words.Columns.Input)) is { } before)
                    throw new ArgumentException(OtherStep(before, words.Columns.Input), nameof(model));
                var found = new TextSteps(words.Options, words.Words, padding?.Options);
                found.CheckExpressible();
                return found;
            }

            if (steps[i] is SequencePaddingTransformer pads && MayAdd(pads, column) && padding is null)
                (padding, column) = (pads, ((IEncodingStep)pads).InputColumnName);
            else if (MayAdd(steps[i], column))
                throw new ArgumentException(OtherStep(steps[i], column), nameof(model));
        }

        throw new ArgumentException(
            $"With {nameof(OnnxExportOptions.IncludeTokenizer)} the model must be a chain in which TokenizeIntoWordsAsKeys " +
            "makes the network's tokens; received " +
            $"{(steps.Length == 0 ? "the network alone" : string.Join(", ", steps.Select(NameOf)))}, and none makes column " +
            $"'{column}'. Pass the whole fitted chain, or export without {nameof(OnnxExportOptions.IncludeTokenizer)}.",
            nameof(model));
    }

    private static bool MayAdd(ITransformer step, string column) => step switch
    {
        TokenizingByWordsTransformer or SequencePaddingTransformer => ((IEncodingStep)step).OutputColumnName == column,
        _ => AddedColumns.Of(step)?.Contains(column) ?? true,
    };

    private static string OtherStep(ITransformer step, string column) =>
        $"With {nameof(OnnxExportOptions.IncludeTokenizer)} the text must go to TokenizeIntoWordsAsKeys, and its column to the " +
        $"network, directly or through one PadSequence; received a chain in which {NameOf(step)} makes column '{column}', " +
        "or may make it. Leave it out of the chain that is exported, or export without " +
        $"{nameof(OnnxExportOptions.IncludeTokenizer)}.";

    private static string NameOf(ITransformer step) => step.GetType().Name;

    /// <exception cref="NotSupportedException">A setting that ONNX's operators can't express.</exception>
    internal void CheckExpressible()
    {
        string separator = Options.Separator;
        if (Options.CharactersAsTokens)
            throw Inexpressible(
                nameof(Options.CharactersAsTokens), "true", "no operator of ONNX's splits a text into characters");
        if (Options.Lowercase && separator.EnumerateRunes().Any(rune => FullLowercase.SmallOf(rune) != rune.ToString()))
            throw Inexpressible(
                nameof(Options.Separator), $"'{separator}'",
                $"a graph can't distinguish its capital letters from those that {nameof(Options.Lowercase)} lower-cases");
        if (separator.EnumerateRunes().Skip(1).Any()
            && TextInputGraph.Filtered(Options).FirstOrDefault(separator.Contains) is { } filtered)
            throw Inexpressible(
                nameof(Options.Separator), $"'{separator}'",
                $"a longer separator must not contain characters of {nameof(Options.FilterCharacters)}, such as '{filtered}'");
        if (Options.Lowercase
            && Vocabulary.Words.Append(Options.FilterCharacters).Append(Options.StandaloneCharacters).Append(separator)
                .FirstOrDefault(HasSigma) is { } text)
            throw Inexpressible(
                nameof(Options.Lowercase), "true",
                $"a capital sigma becomes final depending on the letters around it, and '{text}' has a small one");
    }

    private static bool HasSigma(string text) => text.AsSpan().ContainsAny(SmallSigma, FinalSigma);

    private static NotSupportedException Inexpressible(string setting, string value, string reason) => new(
        $"{nameof(OnnxExportOptions.IncludeTokenizer)} needs a tokenizer that ONNX's standard operators can express; received " +
        $"one with {setting} = {value}: {reason}. {Remedy}");
}
