using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>A kind of label: the columns it accepts, and how they are read.</summary>
/// <param name="Requirement">The accepted columns.</param>
/// <param name="Encode">Creates the encoder for the training data's label column.</param>
internal sealed record LabelKind(ColumnRequirement Requirement, Func<DataViewSchema.Column, LabelEncoder> Encode)
{
    /// <summary>Two classes.</summary>
    internal static LabelKind Boolean { get; } = new(
        new("label", "Boolean", column => !column.IsVector && !column.IsKey && column.ItemType == BooleanDataViewType.Instance),
        BooleanLabels.Of);

    /// <summary>Any number of classes.</summary>
    internal static LabelKind Key { get; } = new(
        new("label", "a key (MapValueToKey makes one)", column => !column.IsVector && column.IsKey),
        column => new KeyLabels(LabelKeys.Of(column)));

    /// <summary>A class for each step.</summary>
    internal static LabelKind KeyPerStep { get; } = new(
        new(
            "label", "a vector of keys, one for each time step (MapValueToKey makes one of a vector)",
            column => column.IsVector && column.IsKey),
        column => new KeyStepLabels(LabelKeys.Of(column)));

    /// <summary>A number for each step.</summary>
    internal static LabelKind NumberPerStep { get; } = new(
        new(
            "label", "a vector of Single, one for each time step",
            column => column.IsVector && !column.IsKey && column.ItemType == NumberDataViewType.Single),
        _ => new NumberStepLabels());

    /// <summary>The tokens of the sequences themselves, which are cut into windows.</summary>
    /// <param name="windowLength">The most tokens that a window predicts in one direction.</param>
    /// <param name="maskedFraction">The fraction of the tokens that are masked and predicted; 0 to predict neighbors.</param>
    internal static LabelKind TokensOf(int windowLength, double maskedFraction) => new(
        new(
            "feature", "a vector of keys (tokens), such as TokenizeIntoWordsAsKeys makes",
            column => column.IsVector && column.IsKey),
        _ => new TokenTargets(windowLength, maskedFraction));

    /// <summary>Nothing: tokens without labels.</summary>
    internal static LabelKind None { get; } = new(
        new("feature", "a vector of keys (tokens)", column => column.IsVector && column.IsKey), _ => new NoLabels());

    /// <summary>Numbers, or vectors of them.</summary>
    internal static LabelKind Number { get; } = new(
        new(
            "label", "Single, or a vector of Single with a fixed length",
            column =>
                column.Kind != SchemaShape.Column.VectorKind.VariableVector && !column.IsKey
                && column.ItemType == NumberDataViewType.Single),
        column => column.Type is VectorDataViewType { Size: var width } ? new VectorLabels(width) : new NumberLabels());
}
