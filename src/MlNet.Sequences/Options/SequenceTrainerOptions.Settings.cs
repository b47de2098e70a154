using System.Collections;
using System.Reflection;

namespace MlNet.Sequences;

// The options as values: written, read, compared, printed, copied and checked by the type's properties.
public abstract partial class SequenceTrainerOptions
{
    /// <summary>
    /// The options as a JSON object, including defaults and nulls: names in camelCase, named values by their names,
    /// <see cref="ClassWeights"/> as "none", "balanced" or an object with each class's weight. Without what JSON can't hold:
    /// rows, callbacks, models and the cancellation token.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// There is a <see cref="Loss"/>, a <see cref="Schedule"/> or one of <see cref="Metrics"/>: JSON can't hold code, and options
    /// read from it would give another fit.
    /// </exception>
    public string ToJson()
    {
        CheckJsonHoldsAll();
        return OptionsJson.Write(this).ToJsonString(OptionsJson.Conventions);
    }

    /// <summary>
    /// Reads options from JSON as written by <see cref="ToJson"/>. Omitted options have their defaults. Comments and trailing
    /// commas are allowed. Ranges are checked when a trainer is created from the options, as always.
    /// </summary>
    /// <typeparam name="TOptions">The options type, such as <c>LstmOptions</c>.</typeparam>
    /// <param name="json">The text of a JSON object.</param>
    /// <exception cref="ArgumentException">
    /// The text is not a JSON object, or it has an unknown name, a name twice or a value of another type than the option's; the
    /// message lists every one, with the nearest existing name.
    /// </exception>
    public static TOptions FromJson<TOptions>(string json)
        where TOptions : SequenceTrainerOptions, new()
    {
        ArgumentNullException.ThrowIfNull(json);
        var options = new TOptions();
        OptionsJson.Read(json, options);
        return options;
    }

    /// <summary>
    /// Whether the other options have the same type and the same values; those that <see cref="ToJson"/> omits are compared by
    /// reference (the same callbacks in the same order), except that custom losses, metrics and schedules are compared by their
    /// Equals.
    /// </summary>
    /// <param name="obj">The other options.</param>
    public override bool Equals(object? obj) =>
        obj is SequenceTrainerOptions other
        && other.GetType() == GetType()
        && GetType().GetProperties().All(property => IsSame(property, other));

    /// <summary>Depends on the values: do not change options that are a dictionary's key.</summary>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(GetType());
        foreach (var property in GetType().GetProperties().Where(OptionSetting.IsSetting))
            hash.Add(property.GetValue(this));
        return hash.ToHashCode();
    }

    /// <summary>
    /// The type, every value that <see cref="ToJson"/> writes, and the code that it can't, by its types, on one line:
    /// <c>LstmOptions { labelColumnName: "Label", … }</c>.
    /// </summary>
    public override string ToString() =>
        $"{GetType().Name} {{ {string.Join(", ", Describe().Select(pair => $"{pair.Key}: {OptionsJson.Text(pair.Value)}"))} }}";

    /// <summary>A copy that the caller's later changes don't affect.</summary>
    internal SequenceTrainerOptions Copy()
    {
        var copy = (SequenceTrainerOptions)MemberwiseClone();
        copy.Callbacks = [.. Callbacks ?? []];
        copy.Metrics = [.. Metrics ?? []];
        return copy;
    }

    /// <summary>Throws with every violation at once, including those of the task's options.</summary>
    internal void Check(SequenceTask task)
    {
        var violations = new OptionViolations();
        OptionRules.AddViolations(this, violations);
        AddOwnViolations(violations);
        Architecture.AddCrossViolations(violations);
        SequenceTrainerRules.AddViolations(this, violations);
        task.AddViolations(this, violations);
        violations.ThrowIfAny(GetType().Name);
    }

    /// <summary>Adds violations of rules that this type alone has.</summary>
    internal virtual void AddOwnViolations(OptionViolations violations)
    {
    }

    private bool IsSame(PropertyInfo property, SequenceTrainerOptions other)
    {
        object? mine = property.GetValue(this), its = property.GetValue(other);
        if (OptionSetting.IsSetting(property) || property.PropertyType.IsValueType || IsSeam(property))
            return Equals(mine, its);
        if (property.PropertyType == typeof(IList<ISequenceMetric>))
            return ((IList<ISequenceMetric>)mine!).SequenceEqual((IList<ISequenceMetric>)its!);

        // Each options object has its own list.
        return ReferenceEquals(mine, its)
            || (typeof(IEnumerable).IsAssignableFrom(
            property.PropertyType) && mine is IEnumerable list && its is IEnumerable otherList
                && list.Cast<object>().SequenceEqual(otherList.Cast<object>(), ReferenceEqualityComparer.Instance));
    }
}
