using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MlNet.Sequences;

/// <summary>The texts of several views, one after another, as one view; read again at each pass.</summary>
internal static class AllTexts
{
    /// <param name="environment">The environment.</param>
    /// <param name="columnName">The text column of each view, and of the result.</param>
    /// <param name="views">The views.</param>
    /// <exception cref="ArgumentOutOfRangeException">A view lacks the column, or it isn't Text.</exception>
    internal static IDataView Of(IHostEnvironment environment, string columnName, params IReadOnlyList<IDataView> views)
    {
        foreach (var view in views)
            TokenColumns.InputRequirement.Find(view.Schema, columnName);
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Text)].ColumnName = columnName;
        var texts = views.SelectMany(view => view.GetColumn<string>(columnName));
        return HostEnvironments.LoadFromEnumerable(environment, texts.Select(text => new Row { Text = text }), schema);
    }

    private sealed class Row
    {
        public string Text { get; set; } = "";
    }
}
