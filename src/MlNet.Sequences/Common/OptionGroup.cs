using System.ComponentModel;
using System.Reflection;

namespace MlNet.Sequences;

/// <summary>
/// The groups of the options that all trainers have, in the order in which they are written, as each property's
/// <see cref="CategoryAttribute"/> names them. What an architecture adds are settings of its network.
/// </summary>
internal static class OptionGroup
{
    internal const string Columns = "Columns";
    internal const string Loss = "Loss";
    internal const string Start = "Start";
    internal const string Optimization = "Optimization";
    internal const string Validation = "Validation";
    internal const string Ngrams = "N-grams";
    internal const string Machine = "Machine";
    internal const string Checkpoints = "Checkpoints";

    private static readonly string[] All = [Columns, Loss, Start, Optimization, Validation, Ngrams, Machine, Checkpoints];

    /// <summary>The place of a property's group; of one that has none behind all others.</summary>
    internal static int PlaceOf(PropertyInfo property) =>
        property.GetCustomAttribute<CategoryAttribute>() is { } group
            && Array.IndexOf(All, group.Category) is >= 0 and int place
            ? place
            : All.Length;
}
