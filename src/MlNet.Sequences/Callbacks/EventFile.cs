using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using Google.Protobuf;
using Tensorboard;

namespace MlNet.Sequences;

/// <summary>
/// A TensorBoard event file: a TFRecord of protocol buffers, each written immediately.
/// </summary>
/// <remarks>
/// Only the message classes of TorchSharp's <c>SummaryWriter</c> are used. In version 0.107.0 it can't tell TensorBoard that a
/// fit was resumed, so repeated steps would appear twice in a curve; a file's first event, which TensorBoard takes for the start
/// of the run, has its time in .NET's ticks, some 20 billion years in the future; other times are whole seconds, steps have 32
/// bits, and each number opens the file, is written in parts, and closes it.
/// </remarks>
internal sealed class EventFile : IDisposable
{
    private const int HeaderBytes = sizeof(ulong) + sizeof(uint); // the length and its checksum
    private const int FooterBytes = sizeof(uint); // the data's checksum

    private static int _files;

    private readonly LogFile _file;

    /// <summary>Starts the file.</summary>
    /// <exception cref="IOException">The file can't be written; the message has the path, the reason and the remedy.</exception>
    internal EventFile(LogFile file)
    {
        _file = file;
        Write(new Event { FileVersion = "brain.Event:2" });
    }

    /// <summary>
    /// Creates another file in a folder. TensorBoard reads a folder's files in the order of their names, so the time comes first,
    /// and takes files with "tfevents" in their name for event files.
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
    /// Tells TensorBoard that what follows begins at a step: it hides points of earlier files in the folder from that step on,
    /// which a process wrote after its last checkpoint.
    /// </summary>
    internal void Restart(long step) =>
        Write(new Event { Step = step, SessionLog = new SessionLog { Status = SessionLog.Types.SessionStatus.Start } });

    /// <summary>Writes numbers of one step. They are stored in single precision.</summary>
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

    // CRC-32C, rotated and shifted so that checksums of data that contain checksums stay effective (TensorFlow,
    // lib/hash/crc32c.h).
    private static uint MaskedChecksum(ReadOnlySpan<byte> data) => BitOperations.RotateRight(Crc32C.Of(data), 15) + 0xa282ead8;
}
