using System.ComponentModel;

namespace MlNet.Sequences.Cli;

/// <summary>The tool's own defaults. Whatever is not here is the library's.</summary>
internal static class TrainDefaults
{
    internal const string Output = "model.zip";
    internal const int Vocabulary = 10_000;
    internal const int Length = 500;
    internal const int Seed = 1;
    internal const string Device = "auto";

    /// <summary>The library's defaults are made for tens of thousands of long texts.</summary>
    internal static SequenceTrainerOptions ForData(TrainerKind kind)
    {
        var options = kind.CreateOptions();
        options.Seed = Seed;
        options.Device = Device;
        return options;
    }

    /// <summary>What a trainer is told where nobody says otherwise.</summary>
    /// <param name="kind">The trainer.</param>
    /// <param name="data">The data, or null for the sample.</param>
    /// <param name="start">The model that training goes on from, whose network it then is where the trainer is the same; or null.</param>
    internal static SequenceTrainerOptions For(TrainerKind kind, string? data, SequencePredictionTransformer? start)
    {
        var options = data is null ? ForSample(kind) : ForData(kind);
        foreach (var (name, text) in start?.Architecture == kind.Name ? start.ArchitectureSettings : new Dictionary<string, string>())
        {
            // An architecture is made of the options of the same names; no text stands for null.
            var property = options.GetType().GetProperty(char.ToUpperInvariant(name[0]) + name[1..]);
            property?.SetValue(options, TypeDescriptor.GetConverter(property.PropertyType).ConvertFromInvariantString(text));
        }

        return options;
    }

    /// <summary>
    /// The sample has 320 texts of 21 words: more and smaller steps, on one thread, since there is nothing to share out. Of the few
    /// texts held out one is too coarse to choose an epoch by: the last one's weights are kept. In a sentence each "not" and "but"
    /// counts, and their order: no word is dropped. Of an LSTM and a GRU the state after the last word is read (over six seeds an LSTM
    /// gets 84 % of the test texts right, with mean and max pooling 70 %); a plain network has forgotten by then what it read first, so
    /// all its states are pooled, and larger steps make up for what that slows. A Transformer, too, takes larger steps.
    /// </summary>
    internal static SequenceTrainerOptions ForSample(TrainerKind kind)
    {
        var options = ForData(kind);
        options.NumberOfEpochs = 8;
        options.BatchSize = 16;
        options.NumberOfThreads = 1;
        options.KeepBestEpoch = false;
        if (options is RecurrentOptions recurrent)
            (recurrent.EmbeddingSize, recurrent.Pooling, recurrent.StepDropout) = (64, SequencePooling.Last, 0);
        if (options is RnnOptions plain)
            (plain.Pooling, plain.LearningRate) = (SequencePooling.MeanAndMax, 0.006);
        if (options is TransformerOptions transformer)
        {
            (transformer.HiddenSize, transformer.NumberOfHeads, transformer.LearningRate) = (64, 4, 0.003);
            (transformer.StepDropout, transformer.EmbeddingDropout, transformer.HeadDropout) = (0, 0.5, 0);
        }

        return options;
    }
}
