using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>
/// The classes of a column of keys, or of vectors of keys: their number, the key type, and the key values, so that a trained
/// model returns keys of exactly the type that it was trained on. Saved with the model.
/// </summary>
/// <param name="Type">The keys' type, by .NET's name: "UInt32".</param>
/// <param name="Count">The number of classes.</param>
/// <param name="Values">The key values, or null if the column has none.</param>
internal sealed record LabelKeys(string Type, int Count, PrimitiveValues? Values)
{
    /// <summary>Labels are passed as float32, which represents integers only up to this.</summary>
    internal const int MaximumCount = 1 << 24;

    internal static LabelKeys Of(DataViewSchema.Column column)
    {
        var type = (KeyDataViewType)((column.Type as VectorDataViewType)?.ItemType ?? column.Type);
        if (type.Count > MaximumCount)
            throw new ArgumentOutOfRangeException(
                nameof(column),
                $"Label column '{column.Name}' has {type.Count} key values, and at most {MaximumCount} classes can be " +
                "distinguished: map the labels to keys with MapValueToKey.");
        // Values are used only if there is one for each key.
        var values = PrimitiveValues.Read(column, AnnotationKinds.KeyValues);
        return new(type.RawType.Name, (int)type.Count, values?.Texts.Count == (int)type.Count ? values : null);
    }

    /// <summary>The name of a class in messages: its value, or the key if there is none.</summary>
    internal string NameOf(int @class) =>
        Values?.Texts[@class] ?? (@class + 1).ToString(CultureInfo.InvariantCulture);

    /// <summary>The type of the predicted label.</summary>
    /// <exception cref="InvalidDataException">The model file names a type that is not a key type.</exception>
    internal KeyDataViewType ToType() => new(
        Type switch
        {
            nameof(Byte) => typeof(byte),
            nameof(UInt16) => typeof(ushort),
            nameof(UInt32) => typeof(uint),
            nameof(UInt64) => typeof(ulong),
            _ => throw new InvalidDataException($"The model file is damaged: keys of type '{Type}' are unknown."),
        },
        (ulong)Count);
}
