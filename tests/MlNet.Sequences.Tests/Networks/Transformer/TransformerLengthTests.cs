using Microsoft.ML;

namespace MlNet.Sequences.Tests;

/// <summary>Sequences of other lengths than those trained on, which have 1 to 12 steps.</summary>
[TestClass]
public sealed class TransformerLengthTests
{
    private const int Trained = 12;

    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    [DataRow(PositionEncoding.Rotary)]
    [DataRow(PositionEncoding.Sinusoidal)]
    public void Rotary_and_sinusoidal_positions_take_longer_sequences_than_trained_on(PositionEncoding positions)
    {
        using var model = Fit(positions);
        float[] scores = Toy.Scores(model, Rows(3 * Trained, 3));
        Assert.IsTrue(float.IsFinite(scores[0]) && float.IsFinite(scores[1]));
        // A long one among others changes none of them.
        Assert.AreEqual(Toy.Scores(model, Rows(3))[0], scores[1], 1e-5f);
    }

    [TestMethod]
    public void Learned_positions_reach_as_far_as_the_rows_trained_on_and_no_further()
    {
        using var model = Fit(PositionEncoding.Learned);
        Assert.AreEqual($"{Trained}", model.ArchitectureSettings["maximumLength"]);
        Assert.IsTrue(float.IsFinite(Toy.Scores(model, Rows(Trained))[0]));

        string message = Assert.ThrowsExactly<InvalidOperationException>(() => Toy.Scores(model, Rows(3, Trained + 1))).Message;
        StringAssert.Contains(message, $"learned positions for, {Trained}; received one of {Trained + 1}.");
    }

    [TestMethod]
    public void Learned_positions_reach_as_far_as_the_column_is_padded()
    {
        var options = ToyTransformer.Options;
        options.Positions = PositionEncoding.Learned;
        var chain = _mlContext.Transforms.PadSequence("Features", "Features", length: 5 * Trained)
            .Append(ToyTransformer.Trainer(_mlContext, options));
        using var model = chain.Fit(Toy.Tokens(_mlContext, 40));
        Assert.AreEqual($"{5 * Trained}", model.LastTransformer.ArchitectureSettings["maximumLength"]);
        float[] scores = Toy.Scores(model, Rows(4 * Trained, 9 * Trained)); // the second is cut by PadSequence
        Assert.IsTrue(scores.All(float.IsFinite));
        using var loaded = (IDisposable)ModelFile.Load(_mlContext, ModelFile.Save(_mlContext, model));
        CollectionAssert.AreEqual(scores, Toy.Scores((ITransformer)loaded, Rows(4 * Trained, 9 * Trained)));
    }

    [TestMethod]
    public void Padding_has_no_positions()
    {
        using var model = Fit(PositionEncoding.Learned);
        var rows = Toy.Tokens(_mlContext, 10, seed: 2);
        var padded = _mlContext.Transforms.PadSequence("Features", "Features", length: 5 * Trained).Fit(rows).Transform(rows);
        float[] expected = Toy.Scores(model, rows), actual = Toy.Scores(model, padded);
        for (int i = 0; i < expected.Length; i++)
            Assert.AreEqual(expected[i], actual[i], 1e-5f);
    }

    [TestMethod]
    public void Learned_positions_reach_as_far_as_the_rows_validated_on()
    {
        var options = ToyTransformer.Options;
        options.Positions = PositionEncoding.Learned;
        using var model = ToyTransformer.Trainer(_mlContext, options).Fit(Toy.Tokens(_mlContext, 40), Rows(20));
        Assert.AreEqual("20", model.ArchitectureSettings["maximumLength"]);
    }

    [TestMethod]
    public void Fewer_learned_positions_than_the_rows_need_fail_before_the_first_step()
    {
        var told = new List<string>();
        var options = ToyTransformer.Options;
        (options.Positions, options.MaximumLength) = (PositionEncoding.Learned, Trained - 1);
        options.Callbacks = [new Fits.OnStep(_ => told.Add("step")), new Fits.OnEpoch(_ => told.Add("epoch"))];
        var trainer = ToyTransformer.Trainer(_mlContext, options);

        string message = Assert.ThrowsExactly<InvalidOperationException>(() => trainer.Fit(Toy.Tokens(_mlContext, 40))).Message;
        StringAssert.Contains(message, $"learned positions for, {Trained - 1}; received one of {Trained}.");
        Assert.IsEmpty(told);
    }

    [TestMethod]
    public void More_learned_positions_than_the_rows_need_are_kept_for_longer_ones()
    {
        var options = ToyTransformer.Options;
        (options.Positions, options.MaximumLength) = (PositionEncoding.Learned, 2 * Trained);
        using var model = ToyTransformer.Trainer(_mlContext, options).Fit(Toy.Tokens(_mlContext, 40));
        Assert.IsTrue(float.IsFinite(Toy.Scores(model, Rows(2 * Trained))[0]));
        Assert.ThrowsExactly<InvalidOperationException>(() => Toy.Scores(model, Rows(2 * Trained + 1)));
    }

    private SequencePredictionTransformer Fit(PositionEncoding positions)
    {
        var options = ToyTransformer.Options;
        options.Positions = positions;
        return ToyTransformer.Trainer(_mlContext, options).Fit(Toy.Tokens(_mlContext, 40));
    }

    private IDataView Rows(params int[] lengths) => _mlContext.Data.LoadFromEnumerable(lengths.Select(length =>
        new Toy.TokenRow { Features = [.. Enumerable.Range(0, length).Select(i => (uint)(i % Toy.Vocabulary) + 1)] }).ToArray());
}
