using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>
/// The kind of a column's sequences: tokens of a vocabulary, or steps of numbers. Fixed when a network is trained, and saved with
/// it; a column to score must have the same kind.
/// </summary>
/// <param name="VocabularySize">The number of distinct tokens, keys 1 to this; 0 for sequences of numbers.</param>
/// <param name="Channels">The number of values in a time step; 0 for tokens.</param>
internal sealed record SequenceInput(int VocabularySize, int Channels)
{
    internal static readonly ColumnRequirement Requirement = new(
        "feature",
        "a vector of keys (tokens), such as PadSequence's, or a vector of Single (time, or time by channels)",
        column => column.IsVector && (column.IsKey || column.ItemType == NumberDataViewType.Single));

    internal bool IsTokens => VocabularySize > 0;

    /// <summary>The type of a column of such sequences, of any length.</summary>
    internal VectorDataViewType ToType() => IsTokens
        ? new(new KeyDataViewType(typeof(uint), (ulong)VocabularySize))
        : Channels == 1 ? new(NumberDataViewType.Single) : new(NumberDataViewType.Single, 0, Channels);

    /// <summary>Finds the sequence column in a schema and returns its kind.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or can't contain sequences.</exception>
    internal static (DataViewSchema.Column Column, SequenceInput Input) Of(DataViewSchema schema, string columnName)
    {
        var column = Requirement.Find(schema, columnName);
        var type = (VectorDataViewType)column.Type;
        if (type.ItemType is KeyDataViewType key)
        {
            if (key.Count > MaximumVocabularySize)
                throw new ArgumentOutOfRangeException(
                    nameof(schema),
                    $"Feature column '{columnName}' has {key.Count} key values, and at most {MaximumVocabularySize} " +
                    "can be embedded: limit the vocabulary, for instance with maximumVocabularySize.");
            return (column, new SequenceInput((int)key.Count, 0));
        }

        if (type.Dimensions is [_, 0])
            throw new ArgumentOutOfRangeException(
                nameof(schema),
                $"Feature column '{columnName}' does not say how many channels a time step has: give its type the second " +
                "dimension, as in [VectorType(time, channels)].");
        if (type.Dimensions.Length > 2)
            throw new ArgumentOutOfRangeException(
                nameof(schema),
                $"Feature column '{columnName}' has {type.Dimensions.Length} dimensions, and a sequence of numbers has " +
                "one (time) or two (time, channels): reshape it.");
        return (column, new SequenceInput(0, type.Dimensions.Length == 2 ? type.Dimensions[1] : 1));
    }

    /// <summary>Finds the column to score, which must have the kind that was trained on.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="columnName">The column.</param>
    /// <param name="vocabulary">The tokens' words; null if unknown. A column without words is accepted as is.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The column is missing, or has a wrong type, another vocabulary or another width.
    /// </exception>
    internal DataViewSchema.Column Find(DataViewSchema schema, string columnName, PrimitiveValues? vocabulary)
    {
        var (column, found) = Of(schema, columnName);
        if (found != this)
            throw Mismatch($"the model was trained on {this}, got {found}");
        if (IsTokens && vocabulary?.DifferenceFrom(column, AnnotationKinds.KeyValues) is { } difference)
            throw Mismatch($"the model was trained on {this}, got other words: {difference}");
        return column;

        ArgumentOutOfRangeException Mismatch(string what) => new(
            nameof(schema),
            $"Schema mismatch for feature column '{columnName}': {what}. Transform the data with the transformers that were " +
            "fitted with the model, from an undamaged file.");
    }

    /// <summary>Adds the violations in a model file: a network reads either tokens or numbers.</summary>
    internal void AddViolations(OptionViolations violations)
    {
        violations.Between(nameof(VocabularySize), VocabularySize, 0, MaximumVocabularySize);
        violations.AtLeast(nameof(Channels), Channels, 0);
        if ((VocabularySize > 0) == (Channels > 0))
            violations.AddRule(
                $"{nameof(VocabularySize)} or {nameof(Channels)} must be above 0, and the other 0", this, $"set one of them");
    }

    public override string ToString() =>
        IsTokens ? $"tokens out of a vocabulary of {VocabularySize}" : $"numbers, {Channels} for each time step";

    // 2^27 rows of even a narrow embedding exceed any machine's memory; the bound keeps arithmetic in range.
    private const int MaximumVocabularySize = 1 << 27;
}
