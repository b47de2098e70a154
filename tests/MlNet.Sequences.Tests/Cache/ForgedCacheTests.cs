using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MlNet.Sequences.Tests;

/// <summary>
/// Caches whose numbers were changed by somebody who made the digests again: built again, and never memory of somebody else's.
/// </summary>
[TestClass]
public sealed class ForgedCacheTests
{
    [TestMethod]
    public void A_chunk_that_lies_where_none_is_written_is_found_before_anything_is_mapped()
    {
        using var reviews = new CachedReviews();
        reviews.IsBuilt();
        byte[] whole = File.ReadAllBytes(reviews.CachePath);
        int chunks;
        using (var file = CacheFile.Open(reviews.CachePath)!)
            chunks = file.Blocks * file.Manifest.Columns.Count;
        foreach (var (what, forge) in Forgeries)
        {
            foreach (int chunk in new[] { 0, 1, chunks / 2, chunks - 1 })
            {
                File.WriteAllBytes(reviews.CachePath, Forge(whole, chunks, chunk, forge));
                var error = Assert.ThrowsExactly<InvalidDataException>(
                    () => CacheFile.Open(reviews.CachePath)?.Dispose(), $"{what}, chunk {chunk}");
                StringAssert.Contains(error.Message, "its footer is invalid");
                Assert.IsTrue(reviews.IsBuilt(), what);
                Assert.IsFalse(reviews.IsBuilt(), what);
            }
        }
    }

    [TestMethod]
    [DataRow(long.MaxValue, 64L)]
    [DataRow(long.MaxValue - 100, long.MaxValue)]
    [DataRow(-64L, 1L << 40)]
    [DataRow(64L, -1L)]
    public void A_header_whose_lengths_overflow_is_built_again(long offset, long length)
    {
        using var reviews = new CachedReviews(100);
        reviews.IsBuilt();
        byte[] whole = File.ReadAllBytes(reviews.CachePath);
        BinaryPrimitives.WriteInt64LittleEndian(whole.AsSpan(12), offset);
        BinaryPrimitives.WriteInt64LittleEndian(whole.AsSpan(20), length);
        BinaryPrimitives.WriteUInt32LittleEndian(whole.AsSpan(60), Crc32C.Remainder(whole.AsSpan(0, 60)));
        File.WriteAllBytes(reviews.CachePath, whole);
        Assert.IsTrue(reviews.IsBuilt());
    }

    [TestMethod]
    [DataRow("\"blocks\": 2147483647")]
    [DataRow("\"blocks\": -1")]
    public void More_blocks_than_the_footer_has_are_no_reason_to_make_room_for_them(string blocks)
    {
        using var reviews = new CachedReviews(100);
        reviews.IsBuilt();
        byte[] whole = File.ReadAllBytes(reviews.CachePath);
        var (offset, footer) = Footer(whole);
        int length = BinaryPrimitives.ReadInt32LittleEndian(footer);
        string manifest = System.Text.Encoding.UTF8.GetString(footer.AsSpan(4, length));
        StringAssert.Contains(manifest, "\"blocks\": 1");
        byte[] forged = System.Text.Encoding.UTF8.GetBytes(manifest.Replace("\"blocks\": 1", blocks, StringComparison.Ordinal));
        byte[] newFooter = [.. BitConverter.GetBytes(forged.Length), .. forged, .. footer[(4 + length)..]];
        File.WriteAllBytes(reviews.CachePath, [.. CacheLayout.MakeHeader(offset, newFooter), .. whole[64..offset], .. newFooter]);
        Assert.IsTrue(reviews.IsBuilt());
    }

    private static readonly (string What, Func<ChunkPlace, ChunkPlace> Forge)[] Forgeries =
    [
        ("an offset whose end overflows", place => place with { Offset = long.MaxValue - 7 }),
        ("an offset before the file", place => place with { Offset = -8 }),
        ("an offset between two chunks", place => place with { Offset = place.Offset + 8 }),
        ("an offset that is not aligned", place => place with { Offset = place.Offset + 1 }),
        ("the greatest length", place => place with { Length = int.MaxValue }),
        ("a negative length", place => place with { Length = -1 }),
        ("a length that reaches into the next chunk", place => place with { Length = place.Length + 8 }),
    ];

    private static byte[] Forge(byte[] file, int chunks, int chunk, Func<ChunkPlace, ChunkPlace> forge)
    {
        var (offset, footer) = Footer(file);
        var places = MemoryMarshal.Cast<byte, ChunkPlace>(footer.AsSpan(footer.Length - (chunks * Unsafe.SizeOf<ChunkPlace>())));
        places[chunk] = forge(places[chunk]);
        return [.. CacheLayout.MakeHeader(offset, footer), .. file[64..offset], .. footer];
    }

    private static (int Offset, byte[] Footer) Footer(byte[] file)
    {
        var (offset, length, _) = CacheLayout.ReadHeader(file.AsSpan(0, CacheLayout.HeaderSize), file.Length);
        return ((int)offset, file[(int)offset..((int)offset + length)]);
    }
}
