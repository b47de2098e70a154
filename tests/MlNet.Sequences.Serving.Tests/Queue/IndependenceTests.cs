namespace MlNet.Sequences.Serving.Tests;

/// <summary>What a text is scored with changes nothing.</summary>
[TestClass]
public sealed class IndependenceTests
{
    [TestMethod]
    public async Task Every_answer_is_the_same_to_the_last_bit_whatever_company_it_was_scored_in()
    {
        await using var service = await TestService.StartAsync(options =>
        {
            options.AddModel("sentiment", TestModels.Binary);
            options.BatchDelay = TimeSpan.FromMilliseconds(5); // so that many batches have company
        });
        string[] texts = [.. Enumerable.Range(0, 120).Select(i => TestModels.Texts[i % 7] + string.Concat(
            Enumerable.Repeat($" film {i}", i % 11)))];
        float[] alone = [.. TestModels.Predict(TestModels.Binary, texts).Select(prediction => prediction.Score!.Value)];
        var random = new Random(1);

        for (int round = 0; round < 3; round++)
        {
            int[] order = [.. Enumerable.Range(0, texts.Length)];
            random.Shuffle(order);
            // Requests of 1 to 7 texts, all at once.
            int[][] requests = [.. order.Chunk(7).SelectMany((chunk, i) => chunk.Chunk(1 + i % 7))];
            var answers = await Task.WhenAll(requests.Select(request =>
                service.Models.PredictAsync("sentiment", [.. request.Select(i => texts[i])])));
            foreach (var (request, answer) in requests.Zip(answers))
                Assert.AreSequenceEqual(request.Select(i => alone[i]), answer.Select(prediction => prediction.Score!.Value));
        }
    }
}
