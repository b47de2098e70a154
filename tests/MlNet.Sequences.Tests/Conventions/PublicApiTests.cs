using PublicApiGenerator;

namespace MlNet.Sequences.Tests.Conventions;

[TestClass]
public sealed class PublicApiTests
{
    [TestMethod]
    public void The_public_API_is_the_approved_one()
    {
        string approvedPath = Repository.Path("tests", "MlNet.Sequences.Tests", "Conventions", "PublicApi.approved.txt");
        string current = typeof(SequencesCatalog).Assembly.GeneratePublicApi(
            new ApiGeneratorOptions { IncludeAssemblyAttributes = false });
        string approved = File.Exists(approvedPath) ? File.ReadAllText(approvedPath) : "";
        if (Normalize(current) == Normalize(approved))
            return;

        string received = Path.ChangeExtension(approvedPath, ".received.txt")
            .Replace(".approved.", ".", StringComparison.Ordinal);
        File.WriteAllText(received, Normalize(current) + "\n");
        Assert.Fail(
            $"The public API differs from {approvedPath}. If the change is meant, move {received} over it and commit it.");
    }

    private static string Normalize(string api) => api.ReplaceLineEndings("\n").TrimEnd();
}
