using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class ViewStructureTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void The_same_steps_over_the_same_files_are_the_same_in_every_context()
    {
        using var reviews = new CachedReviews(100);
        string? first = Of(reviews.Load());
        Assert.IsNotNull(first);
        using (var cursor = reviews.Load().GetRowCursor(reviews.Load().Schema))
            Assert.IsTrue(cursor.MoveNext());
        Assert.AreEqual(first, Of(reviews.Load()));
        Assert.AreEqual(Of(_mlContext.Data.TakeRows(reviews.Load(), 20)), Of(new MLContext().Data.TakeRows(reviews.Load(), 20)));
        var padded = reviews.Steps().Fit(reviews.Load()).Transform(reviews.Load());
        Assert.AreEqual(Of(padded), Of(reviews.Steps().Fit(reviews.Load()).Transform(reviews.Load())), "with steps of ours");
        Assert.IsNotNull(Of(padded));
    }

    [TestMethod]
    public void Every_step_and_every_setting_of_it_counts()
    {
        using var reviews = new CachedReviews(100);
        using var other = new CachedReviews(100);
        var table = reviews.Load();
        string?[] structures =
        [
            Of(table), Of(reviews.Load(hasHeader: true)), Of(other.Load()), Of(Load(reviews.TablePath, other.TablePath)),
            Of(_mlContext.Data.TakeRows(table, 20)), Of(_mlContext.Data.TakeRows(table, 21)),
            Of(_mlContext.Data.SkipRows(table, 20)),
            Of(_mlContext.Data.FilterRowsByColumn(table, "Weight", 1, 3)),
            Of(_mlContext.Data.FilterRowsByColumn(table, "Weight", 1, 4)),
            Of(_mlContext.Data.TrainTestSplit(table, 0.2).TrainSet), Of(_mlContext.Data.TrainTestSplit(table, 0.2).TestSet),
            Of(_mlContext.Transforms.NormalizeMinMax("Weight").Fit(table).Transform(table)),
        ];
        CollectionAssert.AllItemsAreNotNull(structures);
        CollectionAssert.AllItemsAreUnique(structures);
    }

    [TestMethod]
    public void What_can_not_be_saved_alike_or_comes_from_no_file_has_none()
    {
        using var reviews = new CachedReviews(100);
        Assert.IsNull(Of(Toy.Tokens(_mlContext, 5)));
        Assert.IsNull(Of(_mlContext.Data.Cache(reviews.Load())));
        var mapped = _mlContext.Transforms.Conversion.MapValue("Mapped", new Dictionary<float, float> { [1] = 2 }, "Weight");
        Assert.IsNull(Of(mapped.Fit(reviews.Load()).Transform(reviews.Load())), "saved in other bytes each time");
        Assert.IsNull(Of(_mlContext.Data.FilterByCustomPredicate(reviews.Load(), (Weighted row) => row.Weight < 3)));
    }

    private string? Of(IDataView view) => ViewStructure.DigestOf((IHostEnvironment)_mlContext, view);

    private IDataView Load(params string[] paths) => _mlContext.Data.CreateTextLoader(
        [
            new TextLoader.Column("Label", DataKind.Boolean, 0), new TextLoader.Column("Text", DataKind.String, 1),
            new TextLoader.Column("Weight", DataKind.Single, 2),
        ]).Load(paths);

    private sealed class Weighted
    {
        public float Weight { get; set; }
    }
}
