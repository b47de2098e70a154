using Microsoft.ML;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class AddedColumnsTests
{
    [TestMethod]
    public void A_transformer_of_pairs_of_columns_tells_those_that_it_adds_and_another_tells_nothing()
    {
        var mlContext = new MLContext(seed: 1);
        var view = Rows.OfText(mlContext, "a");
        CollectionAssert.AreEqual(
            new[] { "Copy", "Again" },
            AddedColumns.Of(
                mlContext.Transforms.Conversion.MapValueToKey([new("Copy", "Text"), new("Again", "Text")]).Fit(view))!.ToArray());
        Assert.IsNull(AddedColumns.Of(mlContext.Transforms.DropColumns("Text").Fit(view)));
    }
}
