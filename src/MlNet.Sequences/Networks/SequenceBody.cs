using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// What a network makes of its sequences before it answers anything: the input layer, and all that turns each step's vector into
/// a state that knows the steps around it. A head reads the states. One body serves any head, so what it learned under one goes
/// on under another.
/// </summary>
/// <param name="name">The module's name.</param>
/// <param name="input">The input layer, a part of its own.</param>
internal abstract class SequenceBody(string name, InputLayer input) : torch.nn.Module<SequenceBatch, torch.Tensor>(name)
{
    internal InputLayer Input => input;

    /// <summary>The features of a state.</summary>
    internal abstract int Width { get; }

    /// <summary>The part of the time steps that its batches of training leave out.</summary>
    internal abstract double StepDropout { get; }

    /// <summary>
    /// The time steps, padding included, that are scored together at most. A few sequences of tens of thousands of steps must not
    /// fill the memory: such batches have fewer of them.
    /// </summary>
    internal virtual int StepsInScoringBatch(DeviceType device) => device == DeviceType.CPU ? 64 * 1024 : 512 * 1024;

    /// <summary>
    /// Whether it scores each sequence of a batch by itself, so that its states are the same to the last bit in any batch.
    /// </summary>
    internal virtual bool ScoresEachAlone(SequenceBatch batch) => false;

    /// <summary>
    /// The weights of the body under PyTorch's names, in a fixed order; those of the input layer are not among them.
    /// </summary>
    internal IEnumerable<(string Name, TorchSharp.Modules.Parameter Value)> Weights() =>
        named_parameters().Select(parameter => (StateName(parameter.name), parameter.parameter));

    /// <summary>The array that a weight may be a view of, with all others of the same answer.</summary>
    /// <param name="weight">A weight of the network.</param>
    /// <param name="joinsParts">Whether weights of several parts may be in one array: they learn alike.</param>
    internal virtual string ArrayOf(TrainedWeight weight, bool joinsParts) => joinsParts ? "All" : weight.Part.ToString();

    /// <summary>The states of all steps.</summary>
    /// <returns><c>[time, batch, width]</c>; what it holds at padded steps is without meaning.</returns>
    public abstract override torch.Tensor forward(SequenceBatch batch);

    /// <summary>The states pooled over each sequence's true steps.</summary>
    /// <returns><c>[batch, pooled]</c>, as wide as <see cref="Pooling.WidthOf"/> says.</returns>
    internal virtual torch.Tensor Pool(SequenceBatch batch, SequencePooling pooling) =>
        Pooling.Apply(pooling, call(batch), batch, Last);

    /// <summary>The states of the true steps alone, those of one sequence after those of the other.</summary>
    /// <returns><c>[steps, width]</c>.</returns>
    internal virtual torch.Tensor Steps(SequenceBatch batch) =>
        call(batch).transpose(0, 1).flatten(0, 1).index_select(0, batch.StepPlaces);

    /// <summary>
    /// The state of each sequence that has read all of it, out of all states: <c>[batch, width]</c>, zeros for an empty one.
    /// </summary>
    private protected virtual torch.Tensor Last(torch.Tensor states, SequenceBatch batch) => Pooling.Last(states, batch);

    /// <summary>Makes what the body will read of a batch of training, on the thread that makes the batches.</summary>
    internal virtual void Prepare(SequenceBatch batch) => batch.MakeTensors();

    /// <summary>Records that the weights no longer change, so that scoring may keep what it computes from them.</summary>
    internal virtual void Freeze()
    {
    }

    /// <summary>
    /// Continues a backward pass, called by torch up to what the last <see cref="Pool"/> or <see cref="Steps"/> returned in
    /// training, where the body computed it outside torch's graph.
    /// </summary>
    internal virtual void ContinueBackward()
    {
    }

    /// <summary>PyTorch's name for a parameter of the body.</summary>
    private protected virtual string StateName(string parameterName) => parameterName;
}
