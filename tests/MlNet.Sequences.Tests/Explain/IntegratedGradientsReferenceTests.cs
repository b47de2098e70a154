using Microsoft.ML;

namespace MlNet.Sequences.Tests;

/// <summary>Integrated gradients of an LSTM beside those of one written here, in float64 and by finite differences.</summary>
[TestClass]
public sealed class IntegratedGradientsReferenceTests
{
    private const int Width = 8, Points = 400;
    private const double Difference = 1e-5;

    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    [DataRow(TokenContributionMethod.IntegratedGradients)]
    [DataRow(TokenContributionMethod.GradientTimesInput)]
    public void Contributions_are_those_of_finite_differences(TokenContributionMethod method)
    {
        var options = Toy.Options;
        (options.EmbeddingSize, options.HiddenSize, options.NgramLength) = (Width, Width, 0);
        (options.NumberOfEpochs, options.Pooling) = (5, SequencePooling.Mean);
        var rows = Toy.TokenRows(30);
        var view = Toy.View(_mlContext, rows);
        using var model = Toy.Trainer(_mlContext, options).Fit(view);
        var reference = new Lstm(model.Model);
        var explained = Explained.Of(_mlContext, model, view, new() { Method = method, NumberOfSteps = 30 });
        for (int i = 0; i < rows.Length; i++)
        {
            Assert.AreEqual(explained[i].ExplainedScore, reference.Score(rows[i].Features, _ => 1), 1e-5, "the same network");
            Assert.AreEqual(explained[i].BaselineScore, reference.Score(rows[i].Features, _ => 0), 1e-5);
            for (int token = 0; token < rows[i].Features.Length; token++)
            {
                double expected = method == TokenContributionMethod.GradientTimesInput ? Derivative(i, token, 1)
                    : Enumerable.Range(0, Points).Average(point => Derivative(i, token, (point + 0.5) / Points));
                Assert.AreEqual(expected, explained[i].TokenContributions[token], 1e-5, $"row {i}, token {token}");
            }
        }

        // How the score changes with the length of one token's vector, that of all being a fraction of their whole.
        double Derivative(int row, int token, double fraction) =>
            (reference.Score(rows[row].Features, place => fraction + (place == token ? Difference : 0))
                - reference.Score(rows[row].Features, place => fraction - (place == token ? Difference : 0))) / (2 * Difference);
    }

    private sealed class Lstm(SequenceModelParameters weights)
    {
        private readonly float[] _embedding = weights.GetWeights("embedding.weight"),
            _input = weights.GetWeights("lstm.weight_ih_l0"), _recurrent = weights.GetWeights("lstm.weight_hh_l0"),
            _inputBias = weights.GetWeights("lstm.bias_ih_l0"), _recurrentBias = weights.GetWeights("lstm.bias_hh_l0"),
            _head = weights.GetWeights("head.weight"), _bias = weights.GetWeights("head.bias");

        /// <param name="tokens">The text.</param>
        /// <param name="scale">The factor of the vector at each place.</param>
        internal double Score(uint[] tokens, Func<int, double> scale)
        {
            double[] state = new double[Width], cell = new double[Width], mean = new double[Width];
            for (int place = 0; place < tokens.Length; place++)
            {
                double[] before = [.. state];
                for (int unit = 0; unit < Width; unit++)
                {
                    double Gate(int gate)
                    {
                        int row = (gate * Width) + unit;
                        double sum = _inputBias[row] + (double)_recurrentBias[row];
                        for (int i = 0; i < Width; i++)
                        {
                            sum += _input[(row * Width) + i] * scale(place) * _embedding[((int)tokens[place] * Width) + i];
                            sum += _recurrent[(row * Width) + i] * before[i];
                        }

                        return sum;
                    }

                    cell[unit] = (Sigmoid(Gate(1)) * cell[unit]) + (Sigmoid(Gate(0)) * Math.Tanh(Gate(2)));
                    state[unit] = Sigmoid(Gate(3)) * Math.Tanh(cell[unit]);
                    mean[unit] += state[unit] / tokens.Length;
                }
            }

            return _bias[0] + mean.Select((value, unit) => value * _head[unit]).Sum();
        }

        private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
    }
}
