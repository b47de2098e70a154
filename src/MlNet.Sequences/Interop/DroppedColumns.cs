using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

namespace MlNet.Sequences;

/// <summary>ML.NET's <c>DropColumns</c>, whose catalog is out of reach from that of texts.</summary>
internal static class DroppedColumns
{
    internal static IEstimator<ITransformer> Of(IHostEnvironment environment, params string[] columnNames) =>
        new ColumnSelectingEstimator(environment, null, columnNames, keepHidden: false, ignoreMissing: false);
}
