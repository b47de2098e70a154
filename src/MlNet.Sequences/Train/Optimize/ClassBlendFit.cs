namespace MlNet.Sequences;

/// <summary>How logits best add up: by the cross-entropy of their sum.</summary>
/// <param name="logits">Each model's logits, <c>[rows × outputs]</c>.</param>
/// <param name="start">The factor of each model and the bias where there are few rows.</param>
/// <param name="outputs">The logits of a row: one for two classes, else one for each.</param>
internal sealed class ClassBlendFit(float[][] logits, double[] start, int outputs) : BlendFit(logits, start, outputs)
{
    // Of two classes with one logit, that of the first is 0.
    private readonly int _hidden = outputs == 1 ? 1 : 0;
    private readonly double[] _probabilities = new double[Math.Max(2, outputs)];

    private protected override double AddRow(
        double[] factors, double[,] features, float label, double weight, double[]? gradient, double[,]? curvature)
    {
        int own = (int)label;
        double loss = weight * FillProbabilities(factors, features, own);
        if (gradient is null || curvature is null)
            return loss;
        double[] mean = new double[Size];
        for (int @class = _hidden; @class < _probabilities.Length; @class++)
        {
            for (int i = 0; i < Size; i++)
                mean[i] += _probabilities[@class] * features[@class - _hidden, i];
        }

        for (int i = 0; i < Size; i++)
        {
            gradient[i] += weight * (mean[i] - (own < _hidden ? 0 : features[own - _hidden, i]));
            for (int j = 0; j < Size; j++)
            {
                double second = 0;
                for (int @class = _hidden; @class < _probabilities.Length; @class++)
                    second += _probabilities[@class] * features[@class - _hidden, i] * features[@class - _hidden, j];
                curvature[i, j] += weight * (second - (mean[i] * mean[j]));
            }
        }

        return loss;
    }

    /// <summary>Fills in the softmax of a row and returns its cross-entropy.</summary>
    private double FillProbabilities(double[] factors, double[,] features, int own)
    {
        double greatest = double.NegativeInfinity;
        for (int @class = 0; @class < _probabilities.Length; @class++)
        {
            double logit = 0;
            for (int i = 0; @class >= _hidden && i < Size; i++)
                logit += factors[i] * features[@class - _hidden, i];
            _probabilities[@class] = logit;
            greatest = Math.Max(greatest, logit);
        }

        double ownLogit = _probabilities[own] - greatest, sum = 0;
        for (int @class = 0; @class < _probabilities.Length; @class++)
            sum += _probabilities[@class] = Math.Exp(_probabilities[@class] - greatest);
        for (int @class = 0; @class < _probabilities.Length; @class++)
            _probabilities[@class] /= sum;
        return Math.Log(sum) - ownLogit;
    }
}
