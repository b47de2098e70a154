using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>The labels of rows that have none: 0, until they get others.</summary>
internal sealed class NoLabels : LabelEncoder
{
    internal override int Classes => 0;

    internal override string NameOf(int @class) => throw new InvalidOperationException("Rows without labels have no classes.");

    internal override Reading Reader(DataViewRow row, DataViewSchema.Column column) => One(() => 0);
}
