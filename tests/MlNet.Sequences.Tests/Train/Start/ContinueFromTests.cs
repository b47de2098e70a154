using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests;

/// <summary>Going on from a trained model: what is kept, what is new, and what is refused.</summary>
[TestClass]
public sealed class ContinueFromTests
{
    // No step of Adam at this rate changes a float32: what a fit starts from is what it ends with.
    private const double Standstill = 1e-30;

    private static readonly string[] Words = [.. Enumerable.Range(0, 12).Select(i => $"word{i}")];

    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    [DataRow(nameof(ToyTask.Binary))]
    [DataRow(nameof(ToyTask.Multiclass))]
    [DataRow(nameof(ToyTask.Regression))]
    public void More_epochs_begin_where_the_model_stands(string name)
    {
        var task = Enum.Parse<ToyTask>(name);
        var data = Toy.Tokens(_mlContext, 200);
        using var model = Toy.Trainer(_mlContext, task, Toy.Options).Fit(data);
        using var same = Toy.Trainer(_mlContext, task, From(model)).Fit(data);
        Assert.AreEqual(Text(Toy.ScoreVectors(model, data)), Text(Toy.ScoreVectors(same, data)));
        Assert.AreEqual(1, same.History.EarlierEpochs);

        var more = From(same);
        more.LearningRate = 0.01;
        using var trained = Toy.Trainer(_mlContext, task, more).Fit(data);
        Assert.AreEqual(2, trained.History.EarlierEpochs);
        Assert.IsLessThan(model.History.Epochs[0].TrainingLoss, trained.History.Epochs[0].TrainingLoss);
    }

    [TestMethod]
    public void Another_task_keeps_the_body_and_gets_a_new_head()
    {
        var data = Toy.Tokens(_mlContext, 100);
        using var model = Toy.Trainer(_mlContext, ToyTask.Binary, Toy.Options).Fit(data);
        var options = From(model);
        (options.FrozenEpochs, options.NumberOfEpochs, options.LearningRate) = (1, 1, 0.01);
        using var frozen = Toy.Trainer(_mlContext, ToyTask.Multiclass, options).Fit(data);
        AssertKept(model, frozen, kept: true);

        options.NumberOfEpochs = 2;
        using var thawed = Toy.Trainer(_mlContext, ToyTask.Multiclass, options).Fit(data);
        AssertKept(model, thawed, kept: false);
    }

    [TestMethod]
    public void Layers_thaw_one_after_another_the_embedding_last()
    {
        var data = Toy.Tokens(_mlContext, 100);
        using var model = Toy.Trainer(_mlContext, ToyTask.Binary, Toy.Options).Fit(data);
        var before = Weights(model);
        foreach (int epochs in new[] { 1, 2, 3, 4 })
        {
            var options = From(model);
            (options.FrozenEpochs, options.FrozenEmbeddingEpochs, options.NumberOfEpochs) = (1, 2, epochs);
            options.LearningRate = 0.01;
            using var trained = Toy.Trainer(_mlContext, ToyTask.Multiclass, options).Fit(data);
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
        using var model = Toy.Trainer(_mlContext, ToyTask.Multiclass, options).Fit(first);
        // By occurrence the last row's kind comes first.
        var turned = Kinds([.. rows.Reverse()]);
        options = From(model);
        options.NgramLength = 0;
        using var same = Toy.Trainer(_mlContext, ToyTask.Multiclass, options).Fit(turned);

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
        var data = Toy.View(_mlContext, rows);
        using var model = Toy.Trainer(_mlContext, ToyTask.Regression, Toy.Options).Fit(data);
        var positive = Toy.View(_mlContext, rows.Where(row => row.Label || row.Number % 3 == 0).ToArray()); // another mean
        using var same = Toy.Trainer(_mlContext, ToyTask.Regression, From(model)).Fit(positive);
        CollectionAssert.AreEqual(Toy.Scores(model, data), Toy.Scores(same, data));
    }

    [TestMethod]
    public void Another_vocabulary_is_an_error_or_mapped_word_by_word()
    {
        var (model, _) = FitTexts(Words, Toy.Options);
        string[] others = [.. Words.Reverse().Skip(2), "new"];
        string message = Assert.ThrowsExactly<InvalidOperationException>(() => FitTexts(others, From(model))).Message;
        StringAssert.Contains(message, "of which the model's");
        StringAssert.Contains(message, "MapVocabulary");

        var messages = new List<string>();
        _mlContext.Log += (_, e) => messages.Add(e.RawMessage);
        var options = From(model);
        options.MapVocabulary = true;
        var (mapped, words) = FitTexts(others, options);
        var known = VectorsOf(model);
        foreach (var (word, vector) in VectorsOf(mapped))
        {
            if (known.TryGetValue(word, out float[]? before))
                CollectionAssert.AreEqual(before, vector, word);
        }

        Assert.HasCount(others.Length + 1, words, "with the out-of-vocabulary token");
        Assert.IsTrue(
            messages.Any(m => m.Contains($"{others.Length} of {others.Length + 1} words are known", StringComparison.Ordinal)),
            string.Join('\n', messages));
    }

    [TestMethod]
    public void The_same_vocabulary_in_a_chain_or_loaded_from_a_file_is_gone_on_from()
    {
        var (_, _, chain, data) = FitChain(Words, Toy.Options);
        using var file = new MemoryStream();
        _mlContext.Model.Save(chain, data.Schema, file);
        foreach (var model in new[] { chain, new MLContext().Model.Load(file, out _) })
        {
            var (same, _) = FitTexts(Words, From(model));
            CollectionAssert.AreEqual(
                VectorsOf(chain.Last() as SequencePredictionTransformer).Values.SelectMany(v => v).ToArray(),
                VectorsOf(same).Values.SelectMany(v => v).ToArray());
        }
    }

    [TestMethod]
    public void A_network_of_another_shape_or_architecture_is_refused_with_what_differs()
    {
        var data = Toy.Tokens(_mlContext, 50);
        using var model = Toy.Trainer(_mlContext, Toy.Options).Fit(data);
        var wider = From(model);
        (wider.HiddenSize, wider.HeadDropout) = (7, 0.5);
        string message = Assert.ThrowsExactly<InvalidOperationException>(() => Toy.Trainer(_mlContext, wider).Fit(data)).Message;
        StringAssert.Contains(message, "hiddenSize is 7 and was 6");
        Assert.IsFalse(message.Contains("headDropout", StringComparison.Ordinal), message);

        var gru = Toy.Recurrent<GruOptions>();
        gru.ContinueFrom = model;
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOperationException>(() => Toy.Trainer(_mlContext, ToyTask.Binary, gru).Fit(data)).Message,
            "the architecture is gru and was lstm");
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOperationException>(
                () => Toy.Trainer(_mlContext, From(model)).Fit(Toy.Numbers(_mlContext, 20))).Message,
            "sequences of the kind");
    }

    [TestMethod]
    public void Another_pooling_keeps_the_body_and_gets_a_new_head()
    {
        var data = Toy.Tokens(_mlContext, 50);
        using var model = Toy.Trainer(_mlContext, Toy.Options).Fit(data);
        var options = From(model);
        options.Pooling = SequencePooling.Last;
        using var other = Toy.Trainer(_mlContext, options).Fit(data);
        AssertKept(model, other, kept: true);
    }

    [TestMethod]
    public void Learned_positions_are_as_many_as_the_models()
    {
        var options = ToyTransformer.Options;
        options.Positions = PositionEncoding.Learned;
        options.MaximumLength = 30;
        var data = Toy.Tokens(_mlContext, 50);
        using var model = Toy.Trainer(_mlContext, ToyTask.Binary, options).Fit(data);
        options.MaximumLength = null;
        (options.ContinueFrom, options.LearningRate) = (model, Standstill);
        using var same = Toy.Trainer(_mlContext, ToyTask.Binary, options).Fit(data);
        CollectionAssert.AreEqual(Toy.Scores(model, data), Toy.Scores(same, data));
    }

    [TestMethod]
    public void What_is_no_model_and_options_that_need_one_are_violations()
    {
        var data = Toy.Tokens(_mlContext, 10);
        var nothing = _mlContext.Transforms.CopyColumns("A", "Label").Fit(data);
        Refused(new LstmOptions { ContinueFrom = nothing }, "ContinueFrom must have one trained network");
        Refused(new LstmOptions { FrozenEpochs = 1 }, "FrozenEpochs needs ContinueFrom");
        Refused(new LstmOptions { FrozenEmbeddingEpochs = 1 }, "FrozenEmbeddingEpochs needs ContinueFrom");
        Refused(new LstmOptions { MapVocabulary = true }, "MapVocabulary needs ContinueFrom");
        using var model = Toy.Trainer(_mlContext, Toy.Options).Fit(data);
        Refused(
            new LstmOptions { ContinueFrom = model, InitialEmbeddings = InitialEmbeddings.FromModel(model) },
            "InitialEmbeddings must be null with ContinueFrom");
        Refused(
            new LstmOptions { ContinueFrom = model, FrozenEpochs = 1, HeadLearningRate = 0 }, "HeadLearningRate must not be 0");

        void Refused(LstmOptions options, string message) => StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOptionsException>(() => Toy.Trainer(_mlContext, options)).Message, message);
    }

    [TestMethod]
    public void A_disposed_model_is_an_error()
    {
        var data = Toy.Tokens(_mlContext, 10);
        var model = Toy.Trainer(_mlContext, Toy.Options).Fit(data);
        model.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => Toy.Trainer(_mlContext, From(model)).Fit(data));
    }

    [TestMethod]
    public void A_checkpoint_of_a_fit_from_another_model_is_refused()
    {
        using var folder = new ScratchFolder();
        var data = Toy.Tokens(_mlContext, 50);
        using var model = Toy.Trainer(_mlContext, Toy.Options).Fit(data);
        var options = From(model);
        (options.CheckpointFolder, options.Resume, options.LearningRate) = (folder.Path, true, 0.01);
        using var trained = Toy.Trainer(_mlContext, options).Fit(data);
        using var again = Toy.Trainer(_mlContext, options).Fit(data);
        CollectionAssert.AreEqual(Toy.Scores(trained, data), Toy.Scores(again, data));

        options.ContinueFrom = trained;
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOperationException>(() => Toy.Trainer(_mlContext, options).Fit(data)).Message,
            "the weights of ContinueFrom");
    }

    private static LstmOptions From(ITransformer model)
    {
        var options = Toy.Options;
        (options.ContinueFrom, options.LearningRate) = (model, Standstill);
        return options;
    }

    private static void AssertKept(SequencePredictionTransformer before, SequencePredictionTransformer after, bool kept)
    {
        var (mine, its) = (Weights(before), Weights(after));
        foreach (var (name, value) in mine.Where(weight => !weight.Key.StartsWith(SequenceHead.Name, StringComparison.Ordinal)))
            Assert.AreEqual(kept, value.SequenceEqual(its[name]), name);
    }

    private static Dictionary<string, float[]> Weights(SequencePredictionTransformer model)
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        return ((ITrainedModel)model).Network.CopyWeights().ToDictionary(w => w.Key, w => w.Value.data<float>().ToArray());
    }

    private static Dictionary<string, float[]> VectorsOf(SequencePredictionTransformer? model)
    {
        var words = ((ITrainedModel)model!).Network.Description.Vocabulary!.Texts;
        float[] all = Weights(model)["embedding.weight"];
        int width = all.Length / (words.Count + 1);
        return words.Select((word, i) => (word, Vector: all.AsSpan((i + 1) * width, width).ToArray()))
            .ToDictionary(w => w.word, w => w.Vector);
    }

    private static string Text(float[][] scores) =>
        string.Join('\n', scores.Select(row => string.Join(' ', row.Select(s => s.ToString("R", null)))));

    private static string[] ClassesOf(SequencePredictionTransformer model, IDataView data)
    {
        Microsoft.ML.Data.VBuffer<ReadOnlyMemory<char>> names = default;
        model.Transform(data).Schema["Score"].Annotations.GetValue("SlotNames", ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }

    private IDataView Kinds(Toy.TokenRow[] rows)
    {
        var view = _mlContext.Data.LoadFromEnumerable(rows);
        return _mlContext.Transforms.Conversion.MapValueToKey("Kind", "Kind").Fit(view).Transform(view);
    }

    private (SequencePredictionTransformer Model, IReadOnlyList<string> Words) FitTexts(string[] words, LstmOptions options)
    {
        var (model, vocabulary, _, _) = FitChain(words, options);
        return (model, vocabulary);
    }

    private (
        SequencePredictionTransformer Model, IReadOnlyList<string> Words, TransformerChain<SequencePredictionTransformer> Chain,
        IDataView Data) FitChain(
        string[] words, LstmOptions options)
    {
        var random = new Random(3);
        var rows = Enumerable.Range(0, 60).Select(i => new TextRow
        {
            Label = i % 2 == 0,
            // Each word often enough, the first ones most.
            Text = string.Join(
                ' ',
                words.SelectMany(
                    (word, place) => Enumerable.Repeat(word, random.Next(2) * (words.Length - place)))) + $" {words[^1]}",
        }).ToArray();
        var data = _mlContext.Data.LoadFromEnumerable(rows);
        var chain = _mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Features", "Text", maximumVocabularySize: 100)
            .Append(_mlContext.BinaryClassification.Trainers.Lstm(options))
            .Fit(data);
        return (chain.LastTransformer, ((ITrainedModel)chain.LastTransformer).Network.Description.Vocabulary!.Texts, chain, data);
    }

    private sealed class TextRow
    {
        public bool Label { get; set; }

        public string Text { get; set; } = "";
    }
}
