namespace MlNet.Sequences.Serving.Tests;

/// <summary>The queue without threads: which texts meet in which batch.</summary>
[TestClass]
public sealed class ScoringQueueTests
{
    private static ServedModel _model = null!, _other = null!;

    [ClassInitialize]
    public static void Load(TestContext context) =>
        (_model, _other) = (ServedModel.Load("one", TestModels.Binary, default).Model,
            ServedModel.Load("other", TestModels.OtherBinary, default).Model);

    [ClassCleanup]
    public static void Free()
    {
        _model.Release();
        _other.Release();
    }

    [TestMethod]
    public void A_batch_has_texts_up_to_a_budget_of_time_steps_whatever_their_number()
    {
        var queue = Queue(stepsInBatch: 100);
        for (int i = 0; i < 30; i++)
            Assert.IsTrue(queue.TryAdd(Job(Words(1))));
        for (int i = 0; i < 3; i++)
            Assert.IsTrue(queue.TryAdd(Job(Words(60))));

        int[] counts = [.. Enumerable.Range(0, 3).Select(_ => queue.Take()!.Items.Count)];

        Assert.AreSequenceEqual([31, 1, 1], counts);
        Assert.AreEqual(0, queue.Count);
    }

    [TestMethod]
    public void A_request_of_many_texts_shares_each_batch_with_the_others()
    {
        var queue = Queue(stepsInBatch: 40);
        var huge = Job([.. Enumerable.Repeat(Words(10), 100)]);
        queue.TryAdd(huge);
        queue.Take();
        PredictionJob[] small = [.. Enumerable.Range(0, 3).Select(_ => Job(Words(10)))];
        foreach (var job in small)
            queue.TryAdd(job);

        var next = queue.Take()!;

        Assert.AreSequenceEqual((ScoringJob[])[huge, .. small], next.Items.Select(item => item.Job));
        Assert.AreEqual(100 - 4 - 1, queue.Count);
    }

    [TestMethod]
    public void Texts_of_two_models_are_never_in_one_batch_and_take_turns()
    {
        var queue = Queue(stepsInBatch: 20);
        queue.TryAdd(Job([.. Enumerable.Repeat(Words(10), 6)]));
        queue.TryAdd(new PredictionJob(_other, [.. Enumerable.Repeat(Words(10), 6)]));

        ServedModel[] models = [.. Enumerable.Range(0, 6).Select(_ => queue.Take()!.Model)];

        Assert.AreSequenceEqual([_model, _other, _model, _other, _model, _other], models);
    }

    [TestMethod]
    public void Long_texts_are_scored_alone_and_never_by_all_workers_at_once()
    {
        var queue = Queue(stepsInBatch: 100, longSteps: 50, workers: 2);
        var longs = Job([Words(200), Words(200)]);
        queue.TryAdd(longs);
        var first = queue.Take()!;
        queue.TryAdd(Job(Words(10)));
        queue.TryAdd(Job(Words(20)));

        var second = queue.Take()!;
        queue.Release(first);
        var third = queue.Take()!;

        Assert.AreSequenceEqual([true, false, true], ((ScoringBatch[])[first, second, third]).Select(batch => batch.IsLong));
        Assert.AreSequenceEqual([1, 2, 1], ((ScoringBatch[])[first, second, third]).Select(batch => batch.Items.Count));
    }

    [TestMethod]
    public void Explanations_are_made_one_by_one_and_leave_a_worker_to_predictions()
    {
        var queue = Queue(workers: 2);
        var explanations = new ExplanationJob(_model, ["a", "b"], new(), default);
        queue.TryAdd(explanations);
        var first = queue.Take()!;
        queue.TryAdd(Job("c", "d"));

        var second = queue.Take()!;
        queue.Release(first);
        var third = queue.Take()!;

        Assert.AreSequenceEqual([true, false, true], ((ScoringBatch[])[first, second, third]).Select(batch => batch.IsLong));
        Assert.AreSequenceEqual([1, 2, 1], ((ScoringBatch[])[first, second, third]).Select(batch => batch.Items.Count));
        Assert.AreEqual((explanations, 1), third.Items.Single());
    }

    [TestMethod]
    public void A_full_queue_refuses_and_takes_again_once_there_is_a_place()
    {
        var queue = Queue(most: 3);
        var first = Job("a", "b");
        Assert.IsTrue(queue.TryAdd(first));
        Assert.IsFalse(queue.TryAdd(Job("c", "d")));
        var waiting = queue.AddAsync(Job("c", "d"), default);
        Assert.IsFalse(waiting.IsCompleted);

        queue.Remove(first);
        waiting.GetAwaiter().GetResult();

        Assert.AreEqual(2, queue.Count);
        Assert.IsFalse(queue.TryAdd(Job("e", "f")));
    }

    [TestMethod]
    public void A_canceled_request_is_not_scored_and_makes_place()
    {
        var queue = Queue(stepsInBatch: 10);
        var canceled = Job(Words(8), Words(8), Words(8));
        queue.TryAdd(canceled);
        queue.TryAdd(Job(Words(8)));
        queue.Take();

        queue.Remove(canceled);
        var rest = queue.Take()!;
        queue.Complete();

        Assert.AreNotEqual(canceled, rest.Items.Single().Job);
        Assert.AreEqual(0, queue.Count);
        Assert.IsNull(queue.Take());
    }

    [TestMethod]
    public void What_was_accepted_is_still_taken_after_the_end()
    {
        var queue = Queue();
        queue.TryAdd(Job("a"));
        queue.Complete();

        Assert.IsFalse(queue.TryAdd(Job("b")));
        Assert.HasCount(1, queue.Take()!.Items);
        Assert.IsNull(queue.Take());
    }

    private static ScoringQueue Queue(int stepsInBatch = 1000, int longSteps = 1000, int workers = 2, int most = 1000) =>
        new(new SequenceModelsOptions
        {
            MaximumStepsInBatch = stepsInBatch,
            LongTextSteps = longSteps,
            NumberOfWorkers = workers,
            MaximumQueueLength = most,
        });

    private static PredictionJob Job(params string[] texts) => new(_model, texts);

    private static string Words(int count) => string.Join(' ', Enumerable.Repeat("film", count));
}
