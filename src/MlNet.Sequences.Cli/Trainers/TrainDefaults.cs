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

    /// <summary>The library's defaults, on any device, with the same seed every time.</summary>
    internal static SequenceTrainerOptions ForData(TrainerKind kind)
    {
        var options = kind.CreateOptions();
        options.Seed = Seed;
        options.Device = Device;
        return options;
    }

    /// <summary>What a trainer is told where nobody says otherwise.</summary>
    /// <param name="kind">The trainer.</param>
    /// <param name="start">The model that training goes on from, whose network it then is where the trainer is the same; or
    /// null.</param>
    internal static SequenceTrainerOptions For(TrainerKind kind, SequencePredictionTransformer? start)
    {
        var options = ForData(kind);
        var settings = start?.Architecture == kind.Name ? start.ArchitectureSettings : new Dictionary<string, string>();
        foreach (var (name, text) in settings)
        {
            // An architecture is made of the options of the same names; no text stands for null.
            var property = options.GetType().GetProperty(char.ToUpperInvariant(name[0]) + name[1..]);
            property?.SetValue(options, TypeDescriptor.GetConverter(property.PropertyType).ConvertFromInvariantString(text));
        }

        return options;
    }
}
