using System.Text.Json.Serialization;

namespace MlNet.Sequences;

/// <summary>The weight of each class's examples in a classifier's loss, multiplied by their own example weights.</summary>
[JsonConverter(typeof(ClassWeightsConverter))]
public sealed class ClassWeights
{
    private ClassWeights(bool areBalanced, IReadOnlyDictionary<string, double> byClass) =>
        (AreBalanced, ByClass) = (areBalanced, byClass);

    /// <summary>Every class counts by its examples.</summary>
    public static ClassWeights None { get; } = new(false, new Dictionary<string, double>());

    /// <summary>
    /// Every class has the same total weight: each example of a class is weighted by all examples / (classes × examples of the
    /// class), where examples are counted by their weights in the training rows (King and Zeng 2001).
    /// </summary>
    public static ClassWeights Balanced { get; } = new(true, new Dictionary<string, double>());

    /// <summary>Weights as given.</summary>
    /// <param name="byClass">
    /// A weight of 0 or more for every class, by the class's name: the text of its key value, or the key's number if keys have no
    /// values; for Boolean labels "True" and "False".
    /// </param>
    public static ClassWeights Of(IReadOnlyDictionary<string, double> byClass)
    {
        ArgumentNullException.ThrowIfNull(byClass);
        return new(false, new Dictionary<string, double>(byClass));
    }

    /// <summary>Whether the weights depend on the frequency of the classes.</summary>
    public bool AreBalanced { get; }

    /// <summary>
    /// The given weights, by the classes' names; empty for <see cref="None"/> and <see cref="Balanced"/>.
    /// </summary>
    public IReadOnlyDictionary<string, double> ByClass { get; }

    /// <summary>"none", "balanced", or the classes with their weights.</summary>
    public override string ToString()
    {
        if (AreBalanced)
            return "balanced";
        return AreNone
            ? "none"
            : string.Join(", ", ByClass.Select(pair => FormattableString.Invariant($"{pair.Key}={pair.Value}")));
    }

    /// <summary>Whether the other object is class weights with the same weight for every class.</summary>
    /// <param name="obj">The other weights.</param>
    public override bool Equals(object? obj) =>
        obj is ClassWeights other
        && AreBalanced == other.AreBalanced
        && ByClass.Count == other.ByClass.Count
        && ByClass.All(pair => other.ByClass.TryGetValue(pair.Key, out double weight) && weight.Equals(pair.Value));

    /// <inheritdoc/>
    public override int GetHashCode() =>
        ByClass.Aggregate(AreBalanced.GetHashCode(), (hash, pair) => hash ^ HashCode.Combine(pair.Key, pair.Value));

    internal bool AreNone => !AreBalanced && ByClass.Count == 0;

    /// <summary>Adds what is wrong with the class weights of an options object.</summary>
    internal static void AddViolations(ClassWeights? weights, OptionViolations violations)
    {
        if (weights is null)
            violations.Add(
                nameof(ClassWeights), $"must not be null", null,
                $"set ClassWeights.None, ClassWeights.Balanced or ClassWeights.Of(…)");
        foreach (var (name, weight) in (weights ?? None).ByClass)
        {
            if (!(double.IsFinite(weight) && weight >= 0))
                violations.Add(nameof(ClassWeights), $"must be at least 0, that of '{name}', too", weight, $"set 0 or more");
        }
    }

    /// <summary>The weight of each class, in the order of their numbers.</summary>
    /// <exception cref="InvalidOperationException">A class has no weight, or a weight has no class.</exception>
    internal double[] Resolve(LabelEncoder labels, IReadOnlyList<double> amounts)
    {
        if (AreNone)
            return [.. Enumerable.Repeat(1.0, labels.Classes)];
        if (AreBalanced)
        {
            double total = amounts.Sum();
            int present = amounts.Count(amount => amount > 0);
            return [.. amounts.Select(amount => amount > 0 ? total / (present * amount) : 0)];
        }

        string[] names = [.. Enumerable.Range(0, labels.Classes).Select(labels.NameOf)];
        string[] unknown = [.. ByClass.Keys.Where(name => labels.ClassOf(name) is null)];
        string[] missing = [.. names.Where((_, @class) => !ByClass.Keys.Any(name => labels.ClassOf(name) == @class))];
        if (unknown.Length + missing.Length > 0)
            throw OptionMessage.Invalid(
                $"{nameof(SequenceTrainerOptions.ClassWeights):option} must name every class of the label column and no other; " +
                $"{(unknown.Length > 0 ? $"not among the classes: {ShownNames.List(unknown)}; " : "")}" +
                $"{(missing.Length > 0 ? $"without a weight: {ShownNames.List(missing)}; " : "")}" +
                $"the classes are {ShownNames.List(names)}. Give each a weight.");
        return [.. names.Select((_, @class) => ByClass.First(pair => labels.ClassOf(pair.Key) == @class).Value)];
    }
}
