using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests;

/// <summary>Continuing from a trained model: what is kept, what is new, and what is refused.</summary>
[TestClass]
public sealed class ContinueFromTests : ContinueFromFixture
{
    [TestMethod]
    [DataRow(nameof(ToyTask.Binary))]
    [DataRow(nameof(ToyTask.Multiclass))]
    [DataRow(nameof(ToyTask.Regression))]
    public void More_epochs_begin_where_the_model_stands(string name)
    {
        var task = Enum.Parse<ToyTask>(name);
        var data = Toy.Tokens(MlContext, 200);
        using var model = Toy.Trainer(MlContext, task, Toy.Options).Fit(data);
        using var same = Toy.Trainer(MlContext, task, From(model)).Fit(data);
        Assert.AreEqual(Text(Toy.ScoreVectors(model, data)), Text(Toy.ScoreVectors(same, data)));
        Assert.AreEqual(1, same.History.EarlierEpochs);

        var more = From(same);
        more.LearningRate = 0.01;
        using var trained = Toy.Trainer(MlContext, task, more).Fit(data);
        Assert.AreEqual(2, trained.History.EarlierEpochs);
        Assert.IsLessThan(model.History.Epochs[0].TrainingLoss, trained.History.Epochs[0].TrainingLoss);
    }

    [TestMethod]
    public void Another_task_keeps_the_body_and_gets_a_new_head()
    {
        var data = Toy.Tokens(MlContext, 100);
        using var model = Toy.Trainer(MlContext, ToyTask.Binary, Toy.Options).Fit(data);
        var options = From(model);
        (options.FrozenEpochs, options.NumberOfEpochs, options.LearningRate) = (1, 1, 0.01);
        using var frozen = Toy.Trainer(MlContext, ToyTask.Multiclass, options).Fit(data);
        AssertKept(model, frozen, kept: true);

        options.NumberOfEpochs = 2;
        using var thawed = Toy.Trainer(MlContext, ToyTask.Multiclass, options).Fit(data);
        AssertKept(model, thawed, kept: false);
    }

    [TestMethod]
    public void Layers_thaw_one_after_another_the_embedding_last()
    {
        var data = Toy.Tokens(MlContext, 100);
        using var model = Toy.Trainer(MlContext, ToyTask.Binary, Toy.Options).Fit(data);
        var before = Weights(model);
        foreach (int epochs in new[] { 1, 2, 3, 4 })
        {
            var options = From(model);
            (options.FrozenEpochs, options.FrozenEmbeddingEpochs, options.NumberOfEpochs) = (1, 2, epochs);
            options.LearningRate = 0.01;
            using var trained = Toy.Trainer(MlContext, ToyTask.Multiclass, options).Fit(data);
            var now = Weights(trained);
            Assert.AreEqual(epochs < 2, before["lstm.weight_hh_l0"].SequenceEqual(now["lstm.weight_hh_l0"]), $"{epochs} epochs");
            Assert.AreEqual(epochs < 4, before["embedding.weight"].SequenceEqual(now["embedding.weight"]), $"{epochs} epochs");
        }
    }

    [TestMethod]
    public void The_same_classes_keep_their_outputs_whatever_the_order_of_their_keys()
    {
        var rows = Toy.TokenRows(200);
        var first = Kinds(rows);
        var options = Toy.Options;
        options.NgramLength = 0; // whose sums depend on the order of the rows, in the last digits
        using var model = Toy.Trainer(MlContext, ToyTask.Multiclass, options).Fit(first);
        // By occurrence the last row's kind comes first.
        var turned = Kinds([.. rows.Reverse()]);
        options = From(model);
        options.NgramLength = 0;
        using var same = Toy.Trainer(MlContext, ToyTask.Multiclass, options).Fit(turned);

        string[] classes = ClassesOf(model, first), classesNow = ClassesOf(same, turned);
        CollectionAssert.AreNotEqual(classes, classesNow);
        float[][] before = Toy.ScoreVectors(model, first), now = Toy.ScoreVectors(same, first);
        for (int i = 0; i < before.Length; i++)
        {
            foreach (string name in classes)
                Assert.AreEqual(before[i][Array.IndexOf(classes, name)], now[i][Array.IndexOf(classesNow, name)], 1e-6f);
        }
    }

    [TestMethod]
    public void A_regression_goes_on_in_the_unit_that_it_learned()
    {
        var rows = Toy.TokenRows(100);
        var data = Toy.View(MlContext, rows);
        using var model = Toy.Trainer(MlContext, ToyTask.Regression, Toy.Options).Fit(data);
        var positive = Toy.View(MlContext, rows.Where(row => row.Label || row.Number % 3 == 0).ToArray()); // another mean
        using var same = Toy.Trainer(MlContext, ToyTask.Regression, From(model)).Fit(positive);
        CollectionAssert.AreEqual(Toy.Scores(model, data), Toy.Scores(same, data));
    }

    [TestMethod]
    public void A_network_of_another_shape_or_architecture_is_refused_with_what_differs()
    {
        var data = Toy.Tokens(MlContext, 50);
        using var model = Toy.Trainer(MlContext, Toy.Options).Fit(data);
        var wider = From(model);
        (wider.HiddenSize, wider.HeadDropout) = (7, 0.5);
        string message = Assert.ThrowsExactly<InvalidOperationException>(() => Toy.Trainer(MlContext, wider).Fit(data)).Message;
        StringAssert.Contains(message, "hiddenSize is 7 and was 6");
        Assert.IsFalse(message.Contains("headDropout", StringComparison.Ordinal), message);

        var gru = Toy.Recurrent<GruOptions>();
        gru.ContinueFrom = model;
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOperationException>(() => Toy.Trainer(MlContext, ToyTask.Binary, gru).Fit(data)).Message,
            "the architecture is gru and was lstm");
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOperationException>(
                () => Toy.Trainer(MlContext, From(model)).Fit(Toy.Numbers(MlContext, 20))).Message,
            "sequences of the kind");
    }

    [TestMethod]
    public void Another_pooling_keeps_the_body_and_gets_a_new_head()
    {
        var data = Toy.Tokens(MlContext, 50);
        using var model = Toy.Trainer(MlContext, Toy.Options).Fit(data);
        var options = From(model);
        options.Pooling = SequencePooling.Last;
        using var other = Toy.Trainer(MlContext, options).Fit(data);
        AssertKept(model, other, kept: true);
    }

    [TestMethod]
    public void Learned_positions_are_as_many_as_the_models()
    {
        var options = ToyTransformer.Options;
        options.Positions = PositionEncoding.Learned;
        options.MaximumLength = 30;
        var data = Toy.Tokens(MlContext, 50);
        using var model = Toy.Trainer(MlContext, ToyTask.Binary, options).Fit(data);
        options.MaximumLength = null;
        (options.ContinueFrom, options.LearningRate) = (model, Fits.Standstill);
        using var same = Toy.Trainer(MlContext, ToyTask.Binary, options).Fit(data);
        CollectionAssert.AreEqual(Toy.Scores(model, data), Toy.Scores(same, data));
    }

    [TestMethod]
    public void What_is_no_model_and_options_that_need_one_are_violations()
    {
        var data = Toy.Tokens(MlContext, 10);
        var nothing = MlContext.Transforms.CopyColumns("A", "Label").Fit(data);
        Refused(new LstmOptions { ContinueFrom = nothing }, "ContinueFrom must have one trained network");
        Refused(new LstmOptions { FrozenEpochs = 1 }, "FrozenEpochs needs ContinueFrom");
        Refused(new LstmOptions { FrozenEmbeddingEpochs = 1 }, "FrozenEmbeddingEpochs needs ContinueFrom");
        Refused(new LstmOptions { MapVocabulary = true }, "MapVocabulary needs ContinueFrom");
        using var model = Toy.Trainer(MlContext, Toy.Options).Fit(data);
        Refused(
            new LstmOptions { ContinueFrom = model, InitialEmbeddings = InitialEmbeddings.FromModel(model) },
            "InitialEmbeddings must be null with ContinueFrom");
        Refused(
            new LstmOptions { ContinueFrom = model, FrozenEpochs = 1, HeadLearningRate = 0 }, "HeadLearningRate must not be 0");

        void Refused(LstmOptions options, string message) => StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOptionsException>(() => Toy.Trainer(MlContext, options)).Message, message);
    }

    [TestMethod]
    public void A_disposed_model_is_an_error()
    {
        var data = Toy.Tokens(MlContext, 10);
        var model = Toy.Trainer(MlContext, Toy.Options).Fit(data);
        model.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => Toy.Trainer(MlContext, From(model)).Fit(data));
    }

    [TestMethod]
    public void A_checkpoint_of_a_fit_from_another_model_is_refused()
    {
        using var folder = new ScratchFolder();
        var data = Toy.Tokens(MlContext, 50);
        using var model = Toy.Trainer(MlContext, Toy.Options).Fit(data);
        var options = From(model);
        (options.CheckpointFolder, options.Resume, options.LearningRate) = (folder.Path, true, 0.01);
        using var trained = Toy.Trainer(MlContext, options).Fit(data);
        using var again = Toy.Trainer(MlContext, options).Fit(data);
        CollectionAssert.AreEqual(Toy.Scores(trained, data), Toy.Scores(again, data));

        options.ContinueFrom = trained;
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOperationException>(() => Toy.Trainer(MlContext, options).Fit(data)).Message,
            "the weights of ContinueFrom");
    }

    private static void AssertKept(SequencePredictionTransformer before, SequencePredictionTransformer after, bool kept)
    {
        var (mine, its) = (Weights(before), Weights(after));
        foreach (var (name, value) in mine.Where(weight => !weight.Key.StartsWith(SequenceHead.Name, StringComparison.Ordinal)))
            Assert.AreEqual(kept, value.SequenceEqual(its[name]), name);
    }

    private static string Text(float[][] scores) =>
        string.Join('\n', scores.Select(row => string.Join(' ', row.Select(s => s.ToString("R", null)))));

    private static string[] ClassesOf(SequencePredictionTransformer model, IDataView data)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        model.Transform(data).Schema["Score"].Annotations.GetValue("SlotNames", ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }

    private IDataView Kinds(Toy.TokenRow[] rows)
    {
        var view = MlContext.Data.LoadFromEnumerable(rows);
        return MlContext.Transforms.Conversion.MapValueToKey("Kind", "Kind").Fit(view).Transform(view);
    }
}
