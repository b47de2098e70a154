using System.ComponentModel;

namespace MlNet.Sequences.Cli;

/// <summary>The tool's own defaults. All others are the library's.</summary>
internal static class TrainDefaults
{
    internal const string Output = "model.zip";
    internal const int Vocabulary = 10_000, Length = 1_000, LengthOfTransformer = 500;
    internal const int Seed = 1;
    internal const string Device = "auto";
    private const string LanguageModel = "language-model"; // SequencePredictionTransformer.Task

    /// <summary>The most words of a text; null for no limit.</summary>
    /// <remarks>
    /// N-grams lose much with the ends of long texts. On reviews of films that were held out, the default LSTM had 91.2 %
    /// (log-loss 0.221) with 500 words, 91.5 % (0.211) with 1,000, and 91.7 % (0.207) with punctuation as words. A Transformer's
    /// time and memory grow with the square of the length.
    /// </remarks>
    internal static int? LengthFor(TrainerKind kind) =>
        !kind.IsNetwork ? null : kind == TrainerKind.Transformer ? LengthOfTransformer : Length;

    /// <summary>The most distinct words; null for no limit.</summary>
    internal static int? VocabularyFor(TrainerKind kind) => kind.IsNetwork ? Vocabulary : null;

    /// <summary>The library's defaults, on any device, with the same seed every time.</summary>
    internal static object ForData(TrainerKind kind)
    {
        object options = kind.CreateOptions();
        if (options is SequenceTrainerOptions network)
            (network.Seed, network.Device) = (Seed, Device);
        return options;
    }

    /// <summary>A trainer's default options.</summary>
    /// <param name="kind">The trainer.</param>
    /// <param name="start">
    /// The model that training continues from, whose network it has if the trainer is the same; or null.
    /// </param>
    internal static object For(TrainerKind kind, SequencePredictionTransformer? start)
    {
        object options = ForData(kind);
        var settings = start?.Architecture == kind.Name ? start.ArchitectureSettings : new Dictionary<string, string>();
        foreach (var (name, text) in settings)
        {
            // An architecture has the options' names; a missing text means null.
            var property = options.GetType().GetProperty(char.ToUpperInvariant(name[0]) + name[1..]);
            // Dropout that suits a language model does not suit labels: the fit chooses it.
            if (property?.PropertyType == typeof(double?) && start?.Task == LanguageModel)
                continue;
            property?.SetValue(options, TypeDescriptor.GetConverter(property.PropertyType).ConvertFromInvariantString(text));
        }

        return options;
    }
}
