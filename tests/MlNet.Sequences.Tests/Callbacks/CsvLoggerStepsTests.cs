namespace MlNet.Sequences.Tests;

/// <summary>The second file, of the steps.</summary>
[TestClass]
public sealed class CsvLoggerStepsTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    private string FilePath => _folder.At("fit.csv");

    private string StepsPath => _folder.At("steps.csv");

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void Steps_are_lines_of_a_second_file()
    {
        var logger = Started(new CsvLogger(FilePath) { StepsPath = StepsPath });
        logger.OnStepEnd(Told.Step(1, 5));
        logger.OnStepEnd(Told.Step(2, 3, loss: 0.25));
        Assert.AreEqual(
            "Epoch,Step,GlobalStep,Loss,LearningRate,SamplesPerSecond\r\n1,5,5,0.5,0.005,160\r\n2,3,13,0.25,0.003,160\r\n",
            LogText.Read(StepsPath));
    }

    [TestMethod]
    public void A_resumed_fit_keeps_the_steps_until_its_checkpoint_and_no_torn_line()
    {
        const string until =
            "Epoch,Step,GlobalStep,Loss,LearningRate,SamplesPerSecond\r\n1,5,5,0.5,0.005,160\r\n2,2,12,0.5,0.002,160\r\n";
        foreach (string behind in new[] { "", "2,5,15,0.5,0.005,160\r\n3,1,21,0.5,0.001,160\r\n", "2,5,15,0.5,0.0", "2,3,1" })
        {
            File.WriteAllText(StepsPath, until + behind);
            var logger = new CsvLogger(FilePath) { StepsPath = StepsPath };
            logger.OnFitStart(Told.Start(epochsDone: 1, stepsDone: 12));
            logger.OnStepEnd(Told.Step(2, 7));
            logger.OnFitEnd(null);
            Assert.AreEqual(until + "2,7,17,0.5,0.007,160\r\n", LogText.Read(StepsPath), behind);
        }
    }

    [TestMethod]
    public void A_resumed_fit_that_finds_no_steps_begins_them()
    {
        var logger = new CsvLogger(FilePath) { StepsPath = StepsPath };
        logger.OnFitStart(Told.Start(epochsDone: 1));
        logger.OnStepEnd(Told.Step(2, 1));
        Assert.AreEqual(
            "Epoch,Step,GlobalStep,Loss,LearningRate,SamplesPerSecond\r\n2,1,11,0.5,0.001,160\r\n", LogText.Read(StepsPath));
    }

    [TestMethod]
    [DataRow("something,else\r\n1,2\r\n", "it has another header")]
    [DataRow("Epoch,Step,GlobalStep,Loss,LearningRate,SamplesPerSecond\r\nand,so,on\r\n", "it has the line 'and,so,on'")]
    public void A_resumed_fit_does_not_write_into_a_file_that_is_no_step_log(string content, string reason)
    {
        File.WriteAllText(StepsPath, content);
        var logger = new CsvLogger(FilePath) { StepsPath = StepsPath };
        var error = Assert.ThrowsExactly<IOException>(() => logger.OnFitStart(Told.Start(epochsDone: 1)));
        Assert.Contains(StepsPath, error.Message);
        Assert.Contains(reason, error.Message);
        Assert.Contains("Move it away", error.Message);
        Assert.AreEqual(content, File.ReadAllText(StepsPath));
    }

    [TestMethod]
    public void Where_the_second_file_can_not_be_written_the_first_is_closed()
    {
        var logger = new CsvLogger(FilePath) { StepsPath = _folder.Path };
        LogText.AssertUnwritable(_folder.Path, Assert.ThrowsExactly<IOException>(() => logger.OnFitStart(Told.Start())));
        using var exclusive = new FileStream(FilePath, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
    }

    private static CsvLogger Started(CsvLogger logger)
    {
        logger.OnFitStart(Told.Start());
        return logger;
    }
}
