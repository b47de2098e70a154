using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// A checkpoint on disk: a safetensors file, which any tool that knows the format opens, whose metadata hold the rest in JSON and a SHA-256
/// of the whole file, taken with zeros in its own place.
/// </summary>
internal static class CheckpointFile
{
    private const string StateKey = "mlnet_sequences_checkpoint";
    private const string DigestKey = "sha256";

    private static readonly string NoDigest = new('0', SHA256.HashSizeInBytes * 2);

    /// <summary>Copies a checkpoint into memory: what a file will hold, but for its digest.</summary>
    /// <param name="checkpoint">What is not a tensor.</param>
    /// <param name="tensors">Its tensors.</param>
    /// <param name="buffer">Where it goes; replaced where it is too small. Used again, it spares the pages of a new one.</param>
    internal static Memory<byte> Copy(Checkpoint checkpoint, IEnumerable<(string Name, torch.Tensor Value)> tensors, ref byte[] buffer)
    {
        var layout = SafeTensors.Plan([.. tensors], new Dictionary<string, string>
        {
            [DigestKey] = NoDigest,
            [StateKey] = JsonSerializer.Serialize(checkpoint, ModelManifest.Json),
        });
        // The history in it grows from epoch to epoch.
        if (buffer.Length < layout.Length)
            buffer = new byte[(int)Math.Min(Array.MaxLength, layout.Length + (1L << 16))];
        layout.CopyTo(buffer);
        return buffer.AsMemory(0, layout.Length);
    }

    /// <summary>
    /// Puts the digest into a copy and writes it under a temporary name, flushes it to the disk and moves it to its place. Needs nothing of
    /// torch's, so that it can run beside the training.
    /// </summary>
    /// <exception cref="IOException">The file can't be written. The temporary file is gone, and what was there before is whole.</exception>
    internal static void Write(string path, Memory<byte> copy)
    {
        Encoding.ASCII.GetBytes(ModelManifest.Digest(copy.Span)).CopyTo(DigestIn(copy.Span, NoDigest));
        string temporary = TemporaryNameOf(path);
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                stream.Write(copy.Span);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            DeleteIfThere(temporary);
            // Without the temporary name, which nobody chose.
            string reason = e.Message.Replace($" : '{Path.GetFullPath(temporary)}'", "", StringComparison.Ordinal).TrimEnd('.');
            throw new IOException(
                $"The checkpoint '{path}' can't be written: {reason}. Make room, or set another CheckpointFolder; earlier checkpoints are whole.", e);
        }
    }

    /// <summary>Reads a file; the tensors belong to the dispose scope of the caller.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, no checkpoint, or of a newer version.</exception>
    internal static Checkpoint Read(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        var metadata = SafeTensors.ReadMetadata(file);
        if (!metadata.TryGetValue(StateKey, out string? state) || !metadata.TryGetValue(DigestKey, out string? digest) || digest.Length != NoDigest.Length)
            throw new InvalidDataException("It is no checkpoint of MlNet.Sequences.");
        Encoding.ASCII.GetBytes(NoDigest).CopyTo(DigestIn(file, digest));
        if (ModelManifest.Digest(file) != digest)
            throw new InvalidDataException("It is damaged: its content is not what its digest vouches for.");
        return Parse(state) with { Tensors = SafeTensors.Read(file) };
    }

    /// <summary>What a file is called until it is whole.</summary>
    internal static string TemporaryNameOf(string path) => path + ".partial";

    private static Checkpoint Parse(string state)
    {
        try
        {
            using var document = JsonDocument.Parse(state);
            if (document.RootElement.GetProperty("formatVersion").GetInt32() > Checkpoint.CurrentVersion)
                throw new InvalidDataException("It was written by a newer version of MlNet.Sequences: update the package.");
            var checkpoint = document.Deserialize<Checkpoint>(ModelManifest.Json)!;
            var violations = new OptionViolations();
            checkpoint.AddViolations(violations);
            violations.ThrowIfAny("The position");
            return checkpoint;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw new InvalidDataException($"Its description can't be read ({e.Message}).", e);
        }
    }

    private static Span<byte> DigestIn(Span<byte> file, string digest)
    {
        int at = file.IndexOf(Encoding.ASCII.GetBytes($"\"{DigestKey}\":\"{digest}\""));
        return at < 0
            ? throw new InvalidDataException("It is no checkpoint of MlNet.Sequences.")
            : file.Slice(at + DigestKey.Length + 4, digest.Length);
    }

    private static void DeleteIfThere(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next fit in this folder deletes it; the error that led here is the one to tell.
        }
    }
}
