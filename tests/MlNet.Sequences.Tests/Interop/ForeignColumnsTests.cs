using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests;

/// <summary>Columns and rows of another view are refused as ML.NET refuses them, and never read by their place alone.</summary>
[TestClass]
public sealed class ForeignColumnsTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void A_row_mapper_refuses_a_row_of_another_schema()
    {
        var data = Toy.Tokens(_mlContext, 20);
        using var model = Toy.Trainer(_mlContext).Fit(data);
        ITransformer[] ours = [model, _mlContext.Transforms.PadSequence("Features", 3).Fit(data)];
        var other = _mlContext.Transforms.CopyColumns("Before", "Number").Fit(data).Transform(data);
        foreach (var transformer in ours)
        {
            var mapper = transformer.GetRowToRowMapper(data.Schema);
            using var row = other.GetRowCursor(other.Schema);
            Assert.IsTrue(row.MoveNext());
            var error = Assert.ThrowsExactly<InvalidOperationException>(() => mapper.GetRow(row, mapper.OutputSchema));
            StringAssert.StartsWith(error.Message, "Schema of input row must be the same as the schema the mapper is bound to");
            using var mapped = transformer.GetRowToRowMapper(other.Schema).GetRow(row, transformer.GetOutputSchema(other.Schema));
            Assert.IsTrue(mapped.IsColumnActive(mapped.Schema["Before"]));
        }
    }

    [TestMethod]
    public void A_column_of_another_view_is_refused_by_every_view_and_cursor()
    {
        using var reviews = new CachedReviews(100);
        var data = Toy.Tokens(_mlContext, 20);
        using var model = Toy.Trainer(_mlContext).Fit(data);
        var table = reviews.Load();
        using var ofTheCache = reviews.Cache().Fit(table);
        IDataView[] views =
        [
            model.Transform(data), _mlContext.Transforms.PadSequence("Features", 3).Fit(data).Transform(data),
            ofTheCache.Transform(table), reviews.Steps().Fit(table).Transform(table),
        ];
        foreach (var view in views)
        {
            var builder = new DataViewSchema.Builder();
            foreach (var column in view.Schema)
                builder.AddColumn(column.Name + "Of another", column.Type);
            builder.AddColumn("Behind", NumberDataViewType.Single);
            var foreign = builder.ToSchema();
            foreach (var column in new[] { foreign[0], foreign[view.Schema.Count] })
            {
                CheckMessage(() => view.GetRowCursor([column]), column);
                CheckMessage(() => view.GetRowCursorSet([column], 2), column);
                using var cursor = view.GetRowCursor(view.Schema);
                CheckMessage(() => cursor.GetGetter<float>(column), column);
                Assert.IsFalse(cursor.IsColumnActive(column));
            }
        }
    }

    private static void CheckMessage(Action action, DataViewSchema.Column column) => StringAssert.StartsWith(
        Assert.ThrowsExactly<InvalidOperationException>(action).Message,
        $"The requested column '{column.Name}' (index {column.Index}) is not part of this view's schema");
}
