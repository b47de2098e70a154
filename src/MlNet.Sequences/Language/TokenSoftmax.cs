using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// The softmax over tokens outside torch's graph, in parts of the rows: its memory does not grow with them. In training a part's
/// gradients are computed while its probabilities are at hand.
/// </summary>
internal static class TokenSoftmax
{
    // The logits of a part: 2 MB stay in a core's cache, and a GPU needs enough to do.
    private const long LogitsInPart = 512 * 1024, LogitsInPartOfGpu = 64 * 1024 * 1024;

    // The least probability whose logarithm is finite.
    private const double LeastProbability = 1e-37;

    /// <summary>The gradients of the weighted sum of the losses.</summary>
    /// <param name="Losses">The loss of each row, in nats: <c>[rows]</c>.</param>
    /// <param name="ByVectors"><c>[rows, embedding]</c>.</param>
    /// <param name="ByTargetLogits">With respect to the logits of the targets alone: <c>[rows]</c>.</param>
    /// <param name="ByTable">With respect to the compared tokens' vectors: <c>[tokens, embedding]</c>.</param>
    /// <param name="ByBias">With respect to the compared tokens' biases: <c>[tokens]</c>.</param>
    internal readonly record struct Pass(
        torch.Tensor Losses, torch.Tensor ByVectors, torch.Tensor ByTargetLogits, torch.Tensor ByTable, torch.Tensor ByBias);

    /// <summary>
    /// The softmax over each row's target and the drawn tokens, all logits less the logarithm of the expected number of their
    /// token in the sample: an estimate of the whole one (Jean et al. 2015, "On Using Very Large Target Vocabulary for Neural
    /// Machine Translation", section 3).
    /// </summary>
    /// <param name="vectors"><c>[rows, embedding]</c>.</param>
    /// <param name="targetVectors">The targets' vectors: <c>[rows, embedding]</c>.</param>
    /// <param name="targetBiases">Their corrected biases: <c>[rows]</c>.</param>
    /// <param name="table">The drawn tokens' vectors, after a row for the target: <c>[1 + drawn, embedding]</c>.</param>
    /// <param name="biases">Their corrected biases: <c>[1 + drawn]</c>.</param>
    /// <param name="places">Where the target was drawn, too; 0 where it was not: int64 <c>[rows]</c>.</param>
    /// <param name="weights">The weights of the rows' losses: <c>[rows]</c>.</param>
    internal static Pass Sampled(
        torch.Tensor vectors, torch.Tensor targetVectors, torch.Tensor targetBiases, torch.Tensor table, torch.Tensor biases,
        torch.Tensor places, torch.Tensor weights)
    {
        var targetLogits = (vectors * targetVectors).sum(dim: 1).Plus(targetBiases);                   // [rows]
        using Scalar infinite = double.NegativeInfinity;
        var impossible = torch.full([vectors.shape[0], 1], infinite, device: vectors.device);
        var pass = Start(vectors, table, biases);
        foreach (var (from, count) in Parts(vectors, table.shape[0]))
        {
            using var scope = torch.NewDisposeScope();
            var (part, own) = (vectors.narrow(0, from, count), weights.narrow(0, from, count));
            var logits = Logits(part, table, biases);                                               // [part, 1 + drawn]
            // A target that was drawn must not be compared with itself.
            logits.scatter_(1, places.narrow(0, from, count).unsqueeze(1), impossible.narrow(0, from, count));
            logits.select(1, 0).copy_(targetLogits.narrow(0, from, count));
            var gradients = logits.softmax(1);
            SetLosses(pass, from, gradients.select(1, 0));
            gradients.mul_(own.unsqueeze(1));
            var byTarget = gradients.select(1, 0).sub_(own);
            pass.ByTargetLogits.narrow(0, from, count).copy_(byTarget);
            Accumulate(pass, from, part, gradients, table);
        }

        // The first column of the products was that of padding.
        TensorArithmetic.Add(pass.ByVectors, pass.ByTargetLogits.unsqueeze(1) * targetVectors);
        return pass;
    }

    /// <summary>The softmax over all tokens.</summary>
    /// <param name="vectors"><c>[rows, embedding]</c>.</param>
    /// <param name="table"><c>[tokens, embedding]</c>.</param>
    /// <param name="biases"><c>[tokens]</c>.</param>
    /// <param name="targets">The row of each target in the table: int64 <c>[rows]</c>.</param>
    /// <param name="weights">The weights of the rows' losses: <c>[rows]</c>.</param>
    internal static Pass Whole(
        torch.Tensor vectors, torch.Tensor table, torch.Tensor biases, torch.Tensor targets, torch.Tensor weights)
    {
        var pass = Start(vectors, table, biases);
        foreach (var (from, count) in Parts(vectors, table.shape[0]))
        {
            using var scope = torch.NewDisposeScope();
            var (part, own) = (vectors.narrow(0, from, count), weights.narrow(0, from, count).unsqueeze(1));
            var places = targets.narrow(0, from, count).unsqueeze(1);
            var gradients = Logits(part, table, biases).softmax(1);                                 // [part, tokens]
            SetLosses(pass, from, gradients.gather(1, places).squeeze(1));
            gradients.mul_(own).scatter_add_(1, places, own.neg());
            Accumulate(pass, from, part, gradients, table);
        }

        return pass;
    }

    /// <summary>The loss of each row without gradients: the negative logarithm of its target's probability.</summary>
    /// <inheritdoc cref="Whole" path="/param"/>
    /// <returns><c>[rows]</c>.</returns>
    internal static torch.Tensor Losses(torch.Tensor vectors, torch.Tensor table, torch.Tensor biases, torch.Tensor targets)
    {
        var losses = torch.empty(vectors.shape[0], device: vectors.device);
        foreach (var (from, count) in Parts(vectors, table.shape[0]))
        {
            using var scope = torch.NewDisposeScope();
            var logits = biases.addmm(vectors.narrow(0, from, count), table.t());                    // [part, tokens]
            var own = logits.gather(1, targets.narrow(0, from, count).unsqueeze(1)).squeeze(1);
            losses.narrow(0, from, count).copy_(logits.logsumexp(1).sub_(own));
        }

        return losses;
    }

    private static Pass Start(torch.Tensor vectors, torch.Tensor table, torch.Tensor biases) => new(
        torch.empty(vectors.shape[0], device: vectors.device), torch.empty_like(vectors),
        torch.zeros(vectors.shape[0], device: vectors.device), torch.zeros_like(table), torch.zeros_like(biases));

    // In float32 after a product in less, too.
    private static torch.Tensor Logits(torch.Tensor vectors, torch.Tensor table, torch.Tensor biases) =>
        biases.addmm(vectors, table.t()).to(torch.float32);

    private static void SetLosses(Pass pass, long from, torch.Tensor probabilities)
    {
        using Scalar least = LeastProbability;
        pass.Losses.narrow(0, from, probabilities.shape[0]).copy_(probabilities.clamp_min(least).log().neg());
    }

    private static void Accumulate(Pass pass, long from, torch.Tensor vectors, torch.Tensor byLogits, torch.Tensor table)
    {
        pass.ByVectors.narrow(0, from, vectors.shape[0]).copy_(byLogits.mm(table));
        pass.ByTable.addmm_(byLogits.t(), vectors);
        TensorArithmetic.Add(pass.ByBias, byLogits.sum(dim: 0));
    }

    private static IEnumerable<(long From, long Count)> Parts(torch.Tensor vectors, long columns)
    {
        long rows = vectors.shape[0],
            size = Math.Max(1, (vectors.device_type == DeviceType.CPU ? LogitsInPart : LogitsInPartOfGpu) / columns);
        for (long from = 0; from < rows; from += size)
            yield return (from, Math.Min(size, rows - from));
    }
}
