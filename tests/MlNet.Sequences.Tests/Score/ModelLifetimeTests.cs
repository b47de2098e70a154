using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.OnnxRuntime;
using TorchSharp;

namespace MlNet.Sequences.Tests;

/// <summary>Models that are disposed while they score, or never.</summary>
[TestClass]
public sealed class ModelLifetimeTests
{
    private static readonly MLContext MlContext = new(seed: 1);

    [TestMethod]
    [DataRow("lstm", false, 1)]
    [DataRow("lstm", false, 200)]
    [DataRow("transformer", false, 1)]
    [DataRow("transformer", false, 200)]
    [DataRow("transformer", true, 1)]
    [DataRow("lstm", true, 200)]
    public void A_score_in_progress_ends_with_its_numbers_when_the_model_is_disposed_meanwhile(
        string architecture, bool isOnnx, int rows)
    {
        using var folder = new ScratchFolder();
        var model = Model(architecture, isOnnx, folder);
        var network = NetworkOf(model);
        var sequences = Sequences(rows);
        float[] expected = new float[rows];
        network.Score(sequences, expected);

        var held = new HeldLogits(rows);
        var scoring = Task.Factory.StartNew(() => network.Score(sequences, held.Memory), TaskCreationOptions.LongRunning);
        held.WaitUntilBegun();
        Parallel.For(0, 8, _ => ((IDisposable)model).Dispose());
        Assert.ThrowsExactly<ObjectDisposedException>(() => network.Score(sequences, new float[rows]));
        held.Release();
        scoring.GetAwaiter().GetResult();

        CollectionAssert.AreEqual(expected, held.Values);
        Assert.ThrowsExactly<ObjectDisposedException>(() => network.Score(sequences, new float[rows]));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void A_cursor_that_is_half_read_gives_the_rows_that_are_scored_and_then_says_that_the_model_is_disposed(bool isOnnx)
    {
        using var folder = new ScratchFolder();
        var data = Toy.Tokens(MlContext, 500);
        var model = Model("transformer", isOnnx, folder);
        float[] scores = Toy.Scores(model, data);
        var view = model.Transform(data);
        using var cursor = view.GetRowCursor([view.Schema["Score"]]);
        var getter = cursor.GetGetter<float>(view.Schema["Score"]);
        Assert.IsTrue(cursor.MoveNext());
        ((IDisposable)model).Dispose();
        int read = 0;
        var error = Assert.ThrowsExactly<ObjectDisposedException>(() =>
        {
            do
            {
                float score = 0;
                getter(ref score);
                Assert.AreEqual(scores[read++], score);
            }
            while (cursor.MoveNext());
        });
        Assert.IsGreaterThan(0, read);
        Assert.IsLessThan(500, read);
        Assert.IsFalse(cursor.MoveNext());
        StringAssert.Contains(error.Message, "disposed model");
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Prediction_engines_and_chains_that_dispose_one_model_together_leave_only_errors_that_say_so(bool isOnnx)
    {
        using var folder = new ScratchFolder();
        var model = Model("lstm", isOnnx, folder);
        var chain = new Microsoft.ML.Data.TransformerChain<ITransformer>(model);
        var row = Toy.TokenRows(1)[0];
        PredictionEngine<Toy.TokenRow, OneScore>[] engines = // which own the transformer, as ML.NET's default is
            [.. Enumerable.Range(0, 8).Select(_ => MlContext.Model.CreatePredictionEngine<Toy.TokenRow, OneScore>(chain))];
        float expected = engines[0].Predict(row).Score;
        Assert.AreNotEqual(0, expected);
        Parallel.ForEach(engines, engine =>
        {
            for (int i = 0; i < 20; i++)
            {
                try
                {
                    Assert.AreEqual(expected, engine.Predict(row).Score);
                }
                catch (ObjectDisposedException)
                {
                    break; // by another engine
                }
            }

            engine.Dispose();
            chain.Dispose();
        });
        using var last = MlContext.Model.CreatePredictionEngine<Toy.TokenRow, OneScore>(chain);
        Assert.ThrowsExactly<ObjectDisposedException>(() => last.Predict(row));
    }

    [TestMethod]
    public void A_copy_with_another_threshold_scores_on_when_the_model_is_disposed_in_the_middle_of_a_score()
    {
        var model = (SequencePredictionTransformer)Model("lstm", false, null!);
        var copy = model.WithThreshold(0.25f);
        var sequences = Sequences(3);
        float[] expected = new float[3];
        NetworkOf(model).Score(sequences, expected);
        var held = new HeldLogits(3);
        var scoring = Task.Factory.StartNew(() => NetworkOf(copy).Score(sequences, held.Memory), TaskCreationOptions.LongRunning);
        held.WaitUntilBegun();
        model.Dispose();
        model.Dispose(); // takes no share of the copy's
        held.Release();
        scoring.GetAwaiter().GetResult();
        CollectionAssert.AreEqual(expected, held.Values);
        copy.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => model.WithThreshold(0));
    }

    [TestMethod]
    [DataRow("lstm")]
    [DataRow("transformer")]
    public void A_model_that_was_loaded_and_forgotten_frees_its_weights(string architecture)
    {
        using var original = (SequencePredictionTransformer)Model(architecture, false, null!);
        byte[] file = ModelFile.Save(MlContext, original);
        var (weight, network) = LoadScoreAndForget(file);
        Garbage.Collect(() => weight.IsInvalid && !network.TryGetTarget(out _));
        Assert.IsTrue(weight.IsInvalid);
        Assert.IsFalse(network.TryGetTarget(out _));

        [MethodImpl(MethodImplOptions.NoInlining)]
        static (torch.Tensor Weight, WeakReference<SequenceNetwork> Network) LoadScoreAndForget(byte[] file)
        {
            var model = ModelFile.Load(MlContext, file);
            Assert.HasCount(40, Toy.Scores(model, Toy.Tokens(MlContext, 40)));
            return WatchWeights(model);
        }
    }

    [TestMethod]
    public void A_model_that_was_fitted_and_forgotten_frees_its_weights()
    {
        var (weight, network) = FitAndForget();
        Garbage.Collect(() => weight.IsInvalid && !network.TryGetTarget(out _));
        Assert.IsTrue(weight.IsInvalid);
        Assert.IsFalse(network.TryGetTarget(out _));

        [MethodImpl(MethodImplOptions.NoInlining)]
        static (torch.Tensor Weight, WeakReference<SequenceNetwork> Network) FitAndForget() =>
            WatchWeights(Toy.Trainer(MlContext).Fit(Toy.Tokens(MlContext, 40)));
    }

    [TestMethod]
    public void An_exported_model_that_was_forgotten_frees_its_session()
    {
        using var folder = new ScratchFolder();
        var session = ScoreAndForget(folder);
        Garbage.Collect(() => !session.TryGetTarget(out _));
        Assert.IsFalse(session.TryGetTarget(out _));

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference<InferenceSession> ScoreAndForget(ScratchFolder folder)
        {
            var model = Model("lstm", true, folder);
            Assert.HasCount(40, Toy.Scores(model, Toy.Tokens(MlContext, 40)));
            using var session = SessionOf((OnnxNetwork)NetworkOf(model)).Use();
            return new(session.Value);
        }
    }

    private static (torch.Tensor Weight, WeakReference<SequenceNetwork> Network) WatchWeights(ITransformer model)
    {
        using var network = WeightsOf((TrainedNetwork)NetworkOf(model)).Use();
        Assert.IsFalse(network.Value.parameters().First().IsInvalid);
        return (network.Value.parameters().First(), new(network.Value));
    }

    private static ITransformer Model(string architecture, bool isOnnx, ScratchFolder folder)
    {
        var model = ExportedModel.Untrained(
            architecture == "lstm"
                ? new LstmArchitecture { EmbeddingSize = 4, HiddenSize = 4, NumberOfLayers = 1 }
                : new TransformerArchitecture { HiddenSize = 8, NumberOfLayers = 1, NumberOfHeads = 2, FeedForwardSize = 8 },
            new BinaryObjective(), ExportedModel.Tokens);
        if (!isOnnx)
            return model;
        using (model)
            return MlContext.Model.ToOnnxPipeline(model, folder.At("model.onnx")).Single();
    }

    private static IScoringNetwork NetworkOf(ITransformer model) =>
        model is SequencePredictionTransformer trained
        ? TrainedModels.Find(trained)
        : NetworkOf((OnnxPredictionTransformer)model);

    private static SequenceBuffer Sequences(int rows)
    {
        var sequences = new SequenceBuffer(ExportedModel.Tokens);
        for (int i = 0; i < rows; i++)
        {
            sequences.AppendTokens(1 + (i % 9)).Fill(1 + (i % Toy.Vocabulary));
            sequences.EndSequence();
        }

        return sequences;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "<network>P")]
    private static extern ref OnnxNetwork NetworkOf(OnnxPredictionTransformer model);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_network")]
    private static extern ref SharedResource<SequenceNetwork> WeightsOf(TrainedNetwork network);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_session")]
    private static extern ref SharedResource<InferenceSession> SessionOf(OnnxNetwork network);

    private sealed class OneScore
    {
        public float Score { get; set; }
    }
}
