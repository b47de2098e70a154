using System.Runtime.CompilerServices;

namespace MlNet.Sequences;

/// <summary>
/// The gated recurrent unit (Cho et al. 2014, section 2.3) in PyTorch's form: the reset gate is applied after the recurrent
/// product. Gates in PyTorch's order: reset, update, candidate. It saves reset, update, the candidate's recurrent product, and
/// candidate.
/// </summary>
internal readonly unsafe struct GruKernel : ICellKernel
{
    public static int Gates => 3;

    public static int Saved => 4;

    public static bool AddsProducts => false;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward<TSimd, TVector>(
        int hidden, float* products, float* input, float* previousState, float* previousSaved, float* state, float* saved)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        for (int j = 0; j < hidden; j += TSimd.Lanes)
        {
            var reset = Activation<TSimd, TVector>.Sigmoid(TSimd.Add(TSimd.Load(products + j), TSimd.Load(input + j)));
            var update = Activation<TSimd, TVector>.Sigmoid(
                TSimd.Add(TSimd.Load(products + hidden + j), TSimd.Load(input + hidden + j)));
            var product = TSimd.Load(products + (2 * hidden) + j);
            var candidate = Activation<TSimd, TVector>.Tanh(
                TSimd.MultiplyAdd(reset, product, TSimd.Load(input + (2 * hidden) + j)));
            TSimd.Store(reset, saved + j);
            TSimd.Store(update, saved + hidden + j);
            TSimd.Store(product, saved + (2 * hidden) + j);
            TSimd.Store(candidate, saved + (3 * hidden) + j);
            // (1 - update) × candidate + update × previous
            var fromCandidate = TSimd.Subtract(TSimd.Load(previousState + j), candidate);
            TSimd.Store(TSimd.MultiplyAdd(update, fromCandidate, candidate), state + j);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward<TSimd, TVector>(
        int hidden, float* gradient, float* state, float* previousState, float* previousSaved, float* carried, float* saved)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        var one = TSimd.All(1);
        for (int j = 0; j < hidden; j += TSimd.Lanes)
        {
            var reset = TSimd.Load(saved + j);
            var update = TSimd.Load(saved + hidden + j);
            var product = TSimd.Load(saved + (2 * hidden) + j);
            var candidate = TSimd.Load(saved + (3 * hidden) + j);
            var byState = TSimd.Add(TSimd.Load(gradient + j), TSimd.Load(carried + j));
            TSimd.Store(TSimd.Multiply(byState, update), carried + j);

            var byUpdate = TSimd.Multiply(byState, TSimd.Subtract(TSimd.Load(previousState + j), candidate));
            var byCandidate = TSimd.Multiply(byState, TSimd.Subtract(one, update));
            byCandidate = TSimd.Subtract(byCandidate, TSimd.Multiply(byCandidate, TSimd.Multiply(candidate, candidate)));
            var byReset = TSimd.Multiply(byCandidate, product);
            TSimd.Store(TSimd.Multiply(TSimd.Multiply(byReset, reset), TSimd.Subtract(one, reset)), saved + j);
            TSimd.Store(TSimd.Multiply(TSimd.Multiply(byUpdate, update), TSimd.Subtract(one, update)), saved + hidden + j);
            TSimd.Store(TSimd.Multiply(byCandidate, reset), saved + (2 * hidden) + j);
            TSimd.Store(byCandidate, saved + (3 * hidden) + j);
        }
    }
}
