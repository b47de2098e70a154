using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>The steps that follow a window, some of which may be missing. They are read with the series.</summary>
/// <param name="width">The number of values.</param>
internal sealed class WindowLabels(int width) : LabelEncoder
{
    internal override TargetShape Shape => new(width, HasGaps: true);

    internal override int Classes => 0;

    internal override string NameOf(int @class) => throw new InvalidOperationException("Numbers are not classes.");

    internal override Reading Reader(DataViewRow row, DataViewSchema.Column column) =>
        throw new InvalidOperationException("The targets of windows are the steps that follow, and in no column.");
}
