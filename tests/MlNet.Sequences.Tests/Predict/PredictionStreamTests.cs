using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace MlNet.Sequences.Tests;

/// <summary>Predictions from texts that arrive one by one.</summary>
[TestClass]
public sealed class PredictionStreamTests : SmallPredictor
{
    private int _read;
    private bool _ended;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task A_text_is_predicted_from_before_the_next_one_arrives()
    {
        var texts = Channel.CreateUnbounded<string>();
        await using var predictions = Predictor.PredictAsync(texts.Reader.ReadAllAsync(), TestContext.CancellationToken)
            .GetAsyncEnumerator();
        for (int i = 0; i < 5; i++)
        {
            texts.Writer.TryWrite($"a good film {i}");
            Assert.IsTrue(await predictions.MoveNextAsync());
            Assert.AreEqual(Predictor.Predict($"a good film {i}").Score, predictions.Current.Score);
        }

        texts.Writer.Complete();
        Assert.IsFalse(await predictions.MoveNextAsync());
    }

    [TestMethod]
    public async Task Thousands_come_in_their_order()
    {
        string[] texts = [.. Enumerable.Range(0, 3_000).Select(i => $"{(i % 3 == 0 ? "good" : "bad")} film {i % 11}")];
        float[] expected = [.. Predictor.Predict(texts).Select(prediction => prediction.Score!.Value)];
        var found = new List<float>();
        await foreach (var prediction in Predictor.PredictAsync(AsyncTexts.Of(texts), TestContext.CancellationToken))
            found.Add(prediction.Score!.Value);
        CollectionAssert.AreEqual(expected, found);
    }

    [TestMethod]
    public async Task A_consumer_that_leaves_ends_the_stream_which_was_read_a_little_ahead()
    {
        int taken = 0;
        await foreach (var prediction in Predictor.PredictAsync(Endless(), TestContext.CancellationToken))
        {
            if (++taken == 2_000)
                break;
        }

        Assert.IsTrue(_ended);
        Assert.IsLessThan(2_000 + 2_000, _read);
    }

    [TestMethod]
    public async Task Cancelling_ends_a_stream_that_is_silent()
    {
        using var source = new CancellationTokenSource();
        var silent = Channel.CreateUnbounded<string>();
        silent.Writer.TryWrite("a good film");
        int taken = 0;
        await Assert.ThrowsAsync<OperationCanceledException>(async () =>
        {
            await foreach (var prediction in Predictor.PredictAsync(silent.Reader.ReadAllAsync()).WithCancellation(source.Token))
            {
                taken++;
                await source.CancelAsync();
            }
        });
        Assert.AreEqual(1, taken);
    }

    [TestMethod]
    public async Task A_failure_of_the_stream_comes_after_the_predictions_before_it()
    {
        int taken = 0;
        var failure = await Assert.ThrowsExactlyAsync<IOException>(async () =>
        {
            await foreach (var prediction in Predictor.PredictAsync(Failing(), TestContext.CancellationToken))
                taken++;
        });
        Assert.AreEqual("the line is dead", failure.Message);
        Assert.AreEqual(3, taken);
    }

    private async IAsyncEnumerable<string> Endless([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        try
        {
            while (true)
            {
                if (_read++ % 10 == 0)
                    await Task.Delay(0, cancellationToken);
                cancellationToken.ThrowIfCancellationRequested();
                yield return "a good film";
            }
        }
        finally
        {
            _ended = true;
        }
    }

    private static async IAsyncEnumerable<string> Failing()
    {
        for (int i = 0; i < 3; i++)
        {
            await Task.Yield();
            yield return "a good film";
        }

        throw new IOException("the line is dead");
    }
}
