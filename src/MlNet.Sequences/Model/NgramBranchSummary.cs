using System.Globalization;
using System.Text.Json.Serialization;

namespace MlNet.Sequences;

/// <summary>
/// The n-gram model that was trained beside a network. A sequence's logits are <see cref="NetworkFactor"/> × the network's +
/// <see cref="NgramFactor"/> × the n-grams' + <see cref="Bias"/>. These numbers minimize the cross-entropy of the validation
/// rows, but are drawn toward 0.3, 0.7 and 0: the fewer rows, the closer.
/// </summary>
public sealed record NgramBranchSummary
{
    /// <summary>The number of n-grams.</summary>
    public required int NumberOfNgrams { get; init; }

    /// <summary>The factor of the network's logits.</summary>
    public required double NetworkFactor { get; init; }

    /// <summary>The factor of the n-grams' logits.</summary>
    public required double NgramFactor { get; init; }

    /// <summary>What is added to the logits with two classes; 0 with more.</summary>
    public required double Bias { get; init; }

    /// <summary>The accuracy of both together on the validation rows, from 0 to 1; null without such rows.</summary>
    public double? ValidationAccuracy { get; init; }

    /// <summary>The cross-entropy of both together on the validation rows, in nats; null without such rows.</summary>
    public double? ValidationLoss { get; init; }

    /// <summary>The seconds that the n-grams took.</summary>
    public required double TotalSeconds { get; init; }

    /// <summary>The summary in a sentence.</summary>
    [JsonIgnore]
    public string Description => string.Create(
        CultureInfo.InvariantCulture,
        $"{NumberOfNgrams:N0} n-grams beside the network; the logits are {NetworkFactor:F2} × the network's + " +
        $"{NgramFactor:F2} × the n-grams'{Offset}{Together}.");

    private string Offset => Bias == 0 ? "" : Bias.ToString(" + 0.00; - 0.00", CultureInfo.InvariantCulture);

    private string Together => ValidationAccuracy is { } accuracy
        ? string.Create(CultureInfo.InvariantCulture, $". Validation accuracy of both together: {100 * accuracy:F1} %")
        : "";

    /// <summary>The members by name, in the invariant culture.</summary>
    public override string ToString() => InvariantText.Of(nameof(NgramBranchSummary), PrintMembers);
}
