using System.Globalization;
using System.Text;

namespace MlNet.Sequences;

/// <summary>
/// The step lines of <see cref="CsvLogger"/>: a resumed fit keeps those of an earlier process, up to its checkpoint.
/// </summary>
internal sealed class StepLog : IDisposable
{
    private const string GlobalStep = nameof(GlobalStep);

    private static readonly byte[] Header = Csv.Line(
        nameof(StepMetrics.Epoch), nameof(StepMetrics.Step), GlobalStep, nameof(StepMetrics.Loss),
        nameof(StepMetrics.LearningRate),
        nameof(StepMetrics.SamplesPerSecond));

    private readonly LogFile _file;
    private readonly long _stepsInEpoch;

    private StepLog(LogFile file, long stepsInEpoch) => (_file, _stepsInEpoch) = (file, stepsInEpoch);

    /// <summary>Opens the file for a fit.</summary>
    /// <exception cref="IOException">
    /// The file can't be written, or a resumed fit finds a file there that is not a step log.
    /// </exception>
    internal static StepLog Open(string path, FitStart start)
    {
        if (start.StepsDone > 0 && File.Exists(path))
            return new StepLog(LogFile.Continue(path, LengthUntil(path, start.StepsDone)), start.StepsInEpoch);
        var file = LogFile.Create(path);
        var log = new StepLog(file, start.StepsInEpoch);
        try
        {
            file.Write(Header);
            return log;
        }
        catch
        {
            log.Dispose();
            throw;
        }
    }

    internal void Write(StepMetrics step) => _file.Write(Csv.Line(
        Csv.Number(step.Epoch), Csv.Number(step.Step), Csv.Number(_stepsInEpoch * (step.Epoch - 1) + step.Step),
        Csv.Number(step.Loss), Csv.Number(step.LearningRate), Csv.Number(step.SamplesPerSecond)));

    public void Dispose() => _file.Dispose();

    /// <summary>
    /// The bytes of the header and the complete lines up to a step; later steps are repeated, and a torn line is dropped.
    /// </summary>
    private static long LengthUntil(string path, long lastStep)
    {
        byte[] bytes = File.ReadAllBytes(path);
        if (!bytes.AsSpan().StartsWith(Header))
            throw NoStepLog(path, "it has another header");
        int length = Header.Length;
        while (bytes.AsSpan(length).IndexOf((byte)'\n') is >= 0 and int end)
        {
            string line = Encoding.UTF8.GetString(bytes, length, end);
            if (!long.TryParse(
                line.Split(',').ElementAtOrDefault(2), NumberStyles.None, CultureInfo.InvariantCulture, out long step))
                throw NoStepLog(path, $"it has the line '{line.TrimEnd('\r')}'");
            if (step > lastStep)
                break;
            length += end + 1;
        }

        return length;
    }

    private static IOException NoStepLog(string path, string reason) => new(
        $"A resumed fit continues the lines of {nameof(CsvLogger.StepsPath)}, and '{path}' is not such a file: {reason}. Move " +
        "it away, or choose another path.");
}
