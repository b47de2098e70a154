namespace MlNet.Sequences.Serving.Tests;

[TestClass]
public static class TestAssembly
{
    [AssemblyCleanup]
    public static void Remove() => TestModels.Remove();
}
