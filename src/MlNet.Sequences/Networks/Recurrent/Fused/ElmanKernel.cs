using System.Runtime.CompilerServices;

namespace MlNet.Sequences;

/// <summary>
/// The plain recurrent network (Elman 1990): the state is the hyperbolic tangent of the products. It saves only their gradient.
/// </summary>
internal readonly unsafe struct ElmanKernel : ICellKernel
{
    public static int Gates => 1;

    public static int Saved => 1;

    public static bool AddsProducts => true;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward<TSimd, TVector>(
        int hidden, float* products, float* input, float* previousState, float* previousSaved, float* state, float* saved)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        for (int j = 0; j < hidden; j += TSimd.Lanes)
            TSimd.Store(Activation<TSimd, TVector>.Tanh(TSimd.Load(products + j)), state + j);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward<TSimd, TVector>(
        int hidden, float* gradient, float* state, float* previousState, float* previousSaved, float* carried, float* saved)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        for (int j = 0; j < hidden; j += TSimd.Lanes)
        {
            var value = TSimd.Load(state + j);
            var byState = TSimd.Load(gradient + j);
            TSimd.Store(TSimd.Subtract(byState, TSimd.Multiply(byState, TSimd.Multiply(value, value))), saved + j);
        }
    }
}
