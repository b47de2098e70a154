using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MlNet.Sequences.Tests;

[TestClass]
public class SequencePaddingTests
{
    private static readonly KeyDataViewType Key = new(typeof(uint), 9);

    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void Keys_keep_their_values_and_padding_is_the_missing_key()
    {
        var tokens = new TokenizingByWordsEstimator((IHostEnvironment)_mlContext, "Tokens", "Text")
            .Append(Make(new() { Length = 3 }))
            .Fit(Rows.OfText(_mlContext, "b a", "a")).Transform(Rows.OfText(_mlContext, "b", "a b a b"));

        var type = (VectorDataViewType)tokens.Schema["Features"].Type;
        Assert.AreEqual(new VectorDataViewType(new KeyDataViewType(typeof(uint), 3), 3), type);
        uint[][] keys = Rows.Keys(tokens, "Features");
        CollectionAssert.AreEqual(new uint[] { 3, 0, 0 }, keys[0]);
        CollectionAssert.AreEqual(new uint[] { 2, 3, 2 }, keys[1]);

        var words = _mlContext.Transforms.Conversion.MapKeyToValue("Words", "Features").Fit(tokens).Transform(tokens);
        CollectionAssert.AreEqual(
            new[] { "b", "", "" }, Rows.Values<ReadOnlyMemory<char>>(words, "Words")[0].Select(word => word.ToString()).ToList());
    }

    [TestMethod]
    public void Smaller_keys_become_UInt32()
    {
        var bytes = Rows.Of(_mlContext, new KeyDataViewType(typeof(byte), 200), new byte[] { 7, 200 }, []);
        CollectionAssert.AreEqual(new uint[] { 7, 200, 0 }, Rows.Keys(Pad(bytes, new() { Length = 3 }), "Features")[0]);

        var text = Rows.OfText(_mlContext, "ab");
        var characters = _mlContext.Transforms.Text.TokenizeIntoCharactersAsKeys("Tokens", "Text", useMarkerCharacters: false)
            .Fit(text).Transform(text);
        var padded = Pad(characters, new() { Length = 3 });
        Assert.AreEqual(typeof(uint), ((VectorDataViewType)padded.Schema["Features"].Type).ItemType.RawType);
        CollectionAssert.AreEqual(
            new[] { "a", "b" },
            Rows.Values<ReadOnlyMemory<char>>(
                _mlContext.Transforms.Conversion.MapKeyToValue("Features").Fit(padded).Transform(padded), "Features")[0]
                .Take(2).Select(word => word.ToString()).ToList());
    }

    [TestMethod]
    public void Words_that_ML_NET_mapped_to_keys_are_accepted()
    {
        var text = Rows.OfText(_mlContext, "b a", "a");
        var pipeline = _mlContext.Transforms.Text.TokenizeIntoWords("Words", "Text")
            .Append(_mlContext.Transforms.Conversion.MapValueToKey("Tokens", "Words"))
            .Append(Make(new() { Length = 3, Padding = SequencePadding.Pre }));
        CollectionAssert.AreEqual(new uint[] { 0, 1, 2 }, Rows.Keys(pipeline.Fit(text).Transform(text), "Features")[0]);
    }

    [TestMethod]
    public void Numbers_keep_their_channels_and_say_what_padding_is()
    {
        var one = Pad(Rows.Of(_mlContext, NumberDataViewType.Single, [1f, 2f]), new() { Length = 3, PaddingValue = -1 });
        CollectionAssert.AreEqual(new[] { 1f, 2f, -1f }, Rows.Values<float>(one, "Features")[0]);
        Assert.AreEqual(new VectorDataViewType(NumberDataViewType.Single, 3), one.Schema["Features"].Type);
        float value = 0;
        one.Schema["Features"].Annotations.GetValue("PaddingValue", ref value);
        Assert.AreEqual(-1f, value);

        foreach (int time in new[] { 0, 2 })
        {
            var two = Pad(
                Rows.Of(_mlContext, new VectorDataViewType(NumberDataViewType.Single, time, 2), [1f, 2f, 3f, 4f]),
                new() { Length = 3 });
            CollectionAssert.AreEqual(new[] { 1f, 2f, 3f, 4f, 0f, 0f }, Rows.Values<float>(two, "Features")[0]);
            Assert.AreEqual(new VectorDataViewType(NumberDataViewType.Single, 3, 2), two.Schema["Features"].Type);
        }
    }

    [TestMethod]
    public void The_input_column_is_that_of_the_output_unless_another_is_named()
    {
        var data = Rows.Of<uint>(_mlContext, Key, [7], [1, 2, 3]);
        var inPlace = _mlContext.Transforms.PadSequence("Tokens", length: 2).Fit(data).Transform(data);
        CollectionAssert.AreEqual(new uint[] { 7, 0 }, Rows.Keys(inPlace, "Tokens")[0]);
        var named = _mlContext.Transforms.PadSequence("Features", length: 2, inputColumnName: "Tokens").Fit(data).Transform(data);
        CollectionAssert.AreEqual(new uint[] { 1, 2 }, Rows.Keys(named, "Features")[1]);
        CollectionAssert.AreEqual(new uint[] { 1, 2, 3 }, Rows.Keys(named, "Tokens")[1]);
        var tail = _mlContext.Transforms.PadSequence("Tokens", new() { Length = 2, Truncation = SequenceTruncation.Pre })
            .Fit(data).Transform(data);
        CollectionAssert.AreEqual(new uint[] { 2, 3 }, Rows.Keys(tail, "Tokens")[1]);
        // As before, whatever is named.
        var all = _mlContext.Transforms.PadSequence(outputColumnName: "Features", inputColumnName: "Tokens", length: 2).Fit(data)
            .Transform(data);
        CollectionAssert.AreEqual(new uint[] { 1, 2 }, Rows.Keys(all, "Features")[1]);
    }

    [TestMethod]
    public void A_row_of_half_a_step_names_the_column()
    {
        var view = Rows.Of(_mlContext, new VectorDataViewType(NumberDataViewType.Single, 0, 2), [1f, 2f, 3f]);
        var padded = Pad(view, new() { Length = 3 });
        var error = Assert.ThrowsExactly<InvalidDataException>(() => Rows.Values<float>(padded, "Features"));
        StringAssert.Contains(error.Message, "column 'Tokens' has 3 values");
    }

    [TestMethod]
    public void Sparse_vectors_are_filled_in_and_the_output_is_dense()
    {
        var view = Rows.OfSparse(
            _mlContext, new VectorDataViewType(NumberDataViewType.Single),
            new VBuffer<float>(4, 2, [5f, 6f], [0, 3]), new(2, 0, [], []));
        float[][] rows = Rows.Values<float>(Pad(view, new() { Length = 5, PaddingValue = 9 }), "Features");
        CollectionAssert.AreEqual(new[] { 5f, 0f, 0f, 6f, 9f }, rows[0]);
        CollectionAssert.AreEqual(new[] { 0f, 0f, 9f, 9f, 9f }, rows[1]);

        var sparseKeys = Rows.OfSparse(_mlContext, new VectorDataViewType(Key), new VBuffer<uint>(3, 1, [4u], [1]));
        var keys = Pad(sparseKeys, new() { Length = 3 });
        using var cursor = keys.GetRowCursor(keys.Schema);
        VBuffer<uint> value = default;
        Assert.IsTrue(cursor.MoveNext());
        cursor.GetGetter<VBuffer<uint>>(keys.Schema["Features"])(ref value);
        Assert.IsTrue(value.IsDense);
        CollectionAssert.AreEqual(new uint[] { 0, 4, 0 }, value.GetValues().ToArray());
    }

    [TestMethod]
    [DataRow(10f)]
    [DataRow(-1f)]
    [DataRow(1.5f)]
    public void A_padding_value_that_is_no_key_of_the_column_is_refused(float value)
    {
        var view = Rows.Of(_mlContext, Key, [1u]);
        string message = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => Make(new() { Length = 2, PaddingValue = value }).Fit(view)).Message;
        StringAssert.Contains(message, "column 'Tokens', an integer from 0 to 9");
    }

    [TestMethod]
    public void The_promised_schema_is_the_schema()
    {
        var text = Rows.OfText(_mlContext, "ab");
        foreach (var view in new[]
        {
            Rows.Of(_mlContext, Key, [1u]),
            Rows.Of(_mlContext, new VectorDataViewType(new KeyDataViewType(typeof(byte), 9), 1), new byte[] { 1 }),
            Rows.Of(_mlContext, NumberDataViewType.Single, [1f]),
            Rows.Of(_mlContext, new VectorDataViewType(NumberDataViewType.Single, 0, 2), [1f, 2f]),
            _mlContext.Transforms.Text.TokenizeIntoCharactersAsKeys("Tokens", "Text").Fit(text).Transform(text),
            new TokenizingByWordsEstimator((IHostEnvironment)_mlContext, "Tokens", "Text").Fit(text).Transform(text),
        })
        {
            var estimator = Make(new() { Length = 3 });
            var promised = estimator.GetOutputSchema(new SchemaShape(ColumnShapes.Of(view.Schema)))
                .Single(c => c.Name == "Features");
            var given = ColumnShapes.Of(estimator.Fit(view).GetOutputSchema(view.Schema)).Single(c => c.Name == "Features");

            Assert.AreEqual(ColumnShape.Of(given), ColumnShape.Of(promised));
            CollectionAssert.AreEqual(
                given.Annotations.Select(ColumnShape.Of).ToList(), promised.Annotations.Select(ColumnShape.Of).ToList());
        }
    }

    [TestMethod]
    public void A_wrong_column_fails_alike_everywhere()
    {
        var estimator = Make(new() { Length = 3 });
        var transformer = estimator.Fit(Rows.Of(_mlContext, Key, [1u]));
        foreach (var wrong in new[]
        {
            Rows.OfText(_mlContext, "no such column"),
            Rows.Of(_mlContext, NumberDataViewType.Double, [1d]),
            Rows.Of(_mlContext, NumberDataViewType.UInt32, [1u]),
            Rows.Of(_mlContext, new KeyDataViewType(typeof(ulong), 9), [1ul]),
        })
        {
            string[] messages =
            [
                Message(() => estimator.GetOutputSchema(new SchemaShape(ColumnShapes.Of(wrong.Schema)))),
                Message(() => estimator.Fit(wrong)),
                Message(() => transformer.Transform(wrong)),
                Message(() => ModelFile.Reload(_mlContext, transformer).Transform(wrong)),
            ];
            CollectionAssert.AreEqual(Enumerable.Repeat(messages[0], messages.Length).ToList(), messages);
            StringAssert.Contains(messages[0], "column 'Tokens': expected a vector of Key<Byte>");
        }

        // A schema without data doesn't know dimensions; all that see data refuse them.
        var cube = Rows.Of(_mlContext, new VectorDataViewType(NumberDataViewType.Single, 1, 1, 1), [1f]);
        Assert.AreEqual(Message(() => estimator.Fit(cube)), Message(() => transformer.Transform(cube)));
    }

    [TestMethod]
    public void A_reloaded_transformer_pads_the_same()
    {
        var options = new PadSequenceOptions
        {
            Length = 4,
            Padding = SequencePadding.Pre,
            Truncation = SequenceTruncation.HeadAndTail,
            PaddingValue = 9,
        };
        var view = Rows.Of(_mlContext, Key, [1u, 2u], [1u, 2u, 3u, 4u, 5u, 6u], []);
        var transformer = Make(options).Fit(view);

        uint[][] rows = Rows.Keys(ModelFile.Reload(_mlContext, transformer).Transform(view), "Features");
        CollectionAssert.AreEqual(new uint[] { 9, 9, 1, 2 }, rows[0]);
        CollectionAssert.AreEqual(new uint[] { 1, 2, 5, 6 }, rows[1]);
        CollectionAssert.AreEqual(new uint[] { 9, 9, 9, 9 }, rows[2]);

        byte[] damaged = ModelFile.Edit(ModelFile.Save(_mlContext, transformer), "padding.json", bytes => bytes[..^2]);
        StringAssert.Contains(ModelFile.DamageOf(() => ModelFile.Load(_mlContext, damaged)).Message, "entry 'padding.json'");
    }

    [TestMethod]
    public void Warm_rows_allocate_nothing()
    {
        var options = new PadSequenceOptions { Length = 5 };
        var dense = new ConstantRows<VBuffer<uint>>("Tokens", new VectorDataViewType(Key), new(3, [1, 2, 3]), Allocations.Rows);
        Assert.AreEqual(0, Allocations.Measure<VBuffer<uint>>(Pad(dense, options), "Features"));

        var sparse = new ConstantRows<VBuffer<byte>>(
            "Tokens", new VectorDataViewType(new KeyDataViewType(typeof(byte), 9)), new(8, 1, [1], [2]), Allocations.Rows);
        Assert.AreEqual(0, Allocations.Measure<VBuffer<uint>>(Pad(sparse, options), "Features"));
    }

    [TestMethod]
    public void A_prediction_engine_tokenizes_and_pads_one_text_after_another()
    {
        var view = Rows.OfText(_mlContext, "b a", "a");
        var model = new TokenizingByWordsEstimator((IHostEnvironment)_mlContext, "Tokens", "Text")
            .Append(Make(new() { Length = 2 })).Fit(view);
        var reloaded = ModelFile.Load(_mlContext, ModelFile.Save(_mlContext, model));
        using var engine = _mlContext.Model.CreatePredictionEngine<Rows.TextRow, Padded>(reloaded);

        CollectionAssert.AreEqual(new uint[] { 2, 3 }, engine.Predict(new() { Text = "a b a" }).Features);
        CollectionAssert.AreEqual(new uint[] { 3, 0 }, engine.Predict(new() { Text = "B" }).Features);
        CollectionAssert.AreEqual(new uint[] { 0, 0 }, engine.Predict(new()).Features);
    }

    private sealed class Padded
    {
        [VectorType(2)]
        public uint[]? Features { get; set; }
    }

    private static string Message(Action action) => Assert.ThrowsExactly<ArgumentOutOfRangeException>(action).Message;

    private SequencePaddingEstimator Make(PadSequenceOptions options) =>
        new((IHostEnvironment)_mlContext, "Features", "Tokens", options);

    private IDataView Pad(IDataView view, PadSequenceOptions options) => Make(options).Fit(view).Transform(view);
}
