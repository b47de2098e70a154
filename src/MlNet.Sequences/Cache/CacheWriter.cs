using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>
/// Writes an encoded data set to a file that appears whole or not at all. If two processes write at once, the last one to finish
/// wins.
/// </summary>
internal static class CacheWriter
{
    /// <summary>A block is read and checked as one; its rows take some milliseconds of training time.</summary>
    internal const int RowsInBlock = 1024;

    private const int BytesInBlock = 8 << 20;
    private const string Subject = "The cache", Remedy = "Nothing of it is left. Free space on the disk, or choose another path.";

    /// <param name="path">The cache's path.</param>
    /// <param name="rows">The encoded rows.</param>
    /// <param name="columns">The columns to keep.</param>
    /// <param name="model">The fitted steps, as saved by ML.NET.</param>
    /// <param name="checkAlive">Called before each row; throws to stop.</param>
    /// <param name="finishInputs">Called when all rows are written; returns what they were made from.</param>
    /// <returns>The cache, open: what was written here, even if another process has already replaced it.</returns>
    /// <exception cref="IOException">The file can't be written; nothing of it is left.</exception>
    internal static CacheFile Write(
        string path, IDataView rows, IReadOnlyList<DataViewSchema.Column> columns, ReadOnlyMemory<byte> model, Action checkAlive,
        Func<CacheInputs> finishInputs)
    {
        CreateFolder(Path.GetDirectoryName(Path.GetFullPath(path))!, path);
        using var file = WholeFile.Create(path, Subject, Remedy);
        CacheFile? written = null;
        try
        {
            file.Guard(() => WriteTo(file.Stream, rows, columns, model, checkAlive, finishInputs));
            file.Complete();
            file.Guard(() => written = CacheFile.Open(file.TemporaryPath, movesTo: path));
            file.Commit();
            return written!;
        }
        catch
        {
            written?.Dispose();
            throw;
        }
    }

    private static void CreateFolder(string folder, string path)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{Subject} '{path}' can't be written: {e.Message.TrimEnd('.')}. {Remedy}", e);
        }
    }

    private static void WriteTo(
        FileStream file, IDataView rows, IReadOnlyList<DataViewSchema.Column> columns, ReadOnlyMemory<byte> model,
        Action checkAlive, Func<CacheInputs> finishInputs)
    {
        var blocks = new List<int>();
        var places = new List<ChunkPlace>();
        var chunk = new ArrayBufferWriter<byte>(1 << 16);
        long rowCount = 0;
        int inBlock = 0;
        file.Write(new byte[CacheLayout.HeaderSize]);
        using (var cursor = rows.GetRowCursor(columns))
        {
            ChunkWriter[] writers = [.. columns.Select(column => CellKind.Of(column.Type)!.CreateWriter(cursor, column))];
            while (cursor.MoveNext())
            {
                checkAlive();
                foreach (var writer in writers)
                    writer.Add();
                rowCount++;
                if (++inBlock == RowsInBlock || writers.Sum(writer => writer.Size) >= BytesInBlock)
                    EndBlock(writers);
            }

            if (inBlock > 0)
                EndBlock(writers);
        }

        var manifest = new CacheManifest(
            finishInputs(), [.. columns.Select(column => new CachedColumn(column.Name, column.Type.ToString()!))], rowCount,
            blocks.Count);
        byte[] footer = MakeFooter(JsonSerializer.SerializeToUtf8Bytes(manifest, ModelManifest.Json), model.Span, blocks, places);
        long offset = file.Position;
        file.Write(footer);
        file.Position = 0;
        file.Write(CacheLayout.MakeHeader(offset, footer));

        void EndBlock(ChunkWriter[] writers)
        {
            foreach (var writer in writers)
            {
                writer.WriteTo(chunk);
                places.Add(new(file.Position, chunk.WrittenCount, Crc32C.Remainder(chunk.WrittenSpan)));
                chunk.GetSpan(8)[..(-chunk.WrittenCount & 7)].Clear();
                chunk.Advance(-chunk.WrittenCount & 7); // the next is aligned to eight bytes
                file.Write(chunk.WrittenSpan);
                chunk.ResetWrittenCount();
            }

            blocks.Add(inBlock);
            inBlock = 0;
        }
    }

    private static byte[] MakeFooter(
        ReadOnlySpan<byte> manifest, ReadOnlySpan<byte> model, List<int> blocks, List<ChunkPlace> places)
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory, Encoding.UTF8);
        writer.Write(manifest.Length);
        writer.Write(manifest);
        writer.Write(model.Length);
        writer.Write(model);
        writer.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(blocks)));
        writer.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(places)));
        writer.Flush();
        return memory.ToArray();
    }
}
