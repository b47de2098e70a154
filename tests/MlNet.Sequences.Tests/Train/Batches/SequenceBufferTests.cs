using CsCheck;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class SequenceBufferTests
{
    [TestMethod]
    public void What_is_added_is_read_back_and_what_is_dropped_is_gone() =>
        Gen.Select(Gen.Int[1, 99].Array[0, 30].Array[0, 30], Gen.Int[1, 5]).Sample((sequences, every) =>
        {
            var buffer = new SequenceBuffer(new(99, 0));
            for (int round = 0; round < 2; round++)
            {
                buffer.Clear();
                int[][] kept = [.. sequences.Where((_, i) => i % every == 0)];
                for (int i = 0; i < sequences.Length; i++)
                {
                    // In two parts, as a reader may.
                    int half = sequences[i].Length / 2;
                    sequences[i].AsSpan(0, half).CopyTo(buffer.AppendTokens(half));
                    sequences[i].AsSpan(half).CopyTo(buffer.AppendTokens(sequences[i].Length - half));
                    if (i % every == 0)
                        buffer.EndSequence(label: i, weight: i / 2f);
                    else
                        buffer.DropSequence();
                }

                Assert.AreEqual(kept.Length, buffer.Count);
                for (int i = 0; i < kept.Length; i++)
                {
                    CollectionAssert.AreEqual(kept[i], buffer.TokensOf(i).ToArray());
                    Assert.AreEqual(kept[i].Length, buffer.LengthOf(i));
                    Assert.AreEqual(i * every, buffer.LabelOf(i));
                    Assert.AreEqual(i * every / 2f, buffer.WeightOf(i));
                }
            }
        }, iter: 300);

    [TestMethod]
    public void The_length_of_numbers_is_in_steps()
    {
        var buffer = new SequenceBuffer(new(0, 3));
        buffer.AppendValues(6).Fill(1);
        buffer.EndSequence();
        buffer.EndSequence();
        Assert.AreEqual(2, buffer.LengthOf(0));
        Assert.AreEqual(0, buffer.LengthOf(1));
        Assert.AreEqual(6, buffer.ValuesOf(0).Length);
    }

    [TestMethod]
    public void A_warm_buffer_allocates_nothing()
    {
        var buffer = new SequenceBuffer(new(99, 0));
        Fill();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Fill();
        Assert.AreEqual(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Fill()
        {
            buffer.Clear();
            for (int i = 0; i < 100; i++)
            {
                buffer.AppendTokens(20).Fill(i);
                buffer.EndSequence(1, 1);
            }
        }
    }

    [TestMethod]
    public void More_steps_than_an_array_holds_are_an_error_that_says_what_to_lower()
    {
        var buffer = new SequenceBuffer(new(99, 0));
        buffer.AppendTokens(10);
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOperationException>(() => buffer.AppendTokens(int.MaxValue - 5)).Message, "ShuffleWindowSize");
    }
}
