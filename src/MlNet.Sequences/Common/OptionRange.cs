using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace MlNet.Sequences;

/// <summary>The numbers that an option accepts, and every wording of them.</summary>
internal sealed class OptionRange
{
    private readonly double _least, _most;
    private readonly bool _isAbove, _isBelow; // whether the bounds themselves are excluded

    internal OptionRange(RangeAttribute range)
    {
        (_least, _most) = (ToDouble(range.Minimum), range.Maximum is int.MaxValue ? double.PositiveInfinity
            : ToDouble(range.Maximum));
        (_isAbove, _isBelow) = (range.MinimumIsExclusive, range.MaximumIsExclusive);
    }

    /// <summary>The least whole number of a range of whole numbers.</summary>
    internal int Least => (int)_least;

    /// <summary>The greatest whole number.</summary>
    internal int Most => IsOpen ? int.MaxValue : (int)_most;

    /// <summary>What a number must be: "above 0".</summary>
    internal string Rule => (IsOpen, _isAbove, _isBelow) switch
    {
        (true, true, _) => $"above {Text(_least)}",
        (true, false, _) => $"at least {Text(_least)}",
        (false, true, true) => $"above {Text(_least)} and below {Text(_most)}",
        (false, true, false) => $"above {Text(_least)} and at most {Text(_most)}",
        (false, false, true) => $"at least {Text(_least)} and below {Text(_most)}",
        _ => $"from {Text(_least)} to {Text(_most)}",
    };

    /// <summary>The rule with its noun: "a number above 0".</summary>
    internal string Numbers => $"a number {(Rule.StartsWith("at least", StringComparison.Ordinal) ? "of " : "")}{Rule}";

    /// <summary>What to set instead of a number that violates it: "a finite number above 0".</summary>
    internal string Remedy => (IsOpen, _isAbove) switch
    {
        (true, true) => $"a finite number above {Text(_least)}",
        (true, false) => $"{Text(_least)} or more",
        _ => "a number in that range",
    };

    /// <summary>The range in the documentation of a property: "from 0 to below 1".</summary>
    internal string Documented => (IsOpen, _isAbove, _isBelow) switch
    {
        (true, false, _) => Remedy,
        (false, false, true) => $"from {Text(_least)} to below {Text(_most)}",
        _ => Rule,
    };

    private bool IsOpen => double.IsPositiveInfinity(_most);

    /// <summary>Whether a number is finite and in the range.</summary>
    internal bool Has(double number) =>
        (_isAbove ? number > _least : number >= _least) && (_isBelow ? number < _most : number <= _most)
        && double.IsFinite(number);

    private static double ToDouble(object bound) => Convert.ToDouble(bound, CultureInfo.InvariantCulture);

    private static string Text(double bound) => bound.ToString(CultureInfo.InvariantCulture);
}
