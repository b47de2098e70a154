using Microsoft.ML;
using MlNet.Sequences.Testing;

namespace MlNet.Sequences.Tests;

/// <summary>Taggers as ONNX graphs.</summary>
[TestClass]
public sealed class TaggingExportTests : TaggingFixture
{
    [TestMethod]
    [DataRow("bidirectional lstm")]
    [DataRow("transformer")]
    public void An_exported_tagger_adds_the_same_columns(string network)
    {
        using var folder = new ScratchFolder();
        var data = Toy.Tokens(MlContext, 80);
        using var model = Fit(Options(network), data);
        var portable = MlContext.Model.ToOnnxPipeline(model, folder.At("tagger.onnx"));
        var reloaded = ModelFile.Reload(MlContext, portable);
        foreach (var view in new[] { data, Pad(data, 20, SequencePadding.Pre, "Features") })
        {
            foreach (var exported in new ITransformer[] { portable, reloaded })
            {
                Assert.AreEqual(
                    Schemas.Describe(model.Transform(view).Schema), Schemas.Describe(exported.Transform(view).Schema));
                float[][] expected = Toy.ScoreVectors(model, view), found = Toy.ScoreVectors(exported, view);
                for (int row = 0; row < expected.Length; row++)
                {
                    Assert.HasCount(expected[row].Length, found[row]);
                    for (int i = 0; i < expected[row].Length; i++)
                        Assert.AreEqual(expected[row][i], found[row][i], 1e-5f, $"row {row}");
                }
            }
        }

        (portable as IDisposable)?.Dispose();
        (reloaded as IDisposable)?.Dispose();
        var failure = Assert.ThrowsExactly<NotSupportedException>(() => MlContext.Model.ExportToOnnx(
            model, folder.At("text.onnx"), new OnnxExportOptions { IncludeTokenizer = true }));
        Assert.Contains("IncludeTokenizer must be false for a model with a class or a number for each step", failure.Message);
        Assert.IsFalse(File.Exists(folder.At("text.onnx")));
    }
}
