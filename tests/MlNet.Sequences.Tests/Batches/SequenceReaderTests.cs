using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class SequenceReaderTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void Missing_keys_are_left_out_wherever_they_stand()
    {
        var view = Rows.Of<uint>(
            _mlContext, new KeyDataViewType(typeof(uint), 9), [0, 0, 3, 4], [3, 4, 0], [3, 0, 0, 4], [0, 0], [], [9]);
        string[] expected = ["3 4", "3 4", "3 4", "", "", "9"];
        CollectionAssert.AreEqual(expected, Tokens(view));
    }

    [TestMethod]
    public void Keys_of_every_width_read_alike()
    {
        string[] expected = ["1 9", "9 1"];
        CollectionAssert.AreEqual(expected, Tokens(Rows.Of<byte>(_mlContext, Keys<byte>(), [1, 0, 9], [9, 1])));
        CollectionAssert.AreEqual(expected, Tokens(Rows.Of<ushort>(_mlContext, Keys<ushort>(), [1, 0, 9], [9, 1])));
        CollectionAssert.AreEqual(expected, Tokens(Rows.Of<uint>(_mlContext, Keys<uint>(), [1, 0, 9], [9, 1])));
        CollectionAssert.AreEqual(expected, Tokens(Rows.Of<ulong>(_mlContext, Keys<ulong>(), [1, 0, 9], [9, 1])));

        static KeyDataViewType Keys<T>() => new(typeof(T), 9);
    }

    [TestMethod]
    public void What_a_sparse_vector_leaves_out_is_padding()
    {
        var view = Rows.OfSparse(
            _mlContext, new VectorDataViewType(new KeyDataViewType(typeof(uint), 9), 10),
            new VBuffer<uint>(10, 3, [5, 6, 7], [1, 4, 9]), new VBuffer<uint>(10, 0, [], []),
            new VBuffer<uint>(10, 2, [0, 8], [0, 1]));
        CollectionAssert.AreEqual(new[] { "5 6 7", "", "8" }, Tokens(view));
    }

    [TestMethod]
    public void A_key_above_the_columns_is_an_error()
    {
        var view = Rows.Of<uint>(_mlContext, new KeyDataViewType(typeof(uint), 9), [1, 10]);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Tokens(view)).Message, "key 10");
    }

    [TestMethod]
    public void A_step_of_missing_numbers_is_padding_wherever_it_stands()
    {
        const float N = float.NaN;
        var view = Numbers([N, N, 1, 2, N, N, 3, 4, N, N], [N, N], [], [0, 0, 5, 0]);
        CollectionAssert.AreEqual(new[] { "1 2 3 4", "", "", "0 0 5 0" }, Values(view));
    }

    [TestMethod]
    public void A_step_that_is_partly_missing_makes_the_row_unusable()
    {
        const float N = float.NaN;
        var view = Numbers([1, 2, N, 4], [N, 1], [1, 2]);
        CollectionAssert.AreEqual(new[] { "-", "-", "1 2" }, Values(view));
    }

    [TestMethod]
    [DataRow(SequencePadding.Pre, 0f)]
    [DataRow(SequencePadding.Post, 0f)]
    [DataRow(SequencePadding.Post, -7f)]
    [DataRow(SequencePadding.Pre, -7f)]
    public void The_padding_that_PadSequence_wrote_is_left_out_at_the_ends_alone(SequencePadding padding, float value)
    {
        var view = Numbers([1, 2, value, value, 3, 4], [5, 6], [], [value, 6]);
        var padded = _mlContext.Transforms.PadSequence(
            "Tokens", "Tokens",
            new PadSequenceOptions { Length = 5, Padding = padding, PaddingValue = value }).Fit(view).Transform(view);
        string v = FormattableString.Invariant($"{value}");
        CollectionAssert.AreEqual(new[] { $"1 2 {v} {v} 3 4", "5 6", "", $"{v} 6" }, Values(padded));
    }

    [TestMethod]
    public void Each_step_tells_the_slot_that_it_stood_in()
    {
        const float N = float.NaN;
        string[] expected = ["2 3 of 4", "0 3 of 5", "", " of 3"];
        CollectionAssert.AreEqual(expected, Slots(Rows.Of<uint>(
            _mlContext, new KeyDataViewType(typeof(uint), 9), [0, 0, 3, 4], [3, 0, 0, 4, 0], [], [0, 0, 0])));
        CollectionAssert.AreEqual(new[] { "1 4 9 of 10" }, Slots(Rows.OfSparse(
            _mlContext, new VectorDataViewType(new KeyDataViewType(typeof(uint), 9), 10),
                new VBuffer<uint>(10, 3, [5, 6, 7], [1, 4, 9]))));
        CollectionAssert.AreEqual(expected,
            Slots(Numbers([N, N, N, N, 1, 2, 3, 4], [1, 2, N, N, N, N, 3, 4, N, N], [], [N, N, N, N, N, N])));
        var padded = _mlContext.Transforms.PadSequence("Tokens", "Tokens", 4, SequencePadding.Pre)
            .Fit(Numbers([1, 2], [0, 0, 3, 0, 0, 0]));
        CollectionAssert.AreEqual(new[] { "3 of 4", "2 of 4" }, Slots(padded.Transform(Numbers([1, 2], [0, 0, 3, 0, 0, 0]))));
    }

    [TestMethod]
    public void Numbers_that_make_no_whole_steps_are_an_error()
    {
        var view = Numbers([1, 2, 3]);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Values(view)).Message, "3 numbers");
    }

    [TestMethod]
    public void A_vector_without_dimensions_is_one_number_a_step_and_a_sparse_one_has_zeros()
    {
        var view = Rows.OfSparse(
            _mlContext, new VectorDataViewType(NumberDataViewType.Single), new VBuffer<float>(4, 1, [7], [2]),
            new VBuffer<float>(2, [1, 2]));
        Assert.AreEqual(new SequenceInput(0, 1), SequenceInput.Of(view.Schema, "Tokens").Input);
        CollectionAssert.AreEqual(new[] { "0 0 7 0", "1 2" }, Values(view));
    }

    [TestMethod]
    public void Shapes_that_are_no_sequences_are_refused()
    {
        foreach (int[] dimensions in new int[][] { [2, 3, 4], [5, 0] })
        {
            var view = Rows.Of<float>(_mlContext, new VectorDataViewType(NumberDataViewType.Single, dimensions), []);
            StringAssert.Contains(
                Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => SequenceInput.Of(view.Schema, "Tokens")).Message,
                "'Tokens'");
        }

        var keys = Rows.Of<ulong>(_mlContext, new KeyDataViewType(typeof(ulong), ulong.MaxValue), [1]);
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => SequenceInput.Of(keys.Schema, "Tokens")).Message,
            "limit the vocabulary");
    }

    [TestMethod]
    public void A_model_refuses_another_vocabulary_and_another_width()
    {
        var tokens = Rows.Of<uint>(_mlContext, new KeyDataViewType(typeof(uint), 9), [1]);
        Assert.AreEqual("Tokens", new SequenceInput(9, 0).Find(tokens.Schema, "Tokens", null).Name);
        foreach (var trained in new[] { new SequenceInput(8, 0), new SequenceInput(0, 1) })
        {
            var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => trained.Find(tokens.Schema, "Tokens", null));
            StringAssert.Contains(error.Message, $"trained on {trained}, got tokens out of a vocabulary of 9");
        }
    }

    private IDataView Numbers(params float[][] rows) =>
        Rows.Of(_mlContext, new VectorDataViewType(NumberDataViewType.Single, 0, 2), rows);

    private static string[] Tokens(IDataView view) => Read(view, (buffer, i) => string.Join(' ', buffer.TokensOf(i).ToArray()));

    private static string[] Values(IDataView view) => Read(
        view, (buffer, i) => string.Join(' ', buffer.ValuesOf(i).ToArray().Select(x => FormattableString.Invariant($"{x}"))));

    // The slots of each row, and how many there are.
    private static string[] Slots(IDataView view) => Read(view, (_, _, reader) => reader.SlotCount == 0
        ? ""
        : FormattableString.Invariant($"{string.Join(' ', reader.Slots().ToArray())} of {reader.SlotCount}"));

    private static string[] Read(IDataView view, Func<SequenceBuffer, int, string> describe) =>
        Read(view, (buffer, i, _) => describe(buffer, i));

    // Each row as text; "-" for one that can't be used.
    private static string[] Read(IDataView view, Func<SequenceBuffer, int, SequenceReader, string> describe)
    {
        var (column, input) = SequenceInput.Of(view.Schema, "Tokens");
        var buffer = new SequenceBuffer(input);
        using var cursor = view.GetRowCursor([column]);
        var reader = SequenceReader.Create(cursor, column, input);
        var rows = new List<string>();
        while (cursor.MoveNext())
        {
            if (!reader.ReadInto(buffer))
            {
                buffer.DropSequence();
                rows.Add("-");
                continue;
            }

            buffer.EndSequence();
            rows.Add(describe(buffer, buffer.Count - 1, reader));
        }

        return [.. rows];
    }
}
