using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>A column of sequences that can be padded, and the column that it becomes.</summary>
internal sealed record SequenceColumn(DataViewSchema.Column Input, int Channels)
{
    private const string Expected =
        "a vector of Key<Byte>, Key<UInt16> or Key<UInt32>, or of Single with at most two dimensions, [time, channels]";

    internal static ColumnRequirement InputRequirement { get; } = new(
        "input", Expected,
        column => column.IsVector && (column.IsKey ? IsKeyItem(column.ItemType) : column.ItemType == NumberDataViewType.Single));

    internal PrimitiveDataViewType ItemType => ((VectorDataViewType)Input.Type).ItemType;

    /// <summary>
    /// Finds the column in the schema of data, and checks what only data show: the dimensions and the number of keys.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The column is missing, has another type, or does not have the padding value as a key.
    /// </exception>
    internal static SequenceColumn Find(DataViewSchema schema, string name, float paddingValue)
    {
        var column = InputRequirement.Find(schema, name);
        var type = (VectorDataViewType)column.Type;
        if (type.ItemType is KeyDataViewType key)
        {
            CheckPaddingKey(name, key, paddingValue);
            return new(column, Channels: 1);
        }

        bool isMatrix = type.Dimensions.Length == 2;
        if (type.Dimensions.Length > 2 || (isMatrix && type.Dimensions[1] == 0))
            throw new ArgumentOutOfRangeException(
                nameof(schema), $"Schema mismatch for input column '{name}': expected {Expected}, got {type}.");
        return new(column, isMatrix ? type.Dimensions[1] : 1);
    }

    internal DataViewSchema.DetachedColumn Padded(string name, int length, float paddingValue)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        if (ItemType is KeyDataViewType key)
        {
            annotations.Add(Input.Annotations, kind => kind == AnnotationKinds.KeyValues);
            var type = new VectorDataViewType(new KeyDataViewType(typeof(uint), key.Count), length);
            return new(name, type, annotations.ToAnnotations());
        }

        annotations.Add(AnnotationKinds.PaddingValue, NumberDataViewType.Single, (ref float value) => value = paddingValue);
        int[] dimensions = ((VectorDataViewType)Input.Type).Dimensions.Length == 2 ? [length, Channels] : [length];
        return new(name, new VectorDataViewType(NumberDataViewType.Single, dimensions), annotations.ToAnnotations());
    }

    /// <summary>The output column as promised by a schema without data.</summary>
    internal static SchemaShape.Column PromisePadded(string name, SchemaShape.Column input)
    {
        PrimitiveDataViewType itemType = input.IsKey ? NumberDataViewType.UInt32 : NumberDataViewType.Single;
        var shape = new ColumnShape(name, SchemaShape.Column.VectorKind.Vector, itemType, input.IsKey);
        if (!input.IsKey)
            return shape.ToSchemaColumn(
                new ColumnShape(AnnotationKinds.PaddingValue, SchemaShape.Column.VectorKind.Scalar, itemType, IsKey: false)
                .ToSchemaColumn());
        return shape.ToSchemaColumn([.. input.Annotations.Where(annotation => annotation.Name == AnnotationKinds.KeyValues)]);
    }

    private static bool IsKeyItem(DataViewType type) =>
        type == NumberDataViewType.Byte || type == NumberDataViewType.UInt16 || type == NumberDataViewType.UInt32;

    private static void CheckPaddingKey(string name, KeyDataViewType key, float paddingValue)
    {
        ulong most = Math.Min(key.Count, (ulong)PadSequenceOptions.GreatestExactKey);
        if (!(paddingValue >= 0 && paddingValue <= most && paddingValue == MathF.Floor(paddingValue)))
            throw new ArgumentOutOfRangeException(
                nameof(paddingValue), string.Create(
                    CultureInfo.InvariantCulture,
                    $"{nameof(PadSequenceOptions.PaddingValue)} must be a raw key value of input column '{name}', an integer " +
                    $"from 0 to {most}; received {paddingValue}; set 0 for the missing key, which trainers mask."));
    }
}
