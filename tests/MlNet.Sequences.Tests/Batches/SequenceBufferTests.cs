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
                        buffer.EndSequence(target: i, weight: i / 2f);
                    else
                        buffer.DropSequence();
                }

                Assert.AreEqual(kept.Length, buffer.Count);
                for (int i = 0; i < kept.Length; i++)
                {
                    CollectionAssert.AreEqual(kept[i], buffer.TokensOf(i).ToArray());
                    Assert.AreEqual(kept[i].Length, buffer.LengthOf(i));
                    Assert.AreEqual(i * every, buffer.TargetsOf(i)[0]);
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
    [DataRow(100, DisplayName = "many to a block")]
    [DataRow(SequenceBlocks<int>.BlockSize / 3 + 1, DisplayName = "two to a block")]
    [DataRow(SequenceBlocks<int>.BlockSize + 1, DisplayName = "longer than a block")]
    public void Sequences_of_any_length_are_whole_behind_the_first_block(int length)
    {
        var buffer = new SequenceBuffer(new(99, 0));
        buffer.AppendTokens(SequenceBlocks<int>.BlockSize - 150).Fill(50);
        buffer.EndSequence();
        for (int i = 1; i < 6; i++)
        {
            // In parts, so that a sequence outgrows the block that it began in.
            for (int part = 0; part < 3; part++)
                buffer.AppendTokens((length + part) / 3).Fill(10 * i + part);
            buffer.EndSequence();
            buffer.AppendTokens(7);
            buffer.DropSequence();
        }

        Assert.AreEqual(SequenceBlocks<int>.BlockSize - 150, buffer.TokensOf(0).Count(50));
        for (int i = 1; i < 6; i++)
        {
            Assert.AreEqual(length, buffer.LengthOf(i));
            for (int part = 0; part < 3; part++)
                Assert.AreEqual((length + part) / 3, buffer.TokensOf(i).Count(10 * i + part));
        }
    }

    [TestMethod]
    public void A_window_takes_little_more_memory_than_its_steps()
    {
        const int Sequences = 10_000, Length = 1_000;
        long before = GC.GetAllocatedBytesForCurrentThread();
        var buffer = new SequenceBuffer(new(99, 0));
        for (int i = 0; i < Sequences; i++)
        {
            buffer.AppendTokens(Length);
            buffer.EndSequence();
        }

        // An array that grows by doubling is made of three to four times as many bytes, and is up to twice as long at its end.
        Assert.IsLessThan(1.35, (GC.GetAllocatedBytesForCurrentThread() - before) / (double)(Sequences * Length * sizeof(int)));
    }

    [TestMethod]
    public void More_steps_than_an_array_holds_are_an_error_that_says_what_to_do()
    {
        var buffer = new SequenceBuffer(new(99, 0));
        buffer.AppendTokens(10);
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOperationException>(() => buffer.AppendTokens(int.MaxValue - 5)).Message, "PadSequence");
    }
}
