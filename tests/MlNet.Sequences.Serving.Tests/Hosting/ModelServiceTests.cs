using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MlNet.Sequences.Serving.Tests;

[TestClass]
public sealed class ModelServiceTests
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mlnet-sequences-serving-tests-");

    private string Model => Path.Combine(_folder.FullName, "model.zip");

    [TestCleanup]
    public void Remove() => _folder.Delete(recursive: true);

    [TestMethod]
    public async Task A_replaced_file_is_served_and_a_damaged_one_leaves_the_old_model()
    {
        MoveIntoPlace(TestModels.Binary);
        await using var service = await TestService.StartAsync(options => options.AddModel("sentiment", Model));
        float before = Score(TestModels.Binary), after = Score(TestModels.OtherBinary);
        Assert.AreEqual(before, await ScoreAsync(service));

        MoveIntoPlace(TestModels.OtherBinary);
        service.Models.LoadReplaced(default);
        Assert.AreEqual(after, await ScoreAsync(service));

        string damaged = Path.Combine(_folder.FullName, "damaged.zip");
        byte[] bytes = await File.ReadAllBytesAsync(TestModels.Binary);
        await File.WriteAllBytesAsync(damaged, bytes[..(bytes.Length / 2)]);
        MoveIntoPlace(damaged);
        service.Models.LoadReplaced(default);
        service.Models.LoadReplaced(default); // tried once
        Assert.AreEqual(after, await ScoreAsync(service));
        var model = (await service.GetAsync("/info")).Answer.GetProperty("models")[0];
        Assert.Contains("damaged", model.GetProperty("loadError").GetString()!);
        Assert.HasCount(2, service.Log.All.Split("can't be loaded; the loaded model stays"));
        Assert.AreEqual(HttpStatusCode.OK, (await service.GetAsync("/v2/health/ready")).Status);

        File.Delete(Model);
        service.Models.LoadReplaced(default);
        Assert.AreEqual(after, await ScoreAsync(service));

        MoveIntoPlace(TestModels.Binary);
        service.Models.LoadReplaced(default);
        Assert.AreEqual(before, await ScoreAsync(service));
    }

    [TestMethod]
    public async Task No_request_fails_and_each_has_an_answer_of_one_model_while_files_are_replaced_all_the_time()
    {
        MoveIntoPlace(TestModels.Binary);
        await using var service = await TestService.StartAsync(options =>
        {
            options.AddModel("sentiment", Model);
            options.ReloadInterval = TimeSpan.FromMilliseconds(1);
        });
        string[] texts = [.. TestModels.Texts, "a fine film"];
        float[][] possible =
        [
            .. ((string[])[TestModels.Binary, TestModels.OtherBinary]).Select(path =>
                TestModels.Predict(path, texts).Select(prediction => prediction.Score!.Value).ToArray()),
        ];
        using var end = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            var seen = new HashSet<int>();
            while (!end.IsCancellationRequested || seen.Count < 2)
            {
                var answer = await service.Models.PredictAsync(null, texts);
                float[] scores = [.. answer.Select(prediction => prediction.Score!.Value)];
                seen.Add(Array.FindIndex(possible, each => each.SequenceEqual(scores)));
                Assert.DoesNotContain(-1, seen);
                if (seen.Count == 2)
                    break;
            }
        })).ToArray();

        for (int i = 1; !Task.WhenAll(clients).IsCompleted; i++)
        {
            MoveIntoPlace(i % 2 == 0 ? TestModels.Binary : TestModels.OtherBinary);
            await Task.WhenAny(Task.WhenAll(clients), Task.Delay(20));
        }

        await end.CancelAsync();
        await Task.WhenAll(clients);
    }

    [TestMethod]
    public async Task A_service_that_stops_is_not_ready_and_still_answers_for_a_while()
    {
        await using var service = await TestService.StartAsync(options =>
        {
            options.AddModel("sentiment", TestModels.Binary);
            options.DrainDelay = TimeSpan.FromHours(1);
        });
        using var enough = new CancellationTokenSource();
        var stop = service.App.StopAsync(enough.Token);

        Assert.AreEqual(HttpStatusCode.ServiceUnavailable, (await service.GetAsync("/v2/health/ready")).Status);
        Assert.AreEqual(HttpStatusCode.OK, (await service.GetAsync("/v2/health/live")).Status);
        using var answer = await service.Client.PostAsync("/predict", new StringContent("""{"text":"a fine film"}"""));
        Assert.AreEqual(HttpStatusCode.OK, answer.StatusCode);
        Assert.IsTrue(answer.Headers.ConnectionClose);

        await enough.CancelAsync();
        await stop;
    }

    [TestMethod]
    public async Task A_model_that_can_not_be_loaded_stops_the_application()
    {
        var service = await TestService.StartAtOnceAsync(options => options.AddModel("sentiment", Model));
        var lifetime = service.App.Services.GetRequiredService<IHostApplicationLifetime>();

        await Assert.ThrowsExactlyAsync<FileNotFoundException>(() => service.Models.Loading);
        lifetime.ApplicationStopping.WaitHandle.WaitOne();

        Assert.Contains("Critical: A model can't be loaded", service.Log.All);
        await Assert.ThrowsExactlyAsync<FileNotFoundException>(() => service.DisposeAsync().AsTask());
    }

    [TestMethod]
    public async Task Before_the_models_are_loaded_a_request_is_503()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSequenceModels(options => options.AddModel("sentiment", TestModels.Binary));
        await using var provider = services.BuildServiceProvider();
        var models = provider.GetRequiredService<SequenceModels>();

        var refusal = await Assert.ThrowsExactlyAsync<PredictionRefusedException>(() => models.PredictAsync(null, ["a"]));

        Assert.AreEqual(503, refusal.StatusCode);
        Assert.IsFalse(models.IsReady);
    }

    [TestMethod]
    public async Task Requests_and_batches_are_measured()
    {
        await using var service = await TestService.StartAsync(options => options.AddModel("measured", TestModels.Binary));
        var seen = new System.Collections.Concurrent.ConcurrentDictionary<string, double>();
        var own = service.App.Services.GetRequiredService<IMeterFactory>(); // other tests have services of their own
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == SequenceModels.MeterName && instrument.Meter.Scope == own)
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.Start();

        await service.PostAsync("/predict/batch", """{"texts":["a","b","c"]}""");
        await service.PostAsync("/predict/batch", """{"texts":["a"],"model":"unknown"}""");
        await service.PostAsync("/explain", """{"text":"a"}""");
        listener.RecordObservableInstruments();

        // The worker measures after the answer.
        while (!seen.TryGetValue("mlnet_sequences.texts measured", out double texts) || texts < 3
            || !seen.ContainsKey("mlnet_sequences.explanation.duration measured"))
            await Task.Delay(1);
        Assert.AreEqual(3, seen["mlnet_sequences.texts measured"]);
        Assert.AreEqual(2, seen["mlnet_sequences.requests measured,plain,200"]);
        Assert.AreEqual(1, seen["mlnet_sequences.requests ,plain,404"]);
        Assert.IsTrue(seen.ContainsKey("mlnet_sequences.queue.duration measured"));
        while (!seen.ContainsKey("mlnet_sequences.tokenizing.duration measured"))
            await Task.Delay(1);
        Assert.IsTrue(seen.ContainsKey("mlnet_sequences.queue.length "));

        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) => seen.AddOrUpdate(
            $"{instrument.Name} {string.Join(',', tags.ToArray().Select(tag => tag.Value))}", value, (_, sum) => sum + value);
    }

    private static float Score(string path) => TestModels.Predict(path, "a fine film").Single().Score!.Value;

    private static async Task<float> ScoreAsync(TestService service) =>
        (await service.Models.PredictAsync("sentiment", ["a fine film"]))[0].Score!.Value;

    private void MoveIntoPlace(string file)
    {
        string copy = Path.Combine(_folder.FullName, "new.zip");
        File.Copy(file, copy, overwrite: true);
        File.Move(copy, Model, overwrite: true);
    }
}
