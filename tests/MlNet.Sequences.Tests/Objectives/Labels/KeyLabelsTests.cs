using Microsoft.ML;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class KeyLabelsTests
{
    private static readonly KeyLabels Trained = LabelsOf(KeyColumn.Of<uint>([1], 3, "cat", "dog", "owl"));

    [TestMethod]
    public void Classes_count_from_0_in_the_order_of_the_keys_and_a_missing_key_is_no_label()
    {
        Assert.AreEqual(3, Trained.Classes);
        Assert.AreEqual("dog", Trained.NameOf(1));
        Assert.AreEqual(2, Trained.ClassOf("owl"));
        Assert.IsNull(Trained.ClassOf("cow"));
        CollectionAssert.AreEqual(
            new[] { 2f, 0, float.NaN, 1 }, Read(Trained, KeyColumn.Of<uint>([3, 1, 0, 2], 3, "cat", "dog", "owl")));
    }

    [TestMethod]
    public void The_same_value_is_the_same_class_whatever_its_key_in_another_column() =>
        CollectionAssert.AreEqual(new[] { 2f, 1, float.NaN }, Read(Trained, KeyColumn.Of<byte>([1, 2, 0], 2, "owl", "dog")));

    [TestMethod]
    public void A_value_that_was_not_trained_on_is_named_where_a_row_has_it()
    {
        CollectionAssert.AreEqual(new[] { 0f }, Read(Trained, KeyColumn.Of<uint>([2], 2, "cow", "cat")), "and nowhere else");
        string message = Assert.ThrowsExactly<InvalidOperationException>(
            () => Read(Trained, KeyColumn.Of<uint>([2, 1], 2, "cow", "cat"))).Message;
        StringAssert.Contains(message, "column 'Label' has 'cow'");
    }

    [TestMethod]
    public void Keys_of_every_type_are_read()
    {
        CollectionAssert.AreEqual(new[] { 199f, float.NaN }, OfItself(KeyColumn.Of<byte>([200, 0], 200)));
        CollectionAssert.AreEqual(new[] { 39_999f, float.NaN }, OfItself(KeyColumn.Of<ushort>([40_000, 0], 40_000)));
        CollectionAssert.AreEqual(new[] { 99_999f, float.NaN }, OfItself(KeyColumn.Of<uint>([100_000, 0], 100_000)));
        CollectionAssert.AreEqual(new[] { 99_999f, float.NaN }, OfItself(KeyColumn.Of<ulong>([100_000, 0], 100_000)));
    }

    [TestMethod]
    public void Keys_without_values_are_called_by_their_numbers()
    {
        var labels = LabelsOf(KeyColumn.Of<ushort>([1], 3));
        Assert.AreEqual("3", labels.NameOf(2));
        Assert.AreEqual(2, labels.ClassOf("3"));
    }

    [TestMethod]
    public void A_key_past_the_last_is_refused() => StringAssert.Contains(
        Assert.ThrowsExactly<InvalidDataException>(() => Read(Trained, KeyColumn.Of<uint>([4], 3, "cat", "dog", "owl"))).Message,
        "the key 4");

    // Failed: "An item with the same key has already been added".
    [TestMethod]
    public void Two_keys_of_the_same_value_are_the_same_class() =>
        CollectionAssert.AreEqual(new[] { 0f, 1, 0 }, OfItself(KeyColumn.Of<uint>([1, 2, 3], 3, "cat", "dog", "cat")));

    [TestMethod]
    public void More_keys_than_classes_can_be_told_apart_are_refused() => StringAssert.Contains(
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => LabelsOf(KeyColumn.Of<uint>([1], LabelKeys.MaximumCount + 1))).Message,
        "MapValueToKey");

    private static float[] OfItself(IDataView view) => Read(LabelsOf(view), view);

    private static KeyLabels LabelsOf(IDataView view) => new(LabelKeys.Of(view.Schema["Label"]));

    private static float[] Read(KeyLabels labels, IDataView view)
    {
        using var cursor = view.GetRowCursor(view.Schema);
        var label = labels.Reader(cursor, view.Schema["Label"]);
        var read = new List<float>();
        while (cursor.MoveNext())
            read.Add(label()[0]);
        return [.. read];
    }
}
