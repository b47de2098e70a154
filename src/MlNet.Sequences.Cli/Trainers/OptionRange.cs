using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace MlNet.Sequences.Cli;

/// <summary>The numbers that an option accepts: those in the range of the library's property.</summary>
internal sealed class OptionRange
{
    private readonly double _least;
    private readonly double _most;
    private readonly bool _isAbove;
    private readonly bool _isBelow;

    private OptionRange(RangeAttribute range)
    {
        (_least, _most) = (ToDouble(range.Minimum), ToDouble(range.Maximum));
        (_isAbove, _isBelow) = (range.MinimumIsExclusive, range.MaximumIsExclusive);
    }

    /// <summary>The least integer of an integer range.</summary>
    internal int Least => (int)_least;

    /// <summary>The greatest integer.</summary>
    internal int Most => (int)_most;

    /// <summary>The rule for messages: "a number above 0".</summary>
    internal string Rule => (_isAbove, _isBelow) switch
    {
        (true, _) when double.IsInfinity(_most) => $"a number above {Text(_least)}",
        (false, _) when double.IsInfinity(_most) => $"a number of {Text(_least)} or more",
        (true, true) => $"a number above {Text(_least)} and below {Text(_most)}",
        (true, false) => $"a number above {Text(_least)}, {Text(_most)} at most",
        (false, true) => $"a number from {Text(_least)} to below {Text(_most)}",
        _ => $"a number from {Text(_least)} to {Text(_most)}",
    };

    internal bool Has(double number) =>
        (_isAbove ? number > _least : number >= _least) && (_isBelow ? number < _most : number <= _most);

    /// <summary>The range of a property, of any trainer that has it.</summary>
    internal static OptionRange Of(string property) => new(TrainerKind.All
        .Select(kind => kind.CreateOptions().GetType().GetProperty(property)?.GetCustomAttribute<RangeAttribute>())
        .OfType<RangeAttribute>()
        .First());

    private static double ToDouble(object bound) => Convert.ToDouble(bound, CultureInfo.InvariantCulture);

    private static string Text(double bound) => bound.ToString(CultureInfo.InvariantCulture);
}
