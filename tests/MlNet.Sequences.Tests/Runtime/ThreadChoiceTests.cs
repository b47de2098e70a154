namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class ThreadChoiceTests
{
    [TestMethod]
    [DataRow(null, null, 1, 1)]
    [DataRow(null, null, 2, 2)]
    [DataRow(null, null, 64, 64)]
    [DataRow(null, 1, 2, 1)]
    [DataRow(null, 1, 64, 1)]
    [DataRow(null, 8, 2, 2)]
    [DataRow(null, 8, 64, 8)]
    [DataRow(3, 1, 2, 3)]
    [DataRow(1, null, 64, 1)]
    public void Threads_are_those_asked_for_or_as_many_as_are_useful_and_there(int? asked, int? useful, int cores, int expected) =>
        Assert.AreEqual(expected, ThreadChoice.ForTraining(asked, useful, cores));

    [TestMethod]
    [DataRow(32, 64, 1)]
    [DataRow(64, 64, 1)]
    [DataRow(128, 64, 64)]
    public void A_small_recurrent_network_trains_with_one_thread_on_64_cores_and_a_larger_one_with_all(int batchSize, int hiddenSize, int expected)
    {
        var architecture = new LstmOptions { HiddenSize = hiddenSize }.Architecture;
        Assert.AreEqual(expected, ThreadChoice.ForTraining(null, architecture.UsefulThreads(batchSize), 64));
    }
}
