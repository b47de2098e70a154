using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using TorchSharp;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed unsafe class NegativeSamplingTests
{
    private const int Words = 7;

    public static IEnumerable<object[]> Cases =>
        from lanes in new[] { 4, 8, 16 }
        from width in new[] { 16, 48, 112 }
        from isChange in new[] { false, true }
        select new object[] { lanes, width, isChange };

    [ClassInitialize]
    public static void LoadEngine(TestContext context) => SequencesRuntime.Load();

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void A_step_follows_the_gradient_that_torch_computes(int lanes, int width, bool isChange)
    {
        const float Rate = 0.3f;
        using var scope = torch.NewDisposeScope();
        using var generator = new torch.Generator(7);
        var hidden = torch.randn([width], requires_grad: true, generator: generator);
        var words = torch.randn([Words, width], requires_grad: true, generator: generator);
        var signs = torch.ones(Words).neg_();
        using (Scalar one = 1)
            signs[0].fill_(one);
        // Equation 4 of the paper.
        var objective = torch.nn.functional.logsigmoid(signs * words.mv(hidden)).sum();
        objective.backward();
        using var rate = torch.tensor(Rate);
        var expected = torch.cat([hidden.unsqueeze(0), words]).add(
            torch.cat([hidden.grad!.unsqueeze(0), words.grad!]) * rate).data<float>().ToArray(); // [1 + words, width]

        float[] found = [.. hidden.data<float>(), .. words.data<float>()];
        float* memory = (float*)NativeMemory.AlignedAlloc((nuint)(found.Length + width + 16) * sizeof(float), 64);
        float* change = memory + found.Length, errors = change + width;
        float** rows = stackalloc float*[Words];
        for (int i = 0; i < Words; i++)
            rows[i] = memory + ((i + 1) * width);
        new Span<float>(errors, 16).Clear();
        found.CopyTo(new Span<float>(memory, found.Length));
        NegativeSampling.Step step = lanes switch
        {
            16 => NegativeSampling.Apply<Simd512, Vector512<float>>,
            8 => NegativeSampling.Apply<Simd256, Vector256<float>>,
            _ => NegativeSampling.Apply<Simd128, Vector128<float>>,
        };
        step(memory, isChange ? change : memory, isChange, rows, errors, Words, width, Rate);
        found = new Span<float>(memory, found.Length).ToArray();
        for (int i = 0; i < width && isChange; i++)
            found[i] += change[i];
        NativeMemory.AlignedFree(memory);
        for (int i = 0; i < found.Length; i++)
            Assert.AreEqual(expected[i], found[i], 2e-5, $"number {i}");
    }
}
