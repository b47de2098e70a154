using System.Globalization;

namespace MlNet.Sequences;

/// <summary>
/// What happens to the probability of the predicted class when tokens are deleted in an order (DeYoung et al. 2020, "ERASER",
/// section 5), on average over texts.
/// </summary>
/// <param name="Comprehensiveness">
/// The fall of the probability when the first 1, 5, 10, 20 and 50 % of the tokens are deleted, by this fraction: the higher, the
/// better.
/// </param>
/// <param name="Sufficiency">
/// The fall of the probability when all tokens but the first 1, 5, 10, 20 and 50 % are deleted, by this fraction: the lower, the
/// better.
/// </param>
/// <param name="DeletionArea">
/// The area under the curve of the probability, from 0 to 1, while the tokens are deleted from none to all: the lower, the
/// better.
/// </param>
public sealed record DeletionMetrics(
    IReadOnlyDictionary<double, double> Comprehensiveness, IReadOnlyDictionary<double, double> Sufficiency, double DeletionArea)
{
    /// <summary>The mean of <see cref="Comprehensiveness"/>.</summary>
    public double MeanComprehensiveness => MeanOf(Comprehensiveness);

    /// <summary>The mean of <see cref="Sufficiency"/>.</summary>
    public double MeanSufficiency => MeanOf(Sufficiency);

    /// <summary>The means and the area, in the invariant culture.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{nameof(DeletionMetrics)} {{ {nameof(MeanComprehensiveness)} = {MeanComprehensiveness}, " +
        $"{nameof(MeanSufficiency)} = {MeanSufficiency}, {nameof(DeletionArea)} = {DeletionArea} }}");

    private static double MeanOf(IReadOnlyDictionary<double, double>? falls) => falls is { Count: > 0 } ? falls.Values.Average()
        : double.NaN;
}
