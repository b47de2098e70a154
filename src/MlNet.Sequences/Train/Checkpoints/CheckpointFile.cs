using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// A checkpoint on disk: a safetensors file, readable by any tool that knows the format. Its metadata hold the rest in JSON and a
/// SHA-256 of the whole file, computed with zeros in place of the digest.
/// </summary>
internal static class CheckpointFile
{
    private const string StateKey = "mlnet_sequences_checkpoint";
    private const string DigestKey = "sha256";

    private static readonly string NoDigest = new('0', SHA256.HashSizeInBytes * 2);

    /// <summary>Copies a checkpoint into memory: a file's contents except for its digest.</summary>
    /// <param name="checkpoint">Everything but the tensors.</param>
    /// <param name="tensors">Its tensors.</param>
    /// <param name="buffer">Receives the copy; replaced if too small. Reusing it avoids touching new memory pages.</param>
    internal static Memory<byte> Copy(
        Checkpoint checkpoint, IEnumerable<(string Name, torch.Tensor Value)> tensors, ref byte[] buffer)
    {
        var layout = SafeTensors.Plan([.. tensors], new Dictionary<string, string>
        {
            [DigestKey] = NoDigest,
            [StateKey] = JsonSerializer.Serialize(checkpoint, ModelManifest.Json),
        });
        // Its history grows with every epoch.
        if (buffer.Length < layout.Length)
            buffer = new byte[(int)Math.Min(Array.MaxLength, layout.Length + (1L << 16))];
        layout.CopyTo(buffer);
        return buffer.AsMemory(0, layout.Length);
    }

    /// <summary>
    /// Inserts the digest into a copy and writes it to a file that appears whole or not at all. Uses nothing of torch, so it can
    /// run alongside training.
    /// </summary>
    /// <exception cref="IOException">
    /// The file can't be written. The temporary file is removed, and an existing file is intact.
    /// </exception>
    internal static void Write(string path, Memory<byte> copy)
    {
        Encoding.ASCII.GetBytes(ModelManifest.Digest(copy.Span)).CopyTo(DigestIn(copy.Span, NoDigest));
        WholeFile.Write(
            path, "The checkpoint", "Make room, or choose another folder; earlier checkpoints are intact.",
            stream => stream.Write(copy.Span));
    }

    /// <summary>Reads a file; the tensors belong to the dispose scope of the caller.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, not a checkpoint, or of a newer version.</exception>
    internal static Checkpoint Read(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        var metadata = SafeTensors.ReadMetadata(file);
        if (!metadata.TryGetValue(StateKey, out string? state) || !metadata.TryGetValue(DigestKey, out string? digest)
            || digest.Length != NoDigest.Length)
            throw new InvalidDataException("It is not a checkpoint of MlNet.Sequences.");
        Encoding.ASCII.GetBytes(NoDigest).CopyTo(DigestIn(file, digest));
        if (ModelManifest.Digest(file) != digest)
            throw new InvalidDataException("It is damaged: its content does not match its digest.");
        return Parse(state) with { Tensors = SafeTensors.Read(file) };
    }

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
            ? throw new InvalidDataException("It is not a checkpoint of MlNet.Sequences.")
            : file.Slice(at + DigestKey.Length + 4, digest.Length);
    }
}
