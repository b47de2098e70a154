namespace MlNet.Sequences.Tests;

/// <summary>Resuming the training of a language model.</summary>
[TestClass]
public sealed class LanguageModelResumeTests : LanguageModelFixture
{
    [TestMethod]
    [DataRow("bidirectional lstm", 200_000)]
    [DataRow("bidirectional lstm", 30)]
    [DataRow("transformer", 200_000)]
    public void A_killed_fit_resumes_and_ends_like_an_uninterrupted_one(string network, int shuffleWindow)
    {
        var data = Counting(60, tokens: 40);
        using var expected = Fit(Set(Options(network, negatives: 5)), data, null);
        foreach (int steps in new[] { 3, 11, 17 })
        {
            using var folder = new ScratchFolder();
            var killed = Set(Options(network, negatives: 5));
            Watch(killed, folder);
            killed.Network.Callbacks = [new AtCheckpoint(steps)];
            Assert.ThrowsExactly<TimeoutException>(() => Fit(killed, data, null));
            var resuming = Set(Options(network, negatives: 5));
            Watch(resuming, folder);
            using var resumed = Fit(resuming, data, null);
            Assert.AreEqual(Fits.Describe(expected.History), Fits.Describe(resumed.History));
            CollectionAssert.AreEqual(Perplexities(expected, data), Perplexities(resumed, data));

            var other = Set(Options(network, negatives: 6));
            Watch(other, folder);
            string message = Assert.ThrowsExactly<InvalidOperationException>(() => Fit(other, data, null)).Message;
            StringAssert.Contains(message, "numberOfNegatives is 6 and was 5");
            if (!IsMasked(network))
                continue;
            other = Set(Options(network, negatives: 5));
            other.MaskedFraction = 0.3;
            Watch(other, folder);
            message = Assert.ThrowsExactly<InvalidOperationException>(() => Fit(other, data, null)).Message;
            StringAssert.Contains(message, "maskedFraction is 0.3 and was 0.15");
        }

        LanguageModelOptions Set(LanguageModelOptions options)
        {
            var (fit, all) = (options.Network, 0.2);
            options.WindowLength = 13;
            (fit.NumberOfEpochs, fit.ShuffleWindowSize, fit.ValidationFraction) = (2, shuffleWindow, 0.2);
            if (fit is RecurrentOptions recurrent)
                (recurrent.HeadDropout, recurrent.EmbeddingDropout) = (all, all);
            if (fit is TransformerOptions transformer)
                (transformer.HeadDropout, transformer.EmbeddingDropout, transformer.ResidualDropout) = (all, all, all);
            return options;
        }

        void Watch(LanguageModelOptions options, ScratchFolder folder) =>
            (options.Network.CheckpointFolder, options.Network.CheckpointEverySteps, options.Network.Resume) =
            (folder.Path, 1, true);
    }

    private sealed class AtCheckpoint(int number) : ICheckpointCallback
    {
        private int _seen;

        public void OnCheckpointSaved(CheckpointSaved checkpoint)
        {
            if (++_seen == number)
                throw new TimeoutException();
        }
    }
}
