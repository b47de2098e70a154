using System.Text.Json;
using System.Text.Json.Nodes;

namespace MlNet.Sequences.Tests;

/// <summary>
/// What a fit learned when it was approved, it still learns: a change of structure must not change a result. Processors round
/// differently, so the numbers agree to 1e-4; <c>digests</c> of the benchmarks compares two builds on one machine to the bit.
/// </summary>
[TestClass]
public sealed class EarlierFitTests
{
    private const double Tolerance = 1e-4;

    public static IEnumerable<object[]> Fits => ApprovedFits.All.Keys.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Fits))]
    public void A_fit_learns_what_it_learned_when_it_was_approved(string fit)
    {
        var received = new JsonObject(
            from @case in ApprovedFits.Cases
            where @case.Fit == fit
            select KeyValuePair.Create(
                $"{@case.Task}, {(@case.IsTokens ? "tokens" : "numbers")}",
                (JsonNode?)Describe(@case.Fit, @case.Task, @case.IsTokens)));
        string path = Repository.Path("tests", "fixtures", "fits", $"{fit}.approved.json");
        if (File.Exists(path) && Difference(JsonNode.Parse(File.ReadAllText(path)), received, "") is not { } difference)
            return;
        string receivedPath = path.Replace(".approved.", ".received.", StringComparison.Ordinal);
        File.WriteAllText(
            receivedPath,
            received.ToJsonString(new JsonSerializerOptions(JsonSerializerOptions.Default) { WriteIndented = true }) + "\n");
        difference = File.Exists(path) ? Difference(JsonNode.Parse(File.ReadAllText(path)), received, "") : "nothing is approved";
        Assert.Fail(
            $"{fit}: {difference}. If the change is meant, move {receivedPath} over {path}, commit it and name the change in " +
            "CHANGELOG.md.");
    }

    private static JsonObject Describe(string fit, ToyTask task, bool isTokens)
    {
        using var model = ApprovedFits.Train(fit, task, isTokens);
        return ApprovedFits.Describe(model, isTokens);
    }

    /// <summary>Where the two differ first, and how; null where they don't.</summary>
    private static string? Difference(JsonNode? approved, JsonNode? received, string at) => (approved, received) switch
    {
        (JsonObject a, JsonObject b) when a.Select(pair => pair.Key).Order().SequenceEqual(b.Select(pair => pair.Key).Order()) =>
            a.Select(pair => Difference(pair.Value, b[pair.Key], $"{at}/{pair.Key}"))
            .FirstOrDefault(difference => difference is not null),
        (JsonArray a, JsonArray b) when a.Count == b.Count =>
            a.Select((item, i) => Difference(item, b[i], $"{at}/{i}")).FirstOrDefault(difference => difference is not null),
        (JsonValue a, JsonValue b) when Math.Abs((double)a - (double)b) <= Tolerance * Math.Max(1, Math.Abs((double)a)) => null,
        _ => $"{at} was {approved?.ToJsonString()} and is {received?.ToJsonString()}",
    };
}
