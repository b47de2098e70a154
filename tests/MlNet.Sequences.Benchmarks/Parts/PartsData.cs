using Microsoft.ML;

namespace MlNet.Sequences.Benchmarks;

/// <summary>What the benchmarks of parts read; each runs in a process that BenchmarkDotNet made.</summary>
internal static class PartsData
{
    /// <summary>Names the data, in every process.</summary>
    internal const string Variable = "MLNET_SEQUENCES_BENCHMARK_DATA";

    internal const int Rows = 256;

    /// <summary>The first rows, in memory.</summary>
    internal static IDataView Load(MLContext mlContext)
    {
        SequencesRuntime.TuneAllocator();
        string path = Environment.GetEnvironmentVariable(Variable) ?? Reviews.SamplePath;
        var train = Reviews.Load(mlContext, path).Train;
        return mlContext.Data.Cache(mlContext.Data.TakeRows(mlContext.Data.ShuffleRows(train, seed: 1), Rows), "Text", "Label");
    }

    internal static TokenizingByWordsTransformer Tokenizer(MLContext mlContext, IDataView rows) =>
        mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Tokens", "Text", maximumVocabularySize: 10_000).Fit(rows);

    /// <summary>Reads a column to its end.</summary>
    internal static long Read<T>(IDataView view, string column)
    {
        using var cursor = view.GetRowCursor([view.Schema[column]]);
        var getter = cursor.GetGetter<T>(view.Schema[column]);
        T value = default!;
        long rows = 0;
        for (; cursor.MoveNext(); rows++)
            getter(ref value);
        return rows;
    }
}
