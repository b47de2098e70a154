using System.Reflection;
using Microsoft.ML;

namespace MlNet.Sequences.Tests;

/// <summary><c>MLContext.CancelExecution</c>, by which AutoML ends a trial, is heard by all that takes long.</summary>
[TestClass]
public sealed class CancelExecutionTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void A_fit_ends()
    {
        var options = Toy.Options;
        options.NumberOfEpochs = 1_000_000;
        options.Callbacks.Add(new Cancelling(_mlContext));
        var error = Assert.ThrowsExactly<OperationCanceledException>(
            () => Toy.Trainer(_mlContext, options).Fit(Toy.Tokens(_mlContext, 40)));
        Assert.AreEqual("Operation was canceled.", error.Message);
    }

    [TestMethod]
    public void A_fit_that_ends_so_leaves_its_checkpoint()
    {
        using var folder = new ScratchFolder();
        var options = Toy.Options;
        (options.NumberOfEpochs, options.CheckpointFolder) = (1_000_000, folder.Path);
        options.Callbacks.Add(new Cancelling(_mlContext));
        Assert.ThrowsExactly<OperationCanceledException>(() => Toy.Trainer(_mlContext, options).Fit(Toy.Tokens(_mlContext, 40)));
        var resumed = (LstmOptions)options.Copy();
        (resumed.Resume, resumed.Callbacks) = (true, []);
        using var stop = new CancellationTokenSource();
        resumed.CancellationToken = stop.Token;
        int first = 0;
        var another = new MLContext(seed: 1);
        resumed.Callbacks.Add(new EpochEnds(metrics =>
        {
            first = first == 0 ? metrics.Epoch : first;
            stop.Cancel();
        }));
        var error = Assert.ThrowsExactly<OperationCanceledException>(
            () => Toy.Trainer(another, resumed).Fit(Toy.Tokens(another, 40)));
        Assert.AreEqual(stop.Token, error.CancellationToken, "the caller's token, by which tasks know their own cancellation");
        Assert.IsGreaterThan(1, first);
    }

    [TestMethod]
    public void No_work_begins_in_a_context_that_was_cancelled()
    {
        using var folder = new ScratchFolder();
        var data = Toy.Tokens(_mlContext, 40);
        var texts = Rows.OfText(_mlContext, "a film", "a book");
        var trainer = Toy.Trainer(_mlContext);
        using var model = trainer.Fit(data);
        var words = _mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Tokens", "Text");
        var cache = words.CacheEncoded(_mlContext, folder.At("cache"));
        Cancel(_mlContext);

        Assert.ThrowsExactly<OperationCanceledException>(() => trainer.Fit(data));
        Assert.ThrowsExactly<OperationCanceledException>(() => trainer.FindLearningRate(data));
        Assert.ThrowsExactly<OperationCanceledException>(() => words.Fit(texts));
        Assert.ThrowsExactly<OperationCanceledException>(() => cache.Fit(texts));
        Assert.ThrowsExactly<OperationCanceledException>(() => Toy.Scores(model, data));
        Assert.IsFalse(File.Exists(folder.At("cache")));
    }

    [TestMethod]
    public void Words_and_caches_stop_between_their_rows()
    {
        using var folder = new ScratchFolder();
        int read = 0;
        // Far more rows than are read ahead: who doesn't hear never ends.
        var endless = _mlContext.Data.LoadFromEnumerable(Endless());
        Assert.ThrowsExactly<OperationCanceledException>(
            () => _mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Tokens", "Text").Fit(endless));

        var other = new MLContext(seed: 1);
        read = 0;
        var steps = other.Transforms.CopyColumns("Copy", "Number").CacheEncoded(other, folder.At("cache"));
        Assert.ThrowsExactly<OperationCanceledException>(() => steps.Fit(other.Data.LoadFromEnumerable(Endless(other))));
        Assert.IsEmpty(Directory.GetFiles(folder.Path));

        IEnumerable<TextRow> Endless(MLContext? context = null)
        {
            while (true)
            {
                if (++read == 10_000)
                    Cancel(context ?? _mlContext);
                yield return new TextRow { Text = "a film", Number = read };
            }
        }
    }

    [TestMethod]
    public void A_cursor_stops_between_its_batches()
    {
        using var model = Toy.Trainer(_mlContext).Fit(Toy.Tokens(_mlContext, 40));
        var scored = model.Transform(Toy.Tokens(_mlContext, 200));
        using var cursor = scored.GetRowCursor(scored.Schema);
        Assert.IsTrue(cursor.MoveNext());
        Cancel(_mlContext);
        Assert.ThrowsExactly<OperationCanceledException>(() =>
        {
            while (cursor.MoveNext())
            {
            }
        });
        Assert.IsFalse(cursor.MoveNext());
    }

    [TestMethod]
    public void A_loaded_model_stops_with_the_context_that_loaded_it_with_torch_and_without()
    {
        using var folder = new ScratchFolder();
        var data = Toy.Tokens(_mlContext, 40);
        using var trained = Toy.Trainer(_mlContext).Fit(data);
        var exported = _mlContext.Model.ToOnnxPipeline(trained, data.Schema, folder.At("model.onnx"));
        foreach (var model in new ITransformer[] { trained, exported })
        {
            var context = new MLContext();
            var loaded = ModelFile.Reload(context, model);
            Assert.HasCount(40, Toy.Scores(loaded, data));
            Cancel(context);
            Assert.ThrowsExactly<OperationCanceledException>(() => Toy.Scores(loaded, data));
            (loaded as IDisposable)?.Dispose();
        }

        (exported as IDisposable)?.Dispose();
    }

    // ML.NET keeps it for AutoML.
    internal static void Cancel(MLContext mlContext) =>
        typeof(MLContext).GetMethod("CancelExecution", BindingFlags.Instance | BindingFlags.NonPublic)!.Invoke(mlContext, null);

    private sealed class Cancelling(MLContext mlContext) : IEpochCallback
    {
        public void OnEpochEnd(EpochMetrics metrics)
        {
            if (metrics.Epoch == 2)
                Cancel(mlContext);
        }
    }

    private sealed class EpochEnds(Action<EpochMetrics> act) : IEpochCallback
    {
        public void OnEpochEnd(EpochMetrics metrics) => act(metrics);
    }

    private sealed class TextRow
    {
        public string Text { get; set; } = "";

        public int Number { get; set; }
    }
}
