using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch.nn.utils.rnn;

namespace MlNet.Sequences;

/// <summary>
/// A cell: torch's layer that runs it in one direction over padded sequences, and how to read its states.
/// </summary>
internal abstract class RecurrentCell
{
    internal static RecurrentCell Lstm { get; } = new LstmCell();

    internal static RecurrentCell Gru { get; } = new GruCell();

    internal static RecurrentCell Rnn { get; } = new ElmanCell();

    /// <summary>The layer's name in a state dict.</summary>
    internal abstract string Name { get; }

    /// <summary>The number of gates, whose rows follow each other in torch's weights.</summary>
    internal abstract int Gates { get; }

    /// <summary>Our own kernel of the cell on this processor, or null if there is none for the hidden size.</summary>
    internal abstract RecurrenceKernel? KernelFor(int hiddenSize);

    internal abstract torch.nn.Module MakeLayer(int inputSize, int hiddenSize);

    /// <param name="layer">A layer made by <see cref="MakeLayer"/>.</param>
    /// <param name="steps"><c>[time, batch, input]</c>.</param>
    /// <returns>The states after each step, <c>[time, batch, hidden]</c>.</returns>
    internal abstract torch.Tensor Run(torch.nn.Module layer, torch.Tensor steps);

    /// <summary>The same for packed sequences.</summary>
    internal abstract PackedSequence Run(torch.nn.Module layer, PackedSequence steps);

    private sealed class LstmCell : RecurrentCell
    {
        internal override string Name => "lstm";

        internal override int Gates => 4;

        internal override RecurrenceKernel? KernelFor(int hiddenSize) => Kernels.For<LstmKernel>(hiddenSize);

        internal override torch.nn.Module MakeLayer(int inputSize, int hiddenSize) => torch.nn.LSTM(inputSize, hiddenSize);

        // oneDNN's LSTM kernel for inference, which runs where gradients are disabled, returns wrong states on processors with
        // AVX-512 for hidden sizes that fill an odd number of 16s (1 to 16, 33 to 48, …; libtorch 2.10). Its training kernel is
        // correct.
        internal override torch.Tensor Run(torch.nn.Module layer, torch.Tensor steps)
        {
            var lstm = (LSTM)layer;
            long hiddenSize = lstm.parameters().First().shape[0] / 4; // [4 × hidden, input]
            bool isMisread = steps.device.type == DeviceType.CPU && (hiddenSize + 15) / 16 % 2 == 1;
            using var trainingKernel = isMisread ? torch.enable_grad() : null;
            return lstm.call(steps).Item1;
        }

        internal override PackedSequence Run(torch.nn.Module layer, PackedSequence steps) => ((LSTM)layer).call(steps).Item1;
    }

    private sealed class GruCell : RecurrentCell
    {
        internal override string Name => "gru";

        internal override int Gates => 3;

        internal override RecurrenceKernel? KernelFor(int hiddenSize) => Kernels.For<GruKernel>(hiddenSize);

        internal override torch.nn.Module MakeLayer(int inputSize, int hiddenSize) => torch.nn.GRU(inputSize, hiddenSize);

        internal override torch.Tensor Run(torch.nn.Module layer, torch.Tensor steps) => ((GRU)layer).call(steps).Item1;

        internal override PackedSequence Run(torch.nn.Module layer, PackedSequence steps) => ((GRU)layer).call(steps).Item1;
    }

    private sealed class ElmanCell : RecurrentCell
    {
        internal override string Name => "rnn";

        internal override int Gates => 1;

        internal override RecurrenceKernel? KernelFor(int hiddenSize) => Kernels.For<ElmanKernel>(hiddenSize);

        internal override torch.nn.Module MakeLayer(int inputSize, int hiddenSize) => torch.nn.RNN(inputSize, hiddenSize);

        internal override torch.Tensor Run(torch.nn.Module layer, torch.Tensor steps) => ((RNN)layer).call(steps).Item1;

        internal override PackedSequence Run(torch.nn.Module layer, PackedSequence steps) => ((RNN)layer).call(steps).Item1;
    }
}
