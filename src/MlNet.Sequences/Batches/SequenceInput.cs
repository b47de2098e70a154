using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>
/// What the sequences of a column are made of: tokens out of a vocabulary, or steps of numbers. Fixed when a network is trained,
/// and saved with it; a column that is scored must have the same.
/// </summary>
/// <param name="VocabularySize">The number of different tokens, keys 1 to this; 0 for sequences of numbers.</param>
/// <param name="Channels">The numbers in a time step; 0 for tokens.</param>
internal sealed record SequenceInput(int VocabularySize, int Channels)
{
    internal static readonly ColumnRequirement Requirement = new(
        "feature",
        "a vector of keys (tokens), such as PadSequence makes, or a vector of Single (time, or time by channels)",
        column => column.IsVector && (column.IsKey || column.ItemType == NumberDataViewType.Single));

    internal bool IsTokens => VocabularySize > 0;

    /// <summary>The type of a column of such sequences, of any length.</summary>
    internal VectorDataViewType ToType() => IsTokens
        ? new(new KeyDataViewType(typeof(uint), (ulong)VocabularySize))
        : Channels == 1 ? new(NumberDataViewType.Single) : new(NumberDataViewType.Single, 0, Channels);

    /// <summary>Finds the sequence column in a schema and says what it holds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or can't hold sequences.</exception>
    internal static (DataViewSchema.Column Column, SequenceInput Input) Of(DataViewSchema schema, string columnName)
    {
        var column = Requirement.Find(schema, columnName);
        var type = (VectorDataViewType)column.Type;
        if (type.ItemType is KeyDataViewType key)
        {
            if (key.Count > MaximumVocabularySize)
                throw new ArgumentOutOfRangeException(
                    nameof(schema),
                    $"Feature column '{columnName}' has keys out of {key.Count} values, and at most {MaximumVocabularySize} " +
                    "can be embedded: limit the vocabulary, for instance by maximumVocabularySize.");
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

    /// <summary>Finds the column to score, which must hold what was trained on.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="columnName">The column.</param>
    /// <param name="vocabulary">What the tokens stood for; null where that is not known. A column that doesn't say is taken as it
    /// is.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing, of a wrong type, or of another vocabulary or
    /// width.</exception>
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

    /// <summary>Notes what is wrong with it in a model file: a network reads either tokens or numbers.</summary>
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

    // 2^27 rows of even a narrow embedding are past what a machine holds; the bound keeps arithmetic in range.
    private const int MaximumVocabularySize = 1 << 27;
}
