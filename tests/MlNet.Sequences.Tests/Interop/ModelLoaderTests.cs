using Microsoft.ML;
using Microsoft.ML.Data;
using MlNet.Sequences.Loading;

namespace MlNet.Sequences.Tests;

/// <summary>How ML.NET finds the way from a saved model to the library.</summary>
[TestClass]
public sealed class ModelLoaderTests
{
    [TestMethod]
    public void A_model_that_names_the_library_itself_as_its_loader_is_loaded_beside_one_of_today()
    {
        var mlContext = new MLContext(seed: 1);
        var earlier = mlContext.Model.Load(Repository.Path("tests", "fixtures", "models", "named-the-library.zip"), out _);
        var today = ModelFile.Reload(mlContext, earlier);
        var texts = mlContext.Data.LoadFromEnumerable([new Row { Text = "a bad film" }, new Row { Text = "unknown film" }]);
        foreach (var model in new[] { earlier, today })
        {
            var tokens = Toy.Column<VBuffer<uint>>(model.Transform(texts), "Features").Select(row => row.DenseValues().ToArray())
                .ToArray();
            CollectionAssert.AreEqual(new uint[] { 2, 5, 3, 0 }, tokens[0]);
            CollectionAssert.AreEqual(new uint[] { 1, 3, 0, 0 }, tokens[1]);
        }
    }

    // ML.NET walks over all types of the assembly that a model names: each must load without TorchSharp.
    [TestMethod]
    public void The_assembly_that_a_model_names_refers_to_no_torch_and_not_to_the_library()
    {
        string[] references = [.. typeof(ModelEntryPoint).Assembly.GetReferencedAssemblies().Select(name => name.Name!)];
        Assert.Contains("Microsoft.ML.Core", references);
        Assert.DoesNotContain("TorchSharp", references);
        Assert.DoesNotContain(typeof(SequencesCatalog).Assembly.GetName().Name, references);
    }

    private sealed class Row
    {
        public string Text { get; set; } = "";
    }
}
