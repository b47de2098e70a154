using TorchSharp;
using TorchSharp.Modules;

namespace MlNet.Sequences;

/// <summary>
/// Predicts each token from the states before it, and in a backward direction from those after it; or masked tokens from all
/// others. A token's logit is the product of the state and the token's vector, and a bias: the output matrix is the embedding
/// (Press and Wolf 2017, "Using the Output Embedding to Improve Language Models"). States of another width than the vectors are
/// projected to theirs first. It outputs the mean loss of each sequence's predictions, whose exponential is the perplexity; NaN
/// for sequences of fewer than two tokens.
/// </summary>
internal sealed class LanguageModelHead : SequenceHead
{
    /// <summary>The biases' name in the state dict.</summary>
    internal const string BiasName = $"{Name}.bias";

    private readonly LanguageModelKind _kind;
    private readonly InputLayer _input;
    private readonly NetworkRandom _random;
    private readonly double _dropout;
    private readonly int _width; // of a direction
    private readonly Linear[] _projections; // of each direction, or none
    private readonly Parameter _bias; // [tokens]
    private readonly NegativeSampler? _sampler;
    private Action? _continueBackward; // of the training batch whose backward pass is pending

    /// <exception cref="InvalidDataException">The input has other tokens, or none, or states have read their target.</exception>
    internal LanguageModelHead(
        LanguageModelKind kind, NetworkArchitecture architecture, InputLayer input, NetworkRandom random)
        : base(nameof(LanguageModelHead))
    {
        (_kind, _random, _dropout, Directions) = (kind, random, architecture.HeadDropout, DirectionsOf(kind, architecture));
        if (Directions == 0)
            throw new InvalidDataException(
                $"A {architecture.Name} can't predict neighbors: its states have read them. Let it predict masked tokens.");
        long[] table = (input.Module as Embedding)?.weight!.shape ?? [0, 0];
        if (table[0] != kind.Tokens + 1)
            throw new InvalidDataException(
                $"A language model must predict each of the embedding's {Math.Max(0, table[0] - 1)} tokens; received " +
                $"{kind.Tokens}. Give it as many.");
        (_input, _width) = (input, (int)architecture.StateWidth / Directions);
        _bias = new Parameter(kind.Counts is { } all ? LogFrequencies(all) : torch.zeros(kind.Tokens));
        register_parameter("bias", _bias);
        _projections = _width == table[1] ? [] : [.. Enumerable.Range(0, Directions).Select(Projection)];
        if (kind is { IsWhole: false, Counts: { } counts })
            _sampler = new NegativeSampler(counts, kind.Negatives);

        Linear Projection(int direction)
        {
            var projection = torch.nn.Linear(_width, table[1]);
            random.FillUniform(projection.weight!, 1 / Math.Sqrt(_width));
            using (torch.no_grad())
                projection.bias!.zero_();
            register_module(direction == 0 ? "projection" : "projection_reverse", projection);
            return projection;
        }
    }

    /// <summary>The parts of a state that each predict a token: 1, or 2 for a backward direction, too.</summary>
    internal int Directions { get; }

    // 0 where states have read the tokens that they would predict.
    private static int DirectionsOf(LanguageModelKind kind, NetworkArchitecture architecture) =>
        kind.IsMasked ? 1 : architecture.BlindDirections;

    // Training starts from the tokens' frequencies, which would take hundreds of steps to learn.
    private static torch.Tensor LogFrequencies(IReadOnlyList<long> counts)
    {
        double total = counts.Sum(count => count + 1.0);
        return torch.tensor(counts.Select(count => (float)Math.Log((count + 1) / total)).ToArray());
    }

    // [tokens + 1, embedding]
    private Parameter Table => ((Embedding)_input.Module).weight!;

    internal override HeadKind Kind => new(1, Language: _kind);

    internal override IEnumerable<(string Name, Parameter Value)> Weights() =>
        named_parameters().Select(parameter => ($"{Name}.{parameter.name}", parameter.parameter));

    /// <summary>The size of the head's weights, those of the embedding apart.</summary>
    internal static WeightCount Count(LanguageModelKind kind, NetworkArchitecture architecture)
    {
        var count = new WeightCount(kind.Tokens, 1);
        int directions = DirectionsOf(kind, architecture);
        var width = architecture.StateWidth / Math.Max(1, directions);
        return width == architecture.InputWidth
            ? count
            : count + (directions * WeightCount.Linear(width, architecture.InputWidth));
    }

    /// <returns><c>[batch, 1]</c>.</returns>
    public override torch.Tensor forward(SequenceBody body, SequenceBatch batch)
    {
        var predicted = Predicted(batch.Packed);
        if (training)
            return Train(Select(body.Steps(predicted.Hide(batch)), predicted), batch, predicted);
        var losses = Losses(body, batch, predicted);
        if (!body.ScoresEachAlone(batch))
            return Means(losses, batch, predicted);
        // A sum over padding, too, would depend on the batch.
        using var weights = torch.tensor(predicted.Weights).view(Directions, -1);
        float[] means = new float[batch.Size];
        for (int i = 0, first = 0; i < means.Length; first += predicted.States[i++])
        {
            means[i] = predicted.Counts[i] == 0
                ? float.NaN
                : (losses.narrow(1, first, predicted.States[i]) * weights.narrow(1, first, predicted.States[i]))
                .sum().item<float>();
        }

        return torch.tensor(means).unsqueeze(1);
    }

    internal override void ContinueBackward()
    {
        _continueBackward?.Invoke();
        _continueBackward = null;
    }

    /// <summary>The loss of each state's prediction over the whole vocabulary.</summary>
    /// <param name="body">The body, in evaluation mode.</param>
    /// <param name="batch">The sequences.</param>
    /// <param name="predicted">The predicted tokens; the losses of states that predict none are meaningless.</param>
    /// <returns><c>[directions, states]</c>, sequence after sequence.</returns>
    internal torch.Tensor Losses(SequenceBody body, SequenceBatch batch, PredictedTokens predicted)
    {
        var states = Select(body.Steps(predicted.Hide(batch)), predicted);                       // [states, width]
        var targets = DeviceMemory.Send(torch.tensor(predicted.Targets), batch.Device).view(Directions, -1).Minus(1);
        var table = Table.narrow(0, 1, _kind.Tokens);
        // Where states are those of a sequence alone, so are the products.
        int[] parts = body.ScoresEachAlone(batch) ? predicted.States : [predicted.States.Sum()];
        var losses = torch.empty(Directions, states.shape[0], device: states.device);
        for (int i = 0, first = 0; i < parts.Length; first += parts[i++])
        {
            for (int d = 0; d < Directions && parts[i] > 0; d++)
            {
                using var scope = torch.NewDisposeScope();
                losses[d].narrow(0, first, parts[i]).copy_(TokenSoftmax.Losses(
                    Project(states.narrow(0, first, parts[i]), d).to(torch.float32), table, _bias,
                    targets[d].narrow(0, first, parts[i])));
            }
        }

        return losses;
    }

    private PredictedTokens Predicted(PackedBatch batch) => _kind.IsMasked
        ? MaskedTokens.Of(batch, _kind, training ? _random.NextSeed() : null)
        : NextTokens.Of(
            batch, Directions, _kind.Horizon, training && _kind.Horizon > 1 ? _random.NextSeed() : null);

    // Those of all steps that predict: [states, width].
    private static torch.Tensor Select(torch.Tensor steps, PredictedTokens predicted) => predicted.Places is { } places
        ? steps.index_select(0, DeviceMemory.Send(torch.tensor(places), steps.device))
        : steps;

    private torch.Tensor Project(torch.Tensor states, int direction)
    {
        var own = states.narrow(1, direction * _width, _width);
        return _projections.Length == 0
            ? own
            : torch.nn.functional.linear(own, _projections[direction].weight!, _projections[direction].bias!);
    }

    // The gradients are computed with the losses, and passed on when the loss asks for them.
    private torch.Tensor Train(torch.Tensor states, SequenceBatch batch, PredictedTokens predicted)
    {
        if (_dropout > 0)
            states = states * StateMask(batch, predicted, states);
        var vectors = torch.cat([.. Enumerable.Range(0, Directions).Select(d => Project(states, d))]).to(torch.float32);
        using var noGradient = torch.no_grad();
        using var weights = DeviceMemory.Send(torch.tensor(predicted.LossWeights(batch.Packed)), batch.Device);
        var sample = _sampler?.Draw(_random.NextSeed());
        var pass = sample is null ? Whole(vectors, predicted, weights) : Sampled(vectors, predicted, weights, sample);
        _continueBackward = () =>
        {
            // First, because torch's gradient of the embedding is dense: ours clears only the rows that it has touched.
            if (vectors.requires_grad)
                vectors.backward([pass.ByVectors]);
            PassOn(pass, predicted, sample, vectors);
        };
        return Means(pass.Losses.view(Directions, -1), batch, predicted).requires_grad_();
    }

    private TokenSoftmax.Pass Whole(torch.Tensor vectors, PredictedTokens predicted, torch.Tensor weights)
    {
        var targets = DeviceMemory.Send(torch.tensor(predicted.Targets), vectors.device).Minus(1);
        return TokenSoftmax.Whole(vectors.detach(), Table.narrow(0, 1, _kind.Tokens), _bias, targets, weights);
    }

    private TokenSoftmax.Pass Sampled(
        torch.Tensor vectors, PredictedTokens predicted, torch.Tensor weights, NegativeSampler.Sample sample)
    {
        long[] places = Array.ConvertAll(predicted.Targets, key => (long)sample.PlaceOf(key));
        float[] expected = Array.ConvertAll(predicted.Targets, sample.LogExpectedOf);
        return TokenSoftmax.Sampled(
            vectors.detach(), Rows(predicted.Targets), Biases(predicted.Targets) - Sent(torch.tensor(expected)),
            Rows(sample.Keys), Biases(sample.Keys) - Sent(torch.tensor(sample.LogExpected)), Sent(torch.tensor(places)), weights);

        torch.Tensor Rows(long[] keys) => Table.index_select(0, Sent(torch.tensor(keys)));

        // Padding has none.
        torch.Tensor Biases(long[] keys) => _bias.index_select(
            0, Sent(torch.tensor(Array.ConvertAll(keys, key => Math.Max(0, key - 1)))));

        torch.Tensor Sent(torch.Tensor tensor) => DeviceMemory.Send(tensor, vectors.device);
    }

    private void PassOn(TokenSoftmax.Pass pass, PredictedTokens predicted, NegativeSampler.Sample? sample, torch.Tensor vectors)
    {
        using var noGradient = torch.no_grad();
        if (sample is null)
        {
            if (Table.requires_grad)
                _input.Gradient!.AddToAll(pass.ByTable);
            if (_bias.requires_grad)
                TensorArithmetic.Add(ParameterGradient.Of(_bias), pass.ByBias);
            return;
        }

        if (Table.requires_grad)
        {
            _input.Gradient!.Add(sample.Keys, pass.ByTable);
            _input.Gradient!.Add(predicted.Targets, pass.ByTargetLogits.unsqueeze(1) * vectors.detach());
        }

        if (_bias.requires_grad)
            AddToBias(pass, predicted, sample);
    }

    // In a fixed order, which additions on a GPU would not have.
    private void AddToBias(TokenSoftmax.Pass pass, PredictedTokens predicted, NegativeSampler.Sample sample)
    {
        float[] gradient = new float[_kind.Tokens];
        AddInOrder(gradient, sample.Keys, pass.ByBias);
        AddInOrder(gradient, predicted.Targets, pass.ByTargetLogits);
        TensorArithmetic.Add(ParameterGradient.Of(_bias), DeviceMemory.Send(torch.tensor(gradient), _bias.device));
    }

    private static void AddInOrder(float[] gradient, long[] keys, torch.Tensor values)
    {
        float[] added = values.cpu().data<float>().ToArray();
        for (int i = 0; i < keys.Length; i++)
        {
            if (keys[i] > 0)
                gradient[keys[i] - 1] += added[i];
        }
    }

    // The same features of a sequence in all its states: [states, width].
    private torch.Tensor StateMask(SequenceBatch batch, PredictedTokens predicted, torch.Tensor states)
    {
        var mask = SharedDropout.Mask(batch.Device, [batch.Size, states.shape[1]], _dropout, _random);
        long[] sequences = Array.ConvertAll(predicted.Sequences[..(int)states.shape[0]], sequence => (long)sequence);
        return mask.index_select(0, DeviceMemory.Send(torch.tensor(sequences), batch.Device));
    }

    // [batch, 1]
    private static torch.Tensor Means(torch.Tensor losses, SequenceBatch batch, PredictedTokens predicted)
    {
        var weights = DeviceMemory.Send(torch.tensor(predicted.Weights), batch.Device).view_as(losses);
        var padded = torch.zeros((long)batch.Size * batch.Time, device: losses.device);
        padded.index_copy_(0, Select(batch.StepPlaces, predicted), (losses * weights).sum(dim: 0));
        var missing = torch.tensor(Array.ConvertAll(predicted.Counts, count => count == 0 ? float.NaN : 0));
        return padded.view(batch.Size, -1).sum(dim: 1).Plus(DeviceMemory.Send(missing, batch.Device)).unsqueeze(1);
    }
}
