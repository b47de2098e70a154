using System.Globalization;
using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class PrimitiveValuesTests
{
    private const string Name = "KeyValues";

    [TestMethod]
    public void Values_of_every_type_come_back_from_JSON_as_they_were()
    {
        Check(TextDataViewType.Instance, ["".AsMemory(), "a \"b\"\n".AsMemory(), "ß→😀".AsMemory()], text => text.ToString());
        Check(BooleanDataViewType.Instance, [true, false]);
        Check(NumberDataViewType.Single, [
            0.1f, -0f, float.Epsilon, float.MaxValue, float.NaN,
            float.NegativeInfinity], value => BitConverter.SingleToInt32Bits(value));
        Check(NumberDataViewType.Double, [
            0.1, -0.0, double.Epsilon, double.MinValue, double.NaN,
            double.PositiveInfinity], value => BitConverter.DoubleToInt64Bits(value));
        Check(NumberDataViewType.SByte, [sbyte.MinValue, (sbyte)0, sbyte.MaxValue]);
        Check(NumberDataViewType.Int16, [short.MinValue, (short)0, short.MaxValue]);
        Check(NumberDataViewType.Int32, [int.MinValue, 0, int.MaxValue]);
        Check(NumberDataViewType.Int64, [long.MinValue, 0, long.MaxValue]);
        Check(NumberDataViewType.Byte, [(byte)0, byte.MaxValue]);
        Check(NumberDataViewType.UInt16, [(ushort)0, ushort.MaxValue]);
        Check(NumberDataViewType.UInt32, [0u, uint.MaxValue]);
        Check(NumberDataViewType.UInt64, [0ul, ulong.MaxValue]);
        Check(
            DateTimeDataViewType.Instance,
            [DateTime.MinValue, DateTime.MaxValue, new DateTime(2024, 2, 29, 23, 59, 59, DateTimeKind.Utc).AddTicks(1)],
            value => (value.Ticks, value.Kind));
        Check(
            DateTimeOffsetDataViewType.Instance,
            [DateTimeOffset.MinValue, new DateTimeOffset(2024, 2, 29, 1, 2, 3, TimeSpan.FromMinutes(-570)).AddTicks(7)],
            value => (value.Ticks, value.Offset));
        Check(RowIdDataViewType.Instance, [
            new DataViewRowId(0, 0), new DataViewRowId(1, 2), new DataViewRowId(ulong.MaxValue, ulong.MaxValue >> 1)]);
        Check(TimeSpanDataViewType.Instance, [TimeSpan.MinValue, TimeSpan.MaxValue, TimeSpan.FromTicks(1), TimeSpan.Zero]);
    }

    [TestMethod]
    public void The_culture_of_the_machine_is_of_no_matter()
    {
        var culture = Thread.CurrentThread.CurrentCulture;
        try
        {
            var commas = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            commas.NumberFormat.NumberDecimalSeparator = ",";
            commas.NumberFormat.NegativeSign = "~";
            Thread.CurrentThread.CurrentCulture = commas;
            var column = ColumnOf(NumberDataViewType.Single, [1.5f]);
            CollectionAssert.AreEqual(new[] { "1.5" }, PrimitiveValues.Read(column, Name)!.Texts.ToArray());
            Check(NumberDataViewType.Single, [1.5f, -1234.5f]);
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = culture;
        }
    }

    [TestMethod]
    public void What_a_sparse_annotation_leaves_out_is_a_value_too()
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add(Name, new VectorDataViewType(NumberDataViewType.Single, 3),
            (ref VBuffer<float> value) => value = new VBuffer<float>(3, 1, [7f], [1]));
        CollectionAssert.AreEqual(new[] { "0", "7", "0" }, PrimitiveValues.Read(ColumnWith(builder), Name)!.Texts.ToArray());
    }

    [TestMethod]
    public void Where_there_are_no_such_values_there_is_null()
    {
        Assert.IsNull(PrimitiveValues.Read(ColumnOf(NumberDataViewType.Single, [1f]), "SlotNames"), "another name");
        Assert.IsNull(PrimitiveValues.Read(ColumnOf(new KeyDataViewType(typeof(uint), 3), [1u]), Name), "a type without text");
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add<float>(Name, NumberDataViewType.Single, (ref float value) => value = 1);
        Assert.IsNull(PrimitiveValues.Read(ColumnWith(builder), Name), "one value");
    }

    [TestMethod]
    public void Values_that_are_none_of_their_type_are_a_damaged_file()
    {
        foreach (var values in new PrimitiveValues[] { new("Single", ["x"]), new("Byte", ["256"]), new(
            "DateTime", ["soon"]), new("Boolean", ["1"]), new("Complex", ["1"]) })
        {
            var error = Assert.ThrowsExactly<InvalidDataException>(
                () => values.AddTo(new DataViewSchema.Annotations.Builder(), Name));
            StringAssert.Contains(error.Message, "The model file is damaged");
        }
    }

    private static void Check<T>(DataViewType type, T[] values, Func<T, object>? identity = null)
    {
        var read = PrimitiveValues.Read(ColumnOf(type, values), Name)!;
        var loaded = JsonSerializer.Deserialize<PrimitiveValues>(
            JsonSerializer.Serialize(read, ModelManifest.Json), ModelManifest.Json)!;
        var builder = new DataViewSchema.Annotations.Builder();
        loaded.AddTo(builder, Name);
        var column = ColumnWith(builder);

        var found = (VectorDataViewType)column.Annotations.Schema[Name].Type;
        Assert.AreEqual(type, found.ItemType);
        Assert.AreEqual(values.Length, found.Size);
        VBuffer<T> back = default;
        column.Annotations.GetValue(Name, ref back);
        identity ??= value => value!;
        CollectionAssert.AreEqual(
            values.Select(identity).ToArray(), back.DenseValues().Select(identity).ToArray(), type.ToString());
    }

    private static DataViewSchema.Column ColumnOf<T>(DataViewType type, T[] values)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add(Name, new VectorDataViewType((PrimitiveDataViewType)type, values.Length),
            (ref VBuffer<T> value) => value = new VBuffer<T>(values.Length, values));
        return ColumnWith(builder);
    }

    private static DataViewSchema.Column ColumnWith(DataViewSchema.Annotations.Builder annotations)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Label", NumberDataViewType.Single, annotations.ToAnnotations());
        return builder.ToSchema()["Label"];
    }
}
