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
    public void Threads_are_those_asked_for_or_as_many_as_are_useful_and_there(
        int? asked, int? useful, int cores, int expected) =>
        Assert.AreEqual(expected, ThreadChoice.ForTraining(asked, useful, cores));

    [TestMethod]
    [DataRow(1, 1)]
    [DataRow(32, 8)]
    [DataRow(33, 9)]
    [DataRow(512, 64)]
    public void A_recurrent_network_trains_with_a_thread_for_each_four_sequences_on_64_cores(int batchSize, int expected)
    {
        var architecture = new LstmOptions().Architecture;
        Assert.AreEqual(expected, ThreadChoice.ForTraining(null, architecture.UsefulThreads(batchSize), 64));
    }
}
