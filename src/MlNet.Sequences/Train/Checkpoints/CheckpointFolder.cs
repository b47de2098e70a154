using System.Globalization;
using System.Text.RegularExpressions;

namespace MlNet.Sequences;

/// <summary>
/// The checkpoints of one fit in a folder: the last two, so that one is left if the last is damaged, and that of the best epoch.
/// Only one fit at a time writes to the folder.
/// </summary>
internal sealed partial class CheckpointFolder : IDisposable
{
    private const int NewestKept = 2;

    private readonly string _path;
    private readonly FileStream _lock;

    private CheckpointFolder(string path, FileStream @lock) => (_path, _lock) = (path, @lock);

    /// <summary>
    /// Opens a folder for a fit, creates it if missing, and removes what a killed process left half-written.
    /// </summary>
    /// <exception cref="InvalidOperationException">Another fit is using the folder.</exception>
    /// <exception cref="IOException">The folder can't be created or written to.</exception>
    internal static CheckpointFolder Open(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
            var folder = new CheckpointFolder(path, Lock(path));
            AbandonedFiles.Remove(path, WholeFile.TemporaryNames);
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            OptionMessage message =
                $"The {nameof(SequenceTrainerOptions.CheckpointFolder):option} '{path}' can't be used: {e.Message} Choose a " +
                $"folder where files can be written.";
            throw message.In(new IOException(message.ToString(), e));
        }
    }

    /// <summary>Whether there is no checkpoint, intact or damaged.</summary>
    internal bool IsEmpty => Files().Count == 0;

    /// <summary>
    /// The last intact checkpoint; null if there is none. Its tensors belong to the caller's dispose scope.
    /// </summary>
    /// <param name="warn">Called for each damaged checkpoint.</param>
    /// <exception cref="InvalidOperationException">All are damaged.</exception>
    internal Checkpoint? ReadLast(Action<OptionMessage> warn)
    {
        var files = Files();
        var reasons = new List<string>();
        foreach (string file in files)
        {
            try
            {
                return CheckpointFile.Read(file);
            }
            catch (InvalidDataException e)
            {
                reasons.Add($"The checkpoint '{file}' can't be used to resume. {e.Message}");
                if (reasons.Count < files.Count)
                    warn($"{reasons[^1]} The previous one is used.");
            }
        }

        return reasons.Count == 0 ? null : throw OptionMessage.Invalid(
            $"{string.Join(' ', reasons)} None is left: start over with another " +
            $"{nameof(SequenceTrainerOptions.CheckpointFolder):option}, or with {nameof(SequenceTrainerOptions.Resume):option} " +
            $"off and this one empty.");
    }

    /// <summary>Writes a checkpoint and removes those that are no longer kept.</summary>
    /// <param name="step">The checkpoint's step, which names the file.</param>
    /// <param name="copy">What <see cref="CheckpointFile.Copy"/> returned.</param>
    /// <param name="bestStep">The step at which the best epoch ended, whose checkpoint is kept; 0 if there is none.</param>
    /// <returns>The file.</returns>
    /// <exception cref="IOException">The file can't be written; earlier ones are intact.</exception>
    internal string Save(long step, Memory<byte> copy, long bestStep)
    {
        string path = PathOf(step);
        CheckpointFile.Write(path, copy);
        foreach (string old in Files().Skip(NewestKept).Where(file => file != PathOf(bestStep)))
            File.Delete(old);
        return path;
    }

    public void Dispose() => _lock.Dispose();

    private string PathOf(long step) =>
        Path.Combine(_path, string.Create(CultureInfo.InvariantCulture, $"checkpoint-{step:D9}.safetensors"));

    // Latest first.
    private List<string> Files() =>
        [.. Directory.EnumerateFiles(_path, "checkpoint-*.safetensors").Where(
        file => Name().IsMatch(Path.GetFileName(file))).OrderDescending(StringComparer.Ordinal)];

    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(Path.Combine(path, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (FileLock.IsHeldByAnother(e))
        {
            throw OptionMessage.Invalid(
                $"A {nameof(SequenceTrainerOptions.CheckpointFolder):option} belongs to one fit at a time; another is using " +
                $"'{path}'. Wait until it ends, or choose another folder.", e);
        }
    }

    [GeneratedRegex(@"\Acheckpoint-[0-9]{9,}\.safetensors\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
