using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>
/// The classes of a key column: how many, in what type of key, and what each stands for, so that a trained model gives keys of
/// the very type that it was trained on. Saved with the model.
/// </summary>
/// <param name="Type">The keys' type, as .NET calls it: "UInt32".</param>
/// <param name="Count">The classes.</param>
/// <param name="Values">What the keys stand for, or null where the column does not say.</param>
internal sealed record LabelKeys(string Type, int Count, PrimitiveValues? Values)
{
    /// <summary>float32, in which labels are handed on, counts no further.</summary>
    internal const int MaximumCount = 1 << 24;

    internal static LabelKeys Of(DataViewSchema.Column column)
    {
        var type = (KeyDataViewType)column.Type;
        if (type.Count > MaximumCount)
            throw new ArgumentOutOfRangeException(
                nameof(column),
                $"Label column '{column.Name}' has keys out of {type.Count} values, and at most {MaximumCount} classes can be " +
                "told apart: map the labels to keys with MapValueToKey.");
        // Values that are not one for each key name no key.
        var values = PrimitiveValues.Read(column, AnnotationKinds.KeyValues);
        return new(type.RawType.Name, (int)type.Count, values?.Texts.Count == (int)type.Count ? values : null);
    }

    /// <summary>What a message calls a class: its value, or where there is none the key.</summary>
    internal string NameOf(int @class) =>
        Values?.Texts[@class] ?? (@class + 1).ToString(CultureInfo.InvariantCulture);

    /// <summary>The type of the label that is predicted.</summary>
    /// <exception cref="InvalidDataException">The model file names a type that no key has.</exception>
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
