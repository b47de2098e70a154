namespace MlNet.Sequences;

/// <summary>
/// Sequences of items in blocks, each sequence contiguous. A single array would exist twice while it grows, and in the end be up
/// to twice as long as its contents. Cleared blocks are reused.
/// </summary>
internal sealed class SequenceBlocks<T>
    where T : unmanaged
{
    /// <summary>The items of a block; a longer sequence has its own.</summary>
    internal const int BlockSize = 1 << 20;

    private const int LeastSize = 16;

    private readonly List<T[]> _blocks = [[]];
    private int _block, _start, _length; // of the unfinished sequence

    /// <summary>The items of a sequence.</summary>
    internal ReadOnlySpan<T> this[SequencePlace place] => _blocks[place.Block].AsSpan(place.Start, place.Length);

    internal void Clear() => (_block, _start, _length) = (0, 0, 0);

    /// <summary>Adds items to the sequence that <see cref="EndSequence"/> will end.</summary>
    internal Span<T> Append(int count)
    {
        if (count > Array.MaxLength - _length)
            throw new InvalidOperationException(
                $"A sequence of more than {Array.MaxLength} items, {(long)_length + count}: sequences must be shorter; " +
                "truncate them, as PadSequence does.");
        Reserve(_length + count);
        var added = _blocks[_block].AsSpan(_start + _length, count);
        _length += count;
        return added;
    }

    /// <summary>The items that were added since the last sequence ended.</summary>
    internal int UnfinishedLength => _length;

    /// <summary>Discards what was added since the last sequence ended.</summary>
    internal void DropSequence() => _length = 0;

    internal SequencePlace EndSequence()
    {
        var place = new SequencePlace(_block, _start, _length);
        (_start, _length) = (_start + _length, 0);
        return place;
    }

    private void Reserve(int length)
    {
        T[] block = _blocks[_block];
        if (length <= block.Length - _start)
            return;
        var begun = block.AsSpan(_start, _length);
        if (_start > 0 && (long)_start + length > Math.Max(BlockSize, block.Length))
        {
            (_block, _start) = (_block + 1, 0);
            if (_block == _blocks.Count)
                _blocks.Add([]);
            block = _blocks[_block];
        }

        int needed = _start + length;
        if (needed > block.Length)
        {
            // Once a block is outgrown, others are of full size. A few sequences take at most twice what they need.
            long size = needed > BlockSize ? 2L * block.Length
                : _block > 0 ? BlockSize
                : Math.Min(BlockSize, Math.Max(LeastSize, 2L * block.Length));
            Array.Resize(ref block, (int)Math.Min(Array.MaxLength, Math.Max(needed, size)));
            _blocks[_block] = block;
        }

        begun.CopyTo(block.AsSpan(_start));
    }
}
