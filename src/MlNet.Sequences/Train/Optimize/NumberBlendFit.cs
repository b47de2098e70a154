namespace MlNet.Sequences;

/// <summary>How predicted numbers best add up: by the squared error of their sum.</summary>
/// <param name="scores">Each model's scores, <c>[rows]</c>, in units in which labels vary by about 1 around 0.</param>
/// <param name="start">The factor of each model and the bias where there are few rows.</param>
internal sealed class NumberBlendFit(float[][] scores, double[] start) : BlendFit(scores, start, outputs: 1)
{
    private protected override double AddRow(
        double[] factors, double[,] features, float label, double weight, double[]? gradient, double[,]? curvature)
    {
        double error = -label;
        for (int i = 0; i < Size; i++)
            error += factors[i] * features[0, i];
        if (gradient is not null && curvature is not null)
        {
            for (int i = 0; i < Size; i++)
            {
                gradient[i] += weight * error * features[0, i];
                for (int j = 0; j < Size; j++)
                    curvature[i, j] += weight * features[0, i] * features[0, j];
            }
        }

        return weight / 2 * error * error;
    }
}
