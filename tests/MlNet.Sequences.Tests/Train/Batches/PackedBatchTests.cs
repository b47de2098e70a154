using CsCheck;
using TorchSharp;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class PackedBatchTests
{
    [TestInitialize]
    public void Load() => SequencesRuntime.Load();

    [TestMethod]
    public void The_parts_of_a_batch_have_its_sequences_in_their_order() =>
        Gen.Select(Gen.Int[0, 6].Array[1, 12], Gen.Int[1, 14], Gen.Bool, Gen.Bool).Sample((lengths, parts, areTokens, drops) =>
        {
            using var scope = torch.NewDisposeScope();
            var input = areTokens ? new SequenceInput(50, 0) : new SequenceInput(0, 2);
            var rows = Rows(input, lengths);
            int[] all = [.. Enumerable.Range(0, lengths.Length)];
            using var whole = SequenceBatch.Create(rows, all, torch.CPU, drops ? new StepDropout(0.4, 1) : default);
            SequenceBatch[] split = [.. whole.Split(parts)];
            Assert.IsLessThanOrEqualTo(parts, split.Length);
            int first = 0;
            foreach (var part in split)
            {
                using (part)
                {
                    CollectionAssert.AreEqual(whole.Packed.Lengths[first..(first + part.Size)], part.Packed.Lengths);
                    AssertSame(whole.Labels.narrow(0, first, part.Size), part.Labels);
                    AssertSame(whole.Weights.narrow(0, first, part.Size), part.Weights);
                    AssertSame(whole.Steps.narrow(1, first, part.Size).narrow(0, 0, part.Time), part.Steps);
                    Assert.AreEqual(drops, part.Positions is not null);
                    if (drops)
                        AssertSame(whole.Positions!.narrow(1, first, part.Size).narrow(0, 0, part.Time), part.Positions!);
                    first += part.Size;
                }
            }

            Assert.AreEqual(lengths.Length, first);
        });

    private static void AssertSame(torch.Tensor expected, torch.Tensor actual) => Assert.IsTrue(expected.shape.SequenceEqual(actual.shape) && expected.eq(actual).all().item<bool>(), $"{expected.str()} and {actual.str()}");

    private static SequenceBuffer Rows(SequenceInput input, int[] lengths)
    {
        var rows = new SequenceBuffer(input);
        int number = 0;
        foreach (int length in lengths)
        {
            if (input.IsTokens)
            {
                foreach (ref int token in rows.AppendTokens(length))
                    token = 1 + number++ % 50;
            }
            else
            {
                foreach (ref float value in rows.AppendValues(length))
                    value = number++;
            }

            rows.EndSequence(label: number % 2, weight: number);
        }

        return rows;
    }
}
