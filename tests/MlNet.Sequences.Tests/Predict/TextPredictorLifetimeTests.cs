using Microsoft.ML;

namespace MlNet.Sequences.Tests;

/// <summary>A predictor among many threads, cancelled, disposed, and with input that is missing or wrong.</summary>
[TestClass]
public sealed class TextPredictorLifetimeTests : SmallPredictor
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void Eight_threads_at_once_get_what_one_gets_to_the_last_bit()
    {
        string[] texts = Texts(300);
        float[] expected = [.. texts.Select(text => Predictor.Predict(text).Score!.Value)];
        var found = new float[8][];
        InThreads(found.Length, i => found[i] = i % 2 == 0
            ? [.. texts.Select(text => Predictor.Predict(text).Score!.Value)]
            : [.. Predictor.Predict(texts).Select(prediction => prediction.Score!.Value)]);
        foreach (float[] each in found)
            CollectionAssert.AreEqual(expected, each);
    }

    [TestMethod]
    public void Threads_that_predict_while_it_is_disposed_get_predictions_or_the_error_of_a_disposed_model()
    {
        using var folder = new ScratchFolder();
        string path = Save(folder);
        string[] texts = Texts(50);
        float[] expected = [.. texts.Select(text => Predictor.Predict(text).Score!.Value)];
        var loaded = TextPredictor.Load(_mlContext, path);
        using var begun = new CountdownEvent(4);
        var failures = new Exception?[4];
        var disposing = Task.Run(() =>
        {
            begun.Wait();
            loaded.Dispose();
        });
        InThreads(4, i =>
        {
            try
            {
                for (int round = 0; ; round++)
                {
                    var predictions = i % 2 == 0 ? texts.Select(loaded.Predict) : loaded.Predict(texts);
                    CollectionAssert.AreEqual(expected, predictions.Select(prediction => prediction.Score!.Value).ToArray());
                    if (round == 0)
                        begun.Signal();
                }
            }
            catch (Exception e)
            {
                failures[i] = e;
                if (begun.CurrentCount > 0)
                    begun.Signal(); // or nobody would dispose
            }
        });
        disposing.Wait();
        foreach (var failure in failures)
            Assert.IsInstanceOfType<ObjectDisposedException>(failure);
    }

    [TestMethod]
    public void After_dispose_every_call_is_an_error_and_a_model_that_was_given_is_still_the_callers()
    {
        var begun = Predictor.Predict(Texts(3)).GetEnumerator();
        Assert.IsTrue(begun.MoveNext());
        Predictor.Dispose();
        Predictor.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => Predictor.Predict("a film"));
        Assert.ThrowsExactly<ObjectDisposedException>(() => Predictor.Predict(Texts(1)));
        Assert.ThrowsExactly<ObjectDisposedException>(() => Predictor.PredictAsync(AsyncTexts.Of("a")));
        Assert.ThrowsExactly<ObjectDisposedException>(() => Predictor.Transform(Rows.OfText(_mlContext, "a")));
        Assert.ThrowsExactly<ObjectDisposedException>(() => begun.MoveNext());
        using var again = TextPredictor.Create(Model, null);
        Assert.IsNotNull(again.Predict("a film").Score);
    }

    [TestMethod]
    public void A_missing_text_is_an_error_and_an_empty_one_is_scored_as_the_pipeline_scores_it()
    {
        Assert.ThrowsExactly<ArgumentNullException>(() => Predictor.Predict((string)null!));
        Assert.ThrowsExactly<ArgumentNullException>(() => Predictor.Predict((IEnumerable<string>)null!));
        Assert.ThrowsExactly<ArgumentNullException>(() => Predictor.PredictAsync(null!));
        Assert.ThrowsExactly<ArgumentNullException>(() => TextPredictor.Create((ITransformer)null!, null));
        Assert.Contains("number 2", Assert.ThrowsExactly<ArgumentException>(() => Predictor.Predict(["a", null!]).ToArray())
            .Message);
        var stream = Predictor.PredictAsync(AsyncTexts.Of("a", null!)).ToBlockingEnumerable();
        Assert.Contains("number 2", Assert.ThrowsExactly<ArgumentException>(() => stream.ToArray()).Message);
        Assert.AreEqual(
            Toy.Column<float>(Model.Transform(Rows.OfText(_mlContext, "")), "Score")[0], Predictor.Predict("").Score);
    }

    [TestMethod]
    public void Cancelling_stops_before_the_next_batch()
    {
        using var source = new CancellationTokenSource();
        int read = 0, taken = 0;
        Assert.ThrowsExactly<OperationCanceledException>(() =>
        {
            foreach (var prediction in Predictor.Predict(Endless(() => read++), source.Token))
            {
                if (++taken == 100)
                    source.Cancel();
            }
        });
        Assert.IsLessThan(10_000, read);
        Assert.ThrowsExactly<OperationCanceledException>(() => Predictor.Predict(Texts(1), source.Token).ToArray());
        Assert.ThrowsExactly<OperationCanceledException>(() => Predictor.Predict(Rows.OfText(_mlContext, "a"), source.Token)
            .ToArray());
    }

    [TestMethod]
    public void Few_texts_are_read_ahead()
    {
        int read = 0;
        Assert.HasCount(10, Predictor.Predict(Endless(() => read++)).Take(10));
        Assert.IsLessThan(1_000, read);
    }

    [TestMethod]
    public void A_file_that_is_no_model_is_refused_by_name()
    {
        using var folder = new ScratchFolder();
        string path = Save(folder);
        byte[] whole = File.ReadAllBytes(path);
        Assert.ThrowsExactly<FileNotFoundException>(() => TextPredictor.Load(_mlContext, folder.At("none.zip")));
        Assert.Contains("a folder", Assert.ThrowsExactly<IOException>(() => TextPredictor.Load(_mlContext, folder.Path)).Message);
        foreach (var (bytes, words) in ((byte[], string)[])[([.. "no zip"u8], "zip file"), (whole[..^9], "truncated"),
            (whole[..(whole.Length / 2)], "truncated")])
        {
            var failure = Assert.ThrowsExactly<InvalidDataException>(() =>
                TextPredictor.Load(_mlContext, folder.Write("bad.zip", bytes)));
            Assert.Contains("bad.zip'", failure.Message);
            Assert.Contains(words, failure.Message);
        }

        var words1 = _mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Features", "Text").Fit(Rows.OfText(_mlContext, "a b"));
        _mlContext.Model.Save(words1, null, folder.At("words.zip"));
        Assert.Contains("Tokenizing",
            Assert.ThrowsExactly<InvalidDataException>(() => TextPredictor.Load(_mlContext, folder.At("words.zip"))).Message);
        Assert.ThrowsExactly<OperationCanceledException>(() =>
            TextPredictor.Load(_mlContext, path, new CancellationToken(canceled: true)));
    }

    private string Save(ScratchFolder folder)
    {
        string path = folder.At("model.zip");
        _mlContext.Model.Save(Model, Rows.OfText(_mlContext, "").Schema, path);
        return path;
    }

    private static string[] Texts(int count) =>
        [.. Enumerable.Range(0, count).Select(i => $"a good bad film {i} " + new string('!', i % 7))];

    private static IEnumerable<string> Endless(Action read)
    {
        while (true)
        {
            read();
            yield return "a good film";
        }
    }

    private static void InThreads(int count, Action<int> run)
    {
        Thread[] threads = [.. Enumerable.Range(0, count).Select(i => new Thread(() => run(i)))];
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
    }
}
