using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Benchmarks;

/// <summary>
/// What vectors are worth: the accuracy of logistic regression on the mean vector of each review, on reviews of films that it has
/// not seen.
/// </summary>
internal sealed class VectorQuality(MLContext mlContext, FilmReviews reviews, Func<string, IEnumerable<string>> split)
{
    /// <param name="path">A file of vectors.</param>
    internal double Measure(string path)
    {
        var vectors = WordVectors.Load(path, WordVectorFormat.Text);
        var model = mlContext.Transforms.NormalizeMeanVariance("Features", "Mean", useCdf: false, fixZero: false)
            .Append(mlContext.BinaryClassification.Trainers.LbfgsLogisticRegression())
            .Fit(View(reviews.Labeled, vectors));
        return mlContext.BinaryClassification.Evaluate(model.Transform(View(reviews.HeldOut, vectors))).Accuracy;
    }

    private IDataView View(IEnumerable<FilmReviews.Row> rows, WordVectors vectors)
    {
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Mean)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, vectors.Dimension);
        return mlContext.Data.LoadFromEnumerable(
            rows.Select(row => new Row { Label = row.Label, Mean = Mean(split(row.Text), vectors) }).ToArray(), schema);
    }

    private static float[] Mean(IEnumerable<string> words, WordVectors vectors)
    {
        float[] mean = new float[vectors.Dimension];
        int count = 0;
        foreach (string word in words)
        {
            if (!vectors.TryGetVector(word, out var vector))
                continue;
            for (int i = 0; i < mean.Length; i++)
                mean[i] += vector.Span[i];
            count++;
        }

        for (int i = 0; i < mean.Length; i++)
            mean[i] /= Math.Max(1, count);
        return mean;
    }

    private sealed class Row
    {
        public bool Label { get; set; }

        public float[] Mean { get; set; } = [];
    }
}
