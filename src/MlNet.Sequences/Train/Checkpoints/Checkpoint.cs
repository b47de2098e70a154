using TorchSharp;

namespace MlNet.Sequences;

/// <summary>The contents of a checkpoint file: the fit that it belongs to, its position, and the tensors.</summary>
/// <param name="FormatVersion">The version of this record.</param>
/// <param name="Identity">The fit that it belongs to.</param>
/// <param name="Position">The position of the fit.</param>
/// <param name="OptimizerSteps">The steps of each weight.</param>
/// <param name="Choice">The best epoch so far.</param>
internal sealed record Checkpoint(
    int FormatVersion, FitIdentity Identity, TrainingPosition Position, IReadOnlyList<long> OptimizerSteps,
    BestEpoch.Choice Choice)
{
    internal const int CurrentVersion = 1;

    /// <summary>The tensors by name; on the CPU.</summary>
    internal IReadOnlyDictionary<string, torch.Tensor> Tensors { get; init; } = new Dictionary<string, torch.Tensor>();

    /// <summary>How many learned positions the network has; null where it has none.</summary>
    internal int? LearnedPositions =>
        Tensors.TryGetValue($"model.{PositionLayer.Name}.weight", out var table) && table.shape is [var positions, _]
        ? (int)positions
        : null;

    internal static Checkpoint Of(TrainingState state, FitIdentity identity) =>
        new(CurrentVersion, identity, state.Position, state.OptimizerSteps, state.Best.Chosen);

    /// <summary>Adds violations for states that no fit can reach.</summary>
    internal void AddViolations(OptionViolations violations)
    {
        Position.AddViolations(violations);
        violations.Between(nameof(Choice.KeptEpoch), Choice.KeptEpoch, 0, Position.Epochs.Count);
        violations.Between(nameof(Choice.KeptStep), Choice.KeptStep, 0, Position.Step);
        foreach (long steps in OptimizerSteps)
            violations.Between("The steps of a weight", steps, 0, Position.Step);
    }

    /// <summary>Finds a tensor by name and checks that it has the shape of its target.</summary>
    /// <exception cref="InvalidDataException">It is missing or has another shape.</exception>
    internal torch.Tensor Find(string name, torch.Tensor target)
    {
        if (!Tensors.TryGetValue(name, out var found))
            throw new InvalidDataException($"The checkpoint lacks the tensor '{name}'.");
        if (!found.shape.SequenceEqual(target.shape))
            throw new InvalidDataException(
                $"The checkpoint's tensor '{name}' has the shape [{string.Join(", ", found.shape)}], and the fit needs " +
                $"[{string.Join(", ", target.shape)}].");
        return found;
    }
}
