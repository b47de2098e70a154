using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>
/// The values of an annotation, a vector of one primitive type, as text that can be saved in JSON and converted back exactly.
/// </summary>
/// <param name="ItemType">The type of the values, by ML.NET's name: "String", "Single".</param>
/// <param name="Texts">The values as text, in the invariant culture.</param>
internal sealed record PrimitiveValues(string ItemType, IReadOnlyList<string> Texts)
{
    private static readonly Dictionary<string, Kind> Kinds = new Kind[]
    {
        new Kind<ReadOnlyMemory<char>>(
            TextDataViewType.Instance, text => text.ToString(), text => text.AsMemory(),
            (value, text) => value.Span.SequenceEqual(text)),
        new Kind<bool>(BooleanDataViewType.Instance, value => value.ToString(), bool.Parse),
        Number<float>(NumberDataViewType.Single),
        Number<double>(NumberDataViewType.Double),
        Number<sbyte>(NumberDataViewType.SByte),
        Number<short>(NumberDataViewType.Int16),
        Number<int>(NumberDataViewType.Int32),
        Number<long>(NumberDataViewType.Int64),
        Number<byte>(NumberDataViewType.Byte),
        Number<ushort>(NumberDataViewType.UInt16),
        Number<uint>(NumberDataViewType.UInt32),
        Number<ulong>(NumberDataViewType.UInt64),
        new Kind<DateTime>(DateTimeDataViewType.Instance, value => value.ToString("O", CultureInfo.InvariantCulture),
            text => DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind)),
        new Kind<DateTimeOffset>(DateTimeOffsetDataViewType.Instance, value => value.ToString("O", CultureInfo.InvariantCulture),
            text => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture)),
        new Kind<TimeSpan>(TimeSpanDataViewType.Instance, value => value.ToString("c", CultureInfo.InvariantCulture),
            text => TimeSpan.ParseExact(text, "c", CultureInfo.InvariantCulture)),
        new Kind<DataViewRowId>(RowIdDataViewType.Instance,
            value => string.Create(CultureInfo.InvariantCulture, $"{value.High:x16}{value.Low:x16}"), ParseRowId),
    }.ToDictionary(kind => kind.Type.ToString()!);

    /// <summary>Whether the values are texts, as slot names must be.</summary>
    internal bool AreText => ItemType == TextDataViewType.Instance.ToString();

    /// <summary>
    /// An annotation's values; null if the column has none of the name, or its type does not have a text for every value.
    /// </summary>
    internal static PrimitiveValues? Read(DataViewSchema.Column column, string annotation)
    {
        return TryFindKind(column, annotation, out var kind) ? new(kind.Type.ToString()!, kind.Read(column, annotation)) : null;
    }

    /// <summary>
    /// Describes how an annotation's values differ from these; null if they are equal, or the column has none.
    /// </summary>
    internal string? DifferenceFrom(DataViewSchema.Column column, string annotation)
    {
        if (!TryFindKind(column, annotation, out var kind))
            return null;
        int[] places = kind.DifferencesFrom(column, annotation, Texts, out int count);
        if (places is [var first, ..])
        {
            string more = places.Length > 1 ? FormattableString.Invariant($", and {places.Length - 1} more differ") : "";
            return FormattableString.Invariant(
                $"key {first + 1} is '{kind.Read(column, annotation)[first]}' and was '{Texts[first]}'{more}");
        }

        return count == Texts.Count
            ? null
            : FormattableString.Invariant($"there are {count} key values, and there were {Texts.Count}");
    }

    /// <summary>
    /// A single value of the type that an annotation is promised to have before there are data; null if there will be none.
    /// </summary>
    internal static PrimitiveValues? OneOf(SchemaShape.Column column, string annotation) =>
        column.Annotations.TryFindColumn(annotation, out var found) && found.Kind != SchemaShape.Column.VectorKind.Scalar
        && Kinds.TryGetValue(found.ItemType.ToString()!, out var kind)
            ? new(found.ItemType.ToString()!, [kind.DefaultText])
            : null;

    /// <summary>Adds the values to annotations, under a name and as the type that they were read with.</summary>
    /// <exception cref="InvalidDataException">The model file that the values come from is damaged.</exception>
    internal void AddTo(DataViewSchema.Annotations.Builder builder, string annotation)
    {
        if (!Kinds.TryGetValue(ItemType, out var kind))
            throw new InvalidDataException($"The model file is damaged: key values of type '{ItemType}' are unknown.");
        try
        {
            kind.AddTo(builder, annotation, Texts);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw new InvalidDataException($"The model file is damaged: its key values are not of type {ItemType} " +
                $"({e.Message}).", e);
        }
    }

    private static bool TryFindKind(DataViewSchema.Column column, string annotation, [NotNullWhen(true)] out Kind? kind)
    {
        kind = null;
        return column.Annotations.Schema.GetColumnOrNull(annotation)?.Type is VectorDataViewType { ItemType: var type }
            && Kinds.TryGetValue(type.ToString()!, out kind);
    }

    // .NET's text of a number parses back to the same number.
    private static Kind<T> Number<T>(DataViewType type)
        where T : IFormattable, IParsable<T> =>
        new(type, value => value.ToString(
        null, CultureInfo.InvariantCulture), text => T.Parse(text, CultureInfo.InvariantCulture));

    // 32 hexadecimal digits, the higher half first.
    private static DataViewRowId ParseRowId(string text)
    {
        var number = UInt128.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return new((ulong)number, (ulong)(number >> 64));
    }

    private abstract class Kind(DataViewType type)
    {
        internal DataViewType Type { get; } = type;

        internal abstract string DefaultText { get; }

        internal abstract IReadOnlyList<string> Read(DataViewSchema.Column column, string annotation);

        /// <summary>The indices at which the values differ from these.</summary>
        /// <param name="column">The column.</param>
        /// <param name="annotation">The annotation.</param>
        /// <param name="texts">The values as text.</param>
        /// <param name="count">How many values the annotation has.</param>
        internal abstract int[] DifferencesFrom(
            DataViewSchema.Column column, string annotation, IReadOnlyList<string> texts, out int count);

        internal abstract void AddTo(DataViewSchema.Annotations.Builder builder, string annotation, IReadOnlyList<string> texts);
    }

    private sealed class Kind<T>(
        DataViewType type, Func<T, string> format, Func<string, T> parse, Func<T, string, bool>? isText = null) : Kind(type)
    {
        private readonly Func<T, string, bool> _isText = isText ?? ((value, text) => format(value) == text);

        internal override string DefaultText => format(default!);

        internal override IReadOnlyList<string> Read(DataViewSchema.Column column, string annotation)
        {
            VBuffer<T> values = default;
            column.Annotations.GetValue(annotation, ref values);
            return [.. values.DenseValues().Select(format)];
        }

        internal override int[] DifferencesFrom(
            DataViewSchema.Column column, string annotation, IReadOnlyList<string> texts, out int count)
        {
            VBuffer<T> values = default;
            column.Annotations.GetValue(annotation, ref values);
            count = values.Length;
            return [
                .. values.DenseValues().Zip(texts).Index().Where(pair => !_isText(pair.Item.First, pair.Item.Second))
                .Select(pair => pair.Index)];
        }

        internal override void AddTo(DataViewSchema.Annotations.Builder builder, string annotation, IReadOnlyList<string> texts)
        {
            T[] values = [.. texts.Select(parse)];
            builder.Add(annotation, new VectorDataViewType((PrimitiveDataViewType)Type, values.Length),
                (ref VBuffer<T> result) => new VBuffer<T>(values.Length, values).CopyTo(ref result));
        }
    }
}
