using System.Buffers.Binary;
using System.Text;

namespace MlNet.Sequences.Tests;

/// <summary>
/// Reads TensorBoard's event files by their published formats alone (TFRecord; the fields of event.proto and summary.proto by
/// number), with no code of the writer: checksums are found bit by bit.
/// </summary>
internal static class EventFileReader
{
    internal sealed record Point(double WallTime, long Step, string Tag, float? Value, string? Text, string? Plugin);

    internal sealed record Content(string? FileVersion, long? RestartStep, IReadOnlyList<Point> Points);

    internal static Content Read(string path)
    {
        byte[] bytes = ReadShared(path);
        string? version = null;
        long? restart = null;
        var points = new List<Point>();
        for (int at = 0; at < bytes.Length;)
        {
            int length = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at)));
            AssertChecksum(bytes.AsSpan(at, 8), bytes.AsSpan(at + 8, 4));
            var data = bytes.AsSpan(at + 12, length);
            AssertChecksum(data, bytes.AsSpan(at + 12 + length, 4));
            at += length + 16;

            // Event: 1 wall_time (double), 2 step (int64), 3 file_version, 5 summary, 7 session_log (1 status, 1 is START)
            var fields = Fields(data);
            double wallTime = BitConverter.Int64BitsToDouble((long)fields.Single(f => f.Number == 1).Scalar);
            long step = (long)fields.SingleOrDefault(f => f.Number == 2).Scalar;
            version ??= fields.Where(f => f.Number == 3).Select(f => Encoding.UTF8.GetString(f.Bytes)).SingleOrDefault();
            if (fields.Any(f => f.Number == 7 && Fields(f.Bytes).Any(status => status is { Number: 1, Scalar: 1 })))
                restart = step;
            foreach (var summary in fields.Where(f => f.Number == 5))
                points.AddRange(
                    Fields(summary.Bytes).Where(f => f.Number == 1).Select(value => PointOf(wallTime, step, value.Bytes)));
        }

        return new Content(version, restart, points);
    }

    // Summary.Value: 1 tag, 2 simple_value (float), 8 tensor (8 string_val), 9 metadata (1 plugin_data (1 plugin_name))
    private static Point PointOf(double wallTime, long step, byte[] bytes)
    {
        var fields = Fields(bytes);
        string tag = Encoding.UTF8.GetString(fields.Single(f => f.Number == 1).Bytes);
        float? value = fields.Where(f => f.Number == 2).Select(f => (float?)BitConverter.UInt32BitsToSingle((uint)f.Scalar))
            .SingleOrDefault();
        string? text = fields.Where(f => f.Number == 8)
            .Select(f => Encoding.UTF8.GetString(Fields(f.Bytes).Single(s => s.Number == 8).Bytes)).SingleOrDefault();
        string? plugin = fields.Where(f => f.Number == 9)
            .Select(
                f => Encoding.UTF8.GetString(
                    Fields(Fields(f.Bytes).Single(p => p.Number == 1).Bytes).Single(n => n.Number == 1).Bytes))
            .SingleOrDefault();
        return new Point(wallTime, step, tag, value, text, plugin);
    }

    private static List<(int Number, ulong Scalar, byte[] Bytes)> Fields(ReadOnlySpan<byte> message)
    {
        var fields = new List<(int, ulong, byte[])>();
        int at = 0;
        while (at < message.Length)
        {
            ulong key = Varint(message, ref at);
            int number = (int)(key >> 3);
            switch (key & 7)
            {
                case 0:
                    fields.Add((number, Varint(message, ref at), []));
                    break;
                case 1:
                    fields.Add((number, BinaryPrimitives.ReadUInt64LittleEndian(message[at..]), []));
                    at += 8;
                    break;
                case 5:
                    fields.Add((number, BinaryPrimitives.ReadUInt32LittleEndian(message[at..]), []));
                    at += 4;
                    break;
                default:
                    int length = (int)Varint(message, ref at);
                    fields.Add((number, 0, message.Slice(at, length).ToArray()));
                    at += length;
                    break;
            }
        }

        return fields;
    }

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = bytes[at++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }
    }

    private static void AssertChecksum(ReadOnlySpan<byte> data, ReadOnlySpan<byte> expected)
    {
        uint checksum = Crc32C(data);
        Assert.AreEqual(BinaryPrimitives.ReadUInt32LittleEndian(expected), ((checksum >> 15) | (checksum << 17)) + 0xa282ead8u);
    }

    internal static uint Crc32C(ReadOnlySpan<byte> data)
    {
        uint remainder = ~0u;
        foreach (byte value in data)
        {
            remainder ^= value;
            for (int bit = 0; bit < 8; bit++)
                remainder = (remainder >> 1) ^ ((remainder & 1) * 0x82F63B78u); // Castagnoli's polynomial, reflected
        }

        return ~remainder;
    }

    private static byte[] ReadShared(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
