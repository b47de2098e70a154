using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// A network without its head: the input layer, and everything that turns each step's vector into a state that depends on the
/// surrounding steps. A head reads the states. A body works under any head, so what it learned under one carries over to another.
/// </summary>
/// <param name="name">The module's name.</param>
/// <param name="input">The input layer, a separate part.</param>
internal abstract class SequenceBody(string name, InputLayer input) : torch.nn.Module<SequenceBatch, torch.Tensor>(name)
{
    internal InputLayer Input => input;

    /// <summary>The number of features of a state.</summary>
    internal abstract int Width { get; }

    /// <summary>The fraction of time steps that training batches leave out.</summary>
    internal abstract double StepDropout { get; }

    /// <summary>The weights of which each training batch drops a fraction, and the fraction.</summary>
    internal virtual (double Rate, IEnumerable<TorchSharp.Modules.Parameter> Weights) WeightDropout => (0, []);

    /// <summary>
    /// The most time steps, padding included, to score together. A few sequences of tens of thousands of steps must not fill the
    /// memory, so batches of them are smaller.
    /// </summary>
    internal virtual int StepsInScoringBatch(DeviceType device) => device == DeviceType.CPU ? 64 * 1024 : 512 * 1024;

    /// <summary>
    /// Whether it scores each sequence of a batch on its own, so that its states are bit for bit the same in any batch.
    /// </summary>
    internal virtual bool ScoresEachAlone(SequenceBatch batch) => false;

    /// <summary>
    /// The weights of the body under PyTorch's names, in a fixed order; without those of the input layer.
    /// </summary>
    internal IEnumerable<(string Name, TorchSharp.Modules.Parameter Value)> Weights() =>
        named_parameters().Select(parameter => (StateName(parameter.name), parameter.parameter));

    /// <summary>The array that a weight may be a view of, together with all other weights that return the same name.</summary>
    /// <param name="weight">A weight of the network.</param>
    /// <param name="joinsParts">
    /// Whether weights of several parts may share an array because they have the same learning rate.
    /// </param>
    internal virtual string ArrayOf(TrainedWeight weight, bool joinsParts) =>
        joinsParts ? "All" : weight.Depth == 0 ? $"{weight.Part}" : $"{weight.Part}{weight.Depth}";

    /// <summary>
    /// The number of layers above a weight of the body or of its input, by which learning rates may fall; 0 for bodies that have
    /// one rate.
    /// </summary>
    /// <param name="weightName">PyTorch's name for it.</param>
    internal virtual int DepthOf(string weightName) => 0;

    /// <summary>The states of all steps.</summary>
    /// <returns><c>[time, batch, width]</c>; values at padded steps are meaningless.</returns>
    public abstract override torch.Tensor forward(SequenceBatch batch);

    /// <summary>The states pooled over each sequence's true steps.</summary>
    /// <returns><c>[batch, pooled]</c>, of the width of <see cref="Pooling.WidthOf"/>.</returns>
    internal virtual torch.Tensor Pool(SequenceBatch batch, SequencePooling pooling) =>
        Pooling.Apply(pooling, call(batch), batch, Last);

    /// <summary>The states of the true steps only, sequence after sequence.</summary>
    /// <returns><c>[steps, width]</c>.</returns>
    internal virtual torch.Tensor Steps(SequenceBatch batch) =>
        call(batch).transpose(0, 1).flatten(0, 1).index_select(0, batch.StepPlaces);

    /// <summary>
    /// Each sequence's state after reading all of it, selected from all states: <c>[batch, width]</c>, zeros for an empty one.
    /// </summary>
    private protected virtual torch.Tensor Last(torch.Tensor states, SequenceBatch batch) => Pooling.Last(states, batch);

    /// <summary>Prepares what the body reads of a training batch, on the thread that makes the batches.</summary>
    internal virtual void Prepare(SequenceBatch batch) => batch.MakeTensors();

    /// <summary>Marks the weights as final, so that scoring may cache what it computes from them.</summary>
    internal virtual void Freeze()
    {
    }

    /// <summary>Enables backward passes in evaluation mode, for a network whose input are vectors.</summary>
    internal virtual void PrepareBackward()
    {
    }

    /// <summary>
    /// Continues a backward pass from the result of the last <see cref="Pool"/> or <see cref="Steps"/> in training, where torch's
    /// pass ended because the body computed it outside torch's graph.
    /// </summary>
    internal virtual void ContinueBackward()
    {
    }

    /// <summary>PyTorch's name for a parameter of the body.</summary>
    private protected virtual string StateName(string parameterName) => parameterName;
}
