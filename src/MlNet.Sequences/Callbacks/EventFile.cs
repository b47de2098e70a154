using System.Globalization;
using System.Buffers.Binary;
using System.Numerics;
using Google.Protobuf;
using Tensorboard;

namespace MlNet.Sequences;

/// <summary>
/// A TensorBoard event file: a TFRecord of protocol buffers, each written when it is made.
/// </summary>
/// <remarks>
/// TorchSharp's own <c>SummaryWriter</c> is not used, only its message classes. In version 0.107.0 it can't tell TensorBoard that
/// a fit was resumed, so that steps which are done again would stand twice in a curve; a file's first event, which TensorBoard
/// takes for the start of the run, has its time in .NET's ticks, some 20 billion years ahead; other times are whole seconds,
/// steps have 32 bits, and each number opens the file, is written in parts, and closes it.
/// </remarks>
internal sealed class EventFile : IDisposable
{
    private const int HeaderBytes = sizeof(ulong) + sizeof(uint); // the length and its checksum
    private const int FooterBytes = sizeof(uint); // the data's checksum

    private static int _files;

    private readonly LogFile _file;

    /// <summary>Makes the file at a place.</summary>
    /// <exception cref="IOException">The place can't be written; the message has the path, the reason and the remedy.</exception>
    internal EventFile(LogFile file)
    {
        _file = file;
        Write(new Event { FileVersion = "brain.Event:2" });
    }

    /// <summary>
    /// Makes a further file in a folder. TensorBoard reads a folder's files by their names' order, so that the time comes first,
    /// and holds for an event file what has "tfevents" in its name.
    /// </summary>
    /// <inheritdoc cref="EventFile(LogFile)" path="/exception"/>
    internal static EventFile CreateIn(string folder)
    {
        string name = string.Create(
            CultureInfo.InvariantCulture,
            $"events.out.tfevents.{Now():F6}.{Environment.MachineName}.{Environment.ProcessId}." +
            $"{Interlocked.Increment(ref _files)}");
        var file = LogFile.CreateNew(Path.Combine(folder, name));
        try
        {
            return new EventFile(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Tells TensorBoard that what follows begins at a step: points of earlier files in the folder from that step on, which a
    /// process wrote between its last checkpoint and its end, are shown no more.
    /// </summary>
    internal void Restart(long step) =>
        Write(new Event { Step = step, SessionLog = new SessionLog { Status = SessionLog.Types.SessionStatus.Start } });

    /// <summary>Writes numbers of one step. They are kept with single precision.</summary>
    internal void Scalars(long step, params ReadOnlySpan<(string Tag, double Value)> scalars)
    {
        var summary = new Summary();
        foreach (var (tag, value) in scalars)
            summary.Value.Add(new Summary.Types.Value { Tag = tag, SimpleValue = (float)value });
        Write(new Event { Step = step, Summary = summary });
    }

    /// <summary>Writes Markdown for TensorBoard's Text page.</summary>
    internal void Text(long step, string tag, string markdown)
    {
        var tensor = new TensorProto
        {
            Dtype = DataType.DtString,
            TensorShape = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dim { Size = 1 } } },
            StringVal = { ByteString.CopyFromUtf8(markdown) },
        };
        var metadata = new SummaryMetadata { PluginData = new SummaryMetadata.Types.PluginData { PluginName = "text" } };
        Write(new Event
        {
            Step = step,
            Summary = new Summary { Value = { new Summary.Types.Value { Tag = tag, Metadata = metadata, Tensor = tensor } } },
        });
    }

    public void Dispose() => _file.Dispose();

    private void Write(Event @event)
    {
        @event.WallTime = Now();
        byte[] data = @event.ToByteArray();
        byte[] record = new byte[HeaderBytes + data.Length + FooterBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(record, (ulong)data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(sizeof(ulong)), MaskedChecksum(record.AsSpan(0, sizeof(ulong))));
        data.CopyTo(record, HeaderBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(HeaderBytes + data.Length), MaskedChecksum(data));
        _file.Write(record);
    }

    private static double Now() => (DateTime.UtcNow - DateTime.UnixEpoch).TotalSeconds;

    // CRC-32C, rotated and shifted so that the checksum of data that contain checksums stays a good one (TensorFlow,
    // lib/hash/crc32c.h).
    private static uint MaskedChecksum(ReadOnlySpan<byte> data) => BitOperations.RotateRight(Crc32C.Of(data), 15) + 0xa282ead8;
}
