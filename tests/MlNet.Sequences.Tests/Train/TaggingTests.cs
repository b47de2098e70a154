using Microsoft.ML;
using Microsoft.ML.Data;
using MlNet.Sequences.Testing;

namespace MlNet.Sequences.Tests;

/// <summary>A class for each step of a sequence, from the label column to the output columns.</summary>
[TestClass]
public sealed class TaggingTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    public static IEnumerable<object[]> Networks =>
    [
        // Which step is the one before, a Transformer has to learn.
        ["lstm", 0.97], ["bidirectional lstm", 0.97], ["gru", 0.97], ["rnn", 0.97], ["transformer", 0.8], ["convolution", 0.97],
    ];

    [TestMethod]
    [DynamicData(nameof(Networks))]
    public void Each_step_gets_the_class_that_follows_from_its_neighbors(string network, double accuracy)
    {
        using var model = Fit(Options(network, epochs: 14), Toy.Tokens(_mlContext, 600));
        var test = model.Transform(Toy.Tokens(_mlContext, 200, seed: 2));
        var metrics = _mlContext.MulticlassClassification.EvaluateTagging(test, "Tags");
        Assert.IsGreaterThan(accuracy, metrics.MicroAccuracy);
        Assert.IsGreaterThan(accuracy - 0.1, metrics.MacroAccuracy);
        Assert.IsLessThan(0.5, metrics.LogLoss);
        Assert.AreEqual("tagging", model.Task);
        CollectionAssert.AreEqual(new[] { "no", "maybe", "yes" }, model.ClassNames.ToArray());

        // The same, counted here.
        var named = _mlContext.Transforms.Conversion.MapKeyToValue([new("Found", "PredictedLabel"), new("True", "Tags")])
            .Fit(test).Transform(test);
        var pairs = Texts(named, "Found").Zip(Texts(named, "True")).SelectMany(row => row.First.Zip(row.Second)).ToArray();
        Assert.AreEqual(metrics.MicroAccuracy, pairs.Average(pair => pair.First == pair.Second ? 1.0 : 0), 1e-9);
        Assert.AreEqual(3, metrics.ConfusionMatrix.NumberOfClasses);
        Assert.AreEqual("maybe", pairs[0].Second, "the first word of any sentence");
    }

    [TestMethod]
    public void Sequences_and_labels_may_be_padded_and_truncated_alike_on_either_side()
    {
        var data = Toy.Tokens(_mlContext, 200);
        byte[] expected = Weights(data);
        foreach (var padding in Enum.GetValues<SequencePadding>())
        {
            Assert.IsTrue(expected.SequenceEqual(Weights(Pad(data, 20, padding, "Features", "Tags"))), $"{padding}");
            Assert.IsTrue(expected.SequenceEqual(Weights(Pad(data, 20, padding, "Features"))), $"{padding}, labels left alone");
        }

        foreach (var truncation in Enum.GetValues<SequenceTruncation>())
        {
            IDataView Cut(params string[] columns) => Pad(data, 5, SequencePadding.Pre, truncation, columns);
            var cut = Toy.TokenRows(200);
            byte[] truncated = Weights(Cut("Features", "Tags"));
            Assert.IsFalse(expected.SequenceEqual(truncated), $"{truncation}");
            Assert.AreEqual(cut.Sum(row => Math.Min(5, row.Features.Length)), Steps(Cut("Features", "Tags")), $"{truncation}");
            var failure = Assert.ThrowsExactly<InvalidOperationException>(() => Weights(Cut("Features")));
            int row = Array.FindIndex(cut, each => each.Features.Length > 5);
            Assert.AreEqual(
                $"Each time step must have one label; row {row} has {cut[row].Features.Length} labels in column 'Tags' and 5 " +
                "steps in column 'Features'. Split both columns alike, leave the label of a step without one missing, and " +
                "where PadSequence pads or truncates the sequences, let it do the same with the labels.",
                failure.Message);
        }
    }

    [TestMethod]
    public void A_wrong_number_of_labels_is_told_with_row_counts_and_remedy()
    {
        Sentence[] rows = [new([1, 2, 0], [1, 2]), new([0, 1, 2, 0], [1, 2, 1])];
        var failure = Assert.ThrowsExactly<InvalidOperationException>(() => Fit(Options("lstm"), View(rows)));
        Assert.Contains("row 1 has 3 labels in column 'Tags' and 2 steps (4 with padding) in column 'Features'", failure.Message);
    }

    [TestMethod]
    public void A_step_without_a_label_counts_nothing_and_a_row_without_any_is_left_out()
    {
        Sentence[] rows =
            [.. Enumerable.Range(0, 60).Select(i => new Sentence([1, 2, 3], [1, (uint)(i % 2 == 0 ? 0 : 2), 1])),
            new([1, 2], [0, 0]), new([], [])];
        var warned = new List<string>();
        _mlContext.Log += (_, e) => warned.Add(e.Message);
        using var model = Fit(Options("lstm"), View(rows));
        Assert.AreEqual(60, model.History.TrainingRows);
        Assert.IsTrue(warned.Any(message => message.Contains("2 rows are left out", StringComparison.Ordinal)));

        // Balanced weights count what there is: 120 of the first class, 30 of the second.
        var options = Options("lstm");
        options.ClassWeights = ClassWeights.Balanced;
        using var balanced = Fit(options, View(rows));
        var objective = (TaggingObjective)((ITrainedModel)balanced).Network.Objective;
        CollectionAssert.AreEqual(new[] { 150 / (2 * 120.0), 150 / (2 * 30.0), 0 }, objective.Step.ClassWeights!.ToArray());
        Assert.AreEqual(150, Steps(View(rows)));
    }

    [TestMethod]
    public void Labels_where_the_sequence_has_padding_are_warned_of()
    {
        var warned = new List<string>();
        _mlContext.Log += (_, e) => warned.Add(e.Message);
        Sentence[] rows = [.. Enumerable.Range(0, 20).Select(i => new Sentence([1, 0, 3], [1, (uint)(i % 2) + 1, 2]))];
        Fit(Options("lstm"), View(rows)).Dispose();
        Assert.IsTrue(
            warned.Any(message => message.Contains("20 labels stand where the sequence has padding", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Padding_has_the_missing_key_and_no_scores()
    {
        using var model = Fit(Options("transformer"), Toy.Tokens(_mlContext, 60));
        var scored = model.Transform(View([new([0, 5, 0, 7], [])]));
        uint[] keys = [.. Toy.Column<VBuffer<uint>>(scored, "PredictedLabel").Single().DenseValues()];
        float[] scores = [.. Toy.Column<VBuffer<float>>(scored, "Score").Single().DenseValues()];
        CollectionAssert.AreEqual(new[] { true, false, true, false }, keys.Select(key => key == 0).ToArray());
        CollectionAssert.AreEqual(new[] { true, false, true, false }, scores.Chunk(3).Select(step => step.All(float.IsNaN))
            .ToArray());
        foreach (float[] step in scores.Chunk(3).Where(step => !float.IsNaN(step[0])))
            Assert.AreEqual(1, step.Sum(), 1e-6f);
        Assert.AreEqual(new VectorDataViewType(NumberDataViewType.Single, 0, 3), scored.Schema["Score"].Type);
        VBuffer<ReadOnlyMemory<char>> names = default;
        scored.Schema["Score"].Annotations.GetValue(ScoreAnnotations.TrainingLabelValues, ref names);
        Assert.AreEqual("no maybe yes", string.Join(' ', names.DenseValues()));
        Assert.IsNull(scored.Schema["Score"].Annotations.Schema.GetColumnOrNull(ScoreAnnotations.SlotNames));
    }

    [TestMethod]
    public void A_row_with_a_step_that_is_partly_missing_has_no_scores()
    {
        using var model = Fit(Options("lstm"), Toy.Numbers(_mlContext, 60));
        float[] steps = [.. Enumerable.Range(0, Toy.NumberRow.Time * Toy.NumberRow.Channels).Select(i => i / 16f)];
        float[] broken = [.. steps];
        broken[^3] = float.NaN;
        var rows = Toy.View(_mlContext, new Toy.NumberRow[] { new() { Features = steps }, new() { Features = broken } });
        float[][] scores = Toy.ScoreVectors(model, rows);
        Assert.IsTrue(scores[0].All(float.IsFinite));
        Assert.IsTrue(scores[1].All(float.IsNaN));
        var keys = Toy.Column<VBuffer<uint>>(model.Transform(rows), "PredictedLabel");
        Assert.AreEqual("0 0 0 0 0 0 0 0", string.Join(' ', keys[1].DenseValues()));
    }

    [TestMethod]
    [DataRow("bidirectional lstm")]
    [DataRow("transformer")]
    public void An_exported_tagger_adds_the_same_columns(string network)
    {
        using var folder = new ScratchFolder();
        var data = Toy.Tokens(_mlContext, 80);
        using var model = Fit(Options(network), data);
        var portable = _mlContext.Model.ToOnnxPipeline(model, folder.At("tagger.onnx"));
        var reloaded = ModelFile.Reload(_mlContext, portable);
        foreach (var view in new[] { data, Pad(data, 20, SequencePadding.Pre, "Features") })
        {
            foreach (var exported in new ITransformer[] { portable, reloaded })
            {
                Assert.AreEqual(
                    Schemas.Describe(model.Transform(view).Schema), Schemas.Describe(exported.Transform(view).Schema));
                float[][] expected = Toy.ScoreVectors(model, view), found = Toy.ScoreVectors(exported, view);
                for (int row = 0; row < expected.Length; row++)
                {
                    Assert.HasCount(expected[row].Length, found[row]);
                    for (int i = 0; i < expected[row].Length; i++)
                        Assert.AreEqual(expected[row][i], found[row][i], 1e-5f, $"row {row}");
                }
            }
        }

        (portable as IDisposable)?.Dispose();
        (reloaded as IDisposable)?.Dispose();
        var failure = Assert.ThrowsExactly<NotSupportedException>(() => _mlContext.Model.ExportToOnnx(
            model, folder.At("text.onnx"), new OnnxExportOptions { IncludeTokenizer = true }));
        Assert.Contains("IncludeTokenizer must be false for a model with a class or a number for each step", failure.Message);
        Assert.IsFalse(File.Exists(folder.At("text.onnx")));
    }

    [TestMethod]
    public void A_word_that_the_model_did_not_see_counts_as_wrong_and_a_missing_label_counts_nothing()
    {
        using var model = Fit(Options("lstm", epochs: 14), Toy.Tokens(_mlContext, 600));
        var seen = Toy.TokenRows(50, seed: 3);
        var right = Metrics(seen.Select(row => new Sentence(row.Features, Keys(row))));
        Assert.AreEqual(1, right.MicroAccuracy, 0.03);

        // The last word of each row has no key, and has a label.
        var unseen = Metrics(seen.Select(row => new Sentence([.. row.Features, 0], [.. Keys(row), 1])));
        int steps = seen.Sum(row => row.Features.Length);
        Assert.AreEqual(right.MicroAccuracy * steps / (steps + seen.Length), unseen.MicroAccuracy, 1e-9);
        Assert.IsTrue(double.IsFinite(unseen.LogLoss));
        Assert.AreEqual(right.LogLoss,
            Metrics(seen.Select(row => new Sentence([.. row.Features, 0], [.. Keys(row), 0]))).LogLoss, 1e-9);
        Assert.AreEqual(right.LogLoss, Metrics(seen.Select(row => new Sentence([.. row.Features, 0], Keys(row)))).LogLoss, 1e-9,
            "labels without padding");
        var failure = Assert.ThrowsExactly<InvalidOperationException>(() => Metrics([new([0, 3, 4], [1])]));
        Assert.Contains("row 0 has 1 labels in column 'Tags' and 2 steps (3 with padding) in column 'Score'", failure.Message);

        MulticlassClassificationMetrics Metrics(IEnumerable<Sentence> rows) =>
            _mlContext.MulticlassClassification.EvaluateTagging(model.Transform(View([.. rows])), "Tags");
    }

    [TestMethod]
    public void The_accuracy_of_an_epoch_is_that_of_the_steps()
    {
        var (train, validation) = (Toy.Tokens(_mlContext, 300), Toy.Tokens(_mlContext, 100, seed: 2));
        var options = Options("gru", epochs: 3);
        options.LabelColumnName = "Tags";
        using var model = _mlContext.MulticlassClassification.Trainers.SequenceTagging(options).Fit(train, validation);
        var metrics = _mlContext.MulticlassClassification.EvaluateTagging(model.Transform(validation), "Tags");
        var kept = model.History.Epochs[model.History.KeptEpoch - 1];
        Assert.AreEqual(metrics.MicroAccuracy, kept.ValidationAccuracy!.Value, 1e-6);
        Assert.AreEqual(metrics.MacroAccuracy, kept.ValidationMacroAccuracy!.Value, 1e-6);
        Assert.AreEqual(metrics.LogLoss, kept.ValidationLoss!.Value, 1e-4);
        Assert.IsNotNull(model.History.KeptEpochReason);
        Assert.IsTrue(model.WasTrainedOn(train) || model.History.DataSha256 is not null);
    }

    [TestMethod]
    [DataRow("lstm")]
    [DataRow("transformer")]
    public void A_fit_that_is_killed_ends_bit_for_bit_as_one_that_was_left_alone(string network)
    {
        using var folder = new ScratchFolder();
        var data = Toy.Tokens(_mlContext, 200);
        byte[] expected = Weights(data, Settings());
        var killed = Settings();
        killed.CheckpointFolder = folder.Path;
        killed.CheckpointEverySteps = 7;
        killed.Callbacks = [new Fits.OnEpoch(epoch => throw new TimeZoneNotFoundException())];
        Assert.ThrowsExactly<TimeZoneNotFoundException>(() => Weights(data, killed));
        var resumed = Settings();
        (resumed.CheckpointFolder, resumed.Resume) = (folder.Path, true);
        Assert.IsTrue(expected.SequenceEqual(Weights(data, resumed)));

        SequenceTrainerOptions Settings()
        {
            var options = Options(network, epochs: 3);
            (options.ValidationFraction, options.WeightAverageDecay, options.EarlyStoppingPatience) = (0.2, 0.9, 2);
            if (options is RecurrentOptions recurrent)
                (recurrent.StepDropout, recurrent.EmbeddingDropout, recurrent.HeadDropout) = (0.3, 0.2, 0.2);
            return options;
        }
    }

    [TestMethod]
    public void Rows_that_are_read_in_windows_are_learned_alike()
    {
        var options = Options("lstm", epochs: 14);
        options.ShuffleWindowSize = 100;
        using var model = Fit(options, Toy.Tokens(_mlContext, 600));
        var metrics =
            _mlContext.MulticlassClassification.EvaluateTagging(model.Transform(Toy.Tokens(_mlContext, 200, seed: 2)), "Tags");
        Assert.IsGreaterThan(0.95, metrics.MicroAccuracy);
    }

    [TestMethod]
    [DataRow("lstm")]
    [DataRow("transformer")]
    public void A_batch_whose_steps_are_all_left_out_changes_nothing(string network)
    {
        var options = Options(network);
        options.BatchSize = 1;
        if (options is RecurrentOptions recurrent)
            recurrent.StepDropout = 0.9;
        else
            ((TransformerOptions)options).StepDropout = 0.9;
        Sentence[] rows = [.. Enumerable.Range(0, 40).Select(i => new Sentence([(uint)(i % 9) + 1], [(uint)(i % 2) + 1]))];
        using var model = Fit(options, View(rows));
        Assert.IsTrue(double.IsFinite(model.History.Epochs[0].TrainingLoss));
        Assert.IsTrue(Toy.ScoreVectors(model, View(rows)).SelectMany(scores => scores).All(float.IsFinite));
    }

    [TestMethod]
    public void A_tagger_goes_on_from_a_tagger_with_its_head_and_from_a_classifier_with_a_new_one()
    {
        var data = Toy.Tokens(_mlContext, 200);
        using var first = Fit(Options("lstm", epochs: 10), data);
        var next = Options("lstm");
        (next.ContinueFrom, next.LearningRate) = (first, 1e-6);
        using var second = Fit(next, data);
        double before = Metrics(first).LogLoss, after = Metrics(second).LogLoss;
        Assert.AreEqual(before, after, 0.01);

        var classes = Options("lstm");
        classes.LabelColumnName = "Kind";
        using var classifier = _mlContext.MulticlassClassification.Trainers.Sequence(classes).Fit(data);
        next = Options("lstm");
        next.ContinueFrom = classifier;
        var told = new List<string>();
        _mlContext.Log += (_, e) => told.Add(e.Message);
        using var third = Fit(next, data);
        const string NewHead = "the head is new, because the model's is for 3 classes";
        Assert.IsTrue(told.Any(message => message.Contains(NewHead, StringComparison.Ordinal)));

        MulticlassClassificationMetrics Metrics(ITransformer model) =>
            _mlContext.MulticlassClassification.EvaluateTagging(model.Transform(data), "Tags");
    }

    [TestMethod]
    public void Taggers_are_cross_validated_and_their_learning_rate_is_found()
    {
        var data = Toy.Tokens(_mlContext, 200);
        var options = Options("lstm", epochs: 8);
        options.LabelColumnName = "Tags";
        var trainer = _mlContext.MulticlassClassification.Trainers.SequenceTagging(options);
        var folds =
            _mlContext.MulticlassClassification.CrossValidateTagging(data, trainer, numberOfFolds: 3, labelColumnName: "Tags");
        CollectionAssert.AreEqual(new[] { 0, 1, 2 }, folds.Select(fold => fold.Fold).ToArray());
        Assert.IsTrue(folds.All(fold => fold.Metrics.MicroAccuracy > 0.7),
            string.Join(' ', folds.Select(fold => fold.Metrics.MicroAccuracy)));
        Assert.AreEqual(200, folds.Sum(fold => CellReader.Read(fold.ScoredHoldOutSet, "Number").Length));
        Assert.IsNotEmpty(trainer.FindLearningRate(data).Points);
    }

    [TestMethod]
    public void Wrong_columns_are_told_by_name()
    {
        var data = Toy.Tokens(_mlContext, 20);
        var options = Options("lstm");
        options.LabelColumnName = "Kind";
        var failure = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => _mlContext.MulticlassClassification.Trainers.SequenceTagging(options).Fit(data));
        Assert.Contains("expected a vector of keys, one for each time step", failure.Message);
        using var model = Fit(Options("lstm"), data);
        failure = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => _mlContext.MulticlassClassification.EvaluateTagging(model.Transform(data), "Kind"));
        Assert.Contains("label column 'Kind'", failure.Message);
        failure = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => _mlContext.MulticlassClassification.EvaluateTagging(data, "Tags"));
        Assert.Contains("Could not find score column 'Score'", failure.Message);
    }

    [TestMethod]
    public void Numbers_of_steps_are_learned_in_the_labels_unit_and_missing_ones_are_left_out()
    {
        var rows = Toy.TokenRows(600);
        var options = Options("bidirectional lstm", epochs: 14);
        options.LabelColumnName = "Amounts";
        using var model = _mlContext.Regression.Trainers.SequencePerStep(options).Fit(Numbers(rows, missing: true));
        var test = Toy.TokenRows(100, seed: 2);
        var metrics = _mlContext.Regression.EvaluatePerStep(model.Transform(Numbers(test, missing: false)), "Amounts");
        Assert.IsGreaterThan(0.8, metrics.RSquared);
        Assert.IsLessThan(5, metrics.RootMeanSquaredError);

        // Padded numbers are no labels of padding.
        var padded = _mlContext.Transforms.PadSequence("Features", 20).Append(_mlContext.Transforms.PadSequence("Amounts", 20))
            .Fit(Numbers(test, false))
            .Transform(Numbers(test, false));
        Assert.AreEqual(metrics.RSquared, _mlContext.Regression.EvaluatePerStep(model.Transform(padded), "Amounts").RSquared,
            1e-6);
        using var again = (SequencePredictionTransformer)ModelFile.Reload(_mlContext, model);
        Assert.AreEqual("step-regression", again.Task);

        IDataView Numbers(Toy.TokenRow[] rows, bool missing) =>
            _mlContext.Data.LoadFromEnumerable(rows.Select((row, i) => new Numbered
            {
                Features = row.Features,
                Amounts = [.. row.Amounts.Select((amount, step) => missing && (i + step) % 5 == 0 ? float.NaN : amount)],
            }));
    }

    private static SequenceTrainerOptions Options(string network, int epochs = 1)
    {
        SequenceTrainerOptions options = network switch
        {
            "gru" => Toy.Recurrent<GruOptions>(),
            "rnn" => Toy.Recurrent<RnnOptions>(),
            "transformer" => ToyTransformer.Options,
            "convolution" => ToyConvolution.Options,
            _ => Toy.Options,
        };
        if (options is RecurrentOptions recurrent)
            (recurrent.HiddenSize, recurrent.EmbeddingSize, recurrent.Bidirectional) =
                (16, 8, network.StartsWith("bidirectional", StringComparison.Ordinal));
        (options.NumberOfEpochs, options.LearningRate) = (epochs, 0.02);
        return options;
    }

    private SequencePredictionTransformer Fit(SequenceTrainerOptions options, IDataView data) =>
        Toy.Trainer(_mlContext, ToyTask.Tagging, options).Fit(data);

    private byte[] Weights(IDataView data, SequenceTrainerOptions? options = null)
    {
        using var model = Fit(options ?? Options("lstm", epochs: 2), data);
        return [.. model.Model.WeightNames.SelectMany(name => model.Model.GetWeights(name)).SelectMany(BitConverter.GetBytes)];
    }

    // The steps that a model is measured by.
    private long Steps(IDataView data)
    {
        using var model = Fit(Options("lstm"), data);
        var steps = new StepsView(model.Transform(data), "Tags", "Score", "PredictedLabel");
        return CellReader.Read(steps, "Label", "Score", "PredictedLabel").Length;
    }

    private IDataView Pad(IDataView data, int length, SequencePadding padding, params string[] columns) =>
        Pad(data, length, padding, SequenceTruncation.Post, columns);

    private IDataView Pad(IDataView data, int length, SequencePadding padding, SequenceTruncation truncation,
        params string[] columns) =>
        columns.Aggregate(data, (view, column) => _mlContext.Transforms.PadSequence(column, column, length, padding, truncation)
            .Fit(view).Transform(view));

    private static string[][] Texts(IDataView view, string column) =>
        [.. Toy.Column<VBuffer<ReadOnlyMemory<char>>>(view, column)
            .Select(row => row.DenseValues().Select(text => text.ToString()).ToArray())];

    private static uint[] Keys(Toy.TokenRow row) =>
        [.. row.Tags.Select(tag => (uint)Array.IndexOf(["no", "maybe", "yes"], tag) + 1)];

    private IDataView View(params Sentence[] rows) => _mlContext.Data.LoadFromEnumerable(rows);

    private sealed class Sentence(uint[] features, uint[] tags)
    {
        [KeyType(Toy.Vocabulary)]
        public uint[] Features { get; } = features;

        [KeyType(3)]
        public uint[] Tags { get; } = tags;
    }

    private sealed class Numbered
    {
        [KeyType(Toy.Vocabulary)]
        public uint[] Features { get; set; } = [];

        public float[] Amounts { get; set; } = [];
    }
}
