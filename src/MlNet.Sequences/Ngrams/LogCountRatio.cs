namespace MlNet.Sequences;

/// <summary>
/// How much more frequent each n-gram is in one class than in the others: the log-count ratio
/// r = log((p / ‖p‖₁) / (q / ‖q‖₁)) with p = α + Σ f over the class's texts, q over the others, and f whether a text has
/// n-gram (Wang and Manning 2012, section 2.1, equation 2 with the counts of section 2.2).
/// </summary>
internal static class LogCountRatio
{
    /// <param name="rows">Which n-grams each text has.</param>
    /// <param name="columns">Which texts each n-gram has.</param>
    /// <param name="isClass">Whether a text is of the class.</param>
    /// <param name="weights">The weight of each text.</param>
    /// <param name="smoothing">α, above 0.</param>
    /// <param name="threads">The threads to count with.</param>
    internal static float[] Of(
        SparseMatrix rows, SparseMatrix columns, bool[] isClass, float[] weights, double smoothing, int threads)
    {
        double inClass = smoothing * rows.Columns, inOthers = smoothing * rows.Columns;
        for (int row = 0; row < rows.Rows; row++)
        {
            if (isClass[row])
                inClass += (double)weights[row] * rows[row];
            else
                inOthers += (double)weights[row] * rows[row];
        }

        float[] ratios = new float[rows.Columns];
        columns.ForParts(threads, (_, from, to) =>
        {
            for (int ngram = from; ngram < to; ngram++)
            {
                double p = smoothing, q = smoothing;
                foreach (int row in columns.ColumnsOf(ngram))
                {
                    if (isClass[row])
                        p += weights[row];
                    else
                        q += weights[row];
                }

                ratios[ngram] = (float)Math.Log(p / inClass / (q / inOthers));
            }
        });
        return ratios;
    }

    /// <summary>Makes the ratios a part of weights that were fitted with them as scales; both parts have the length of the
    /// weights.</summary>
    /// <param name="weights">The weights, replaced.</param>
    /// <param name="ratios">The ratios.</param>
    /// <param name="fraction">The part of the ratios, from 0 to 1.</param>
    internal static void Blend(float[] weights, float[] ratios, double fraction)
    {
        double ofWeights = 0, ofRatios = 0;
        for (int ngram = 0; ngram < weights.Length; ngram++)
        {
            ofWeights += (double)weights[ngram] * weights[ngram];
            ofRatios += (double)ratios[ngram] * ratios[ngram];
        }

        if (ofRatios == 0)
            return;
        double scale = fraction * Math.Sqrt(ofWeights / ofRatios);
        for (int ngram = 0; ngram < weights.Length; ngram++)
            weights[ngram] = (float)(((1 - fraction) * weights[ngram]) + (scale * ratios[ngram]));
    }
}
