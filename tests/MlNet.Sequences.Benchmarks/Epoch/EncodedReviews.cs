using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Benchmarks;

/// <summary>Reviews as the library's pipeline encodes them, padded behind with 0, in the order of one epoch.</summary>
/// <param name="Tokens">The keys, <c>[reviews × length]</c>.</param>
/// <param name="Lengths">The true tokens of each.</param>
/// <param name="Labels">1 for positive, 0 for negative.</param>
/// <param name="Keys">The number of keys that there may be, padding among them.</param>
internal sealed record EncodedReviews(int[] Tokens, int[] Lengths, float[] Labels, int Keys)
{
    private const int Seed = 1;

    internal int Count => Lengths.Length;

    internal static IEstimator<ITransformer> Pipeline(MLContext mlContext, ModelSettings settings) =>
        mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Tokens", "Text", maximumVocabularySize: settings.Vocabulary)
            .Append(mlContext.Transforms.PadSequence("Features", "Tokens", length: settings.Length));

    internal static EncodedReviews Encode(MLContext mlContext, IDataView reviews, ModelSettings settings)
    {
        var view = Pipeline(mlContext, settings).Fit(reviews).Transform(reviews);
        var rows = new List<(int[] Tokens, bool Label)>();
        using (var cursor = view.GetRowCursor([view.Schema["Features"], view.Schema["Label"]]))
        {
            var features = cursor.GetGetter<VBuffer<uint>>(view.Schema["Features"]);
            var label = cursor.GetGetter<bool>(view.Schema["Label"]);
            var row = default(VBuffer<uint>);
            bool isPositive = false;
            while (cursor.MoveNext())
            {
                features(ref row);
                label(ref isPositive);
                rows.Add(([.. row.DenseValues().Where(key => key != 0).Select(key => (int)key)], isPositive));
            }
        }

        if (rows.Count == 0)
            throw new FailureException("The data have no review: give a file that has some.");
        var order = rows.ToArray();
        new Random(Seed).Shuffle(order);
        var tokens = new int[order.Length * settings.Length];
        for (int i = 0; i < order.Length; i++)
            order[i].Tokens.CopyTo(tokens, i * settings.Length);
        int keys = (int)((KeyDataViewType)((VectorDataViewType)view.Schema["Features"].Type).ItemType).Count + 1;
        return new(tokens, [.. order.Select(row => row.Tokens.Length)], [.. order.Select(row => row.Label ? 1f : 0)], keys);
    }
}
