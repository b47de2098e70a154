namespace MlNet.Sequences;

/// <summary>
/// A table that finds the n-grams of a length in two places at most, as a graph without loops can: cuckoo hashing (Pagh and
/// Rodler 2004). The first half has the places of the first hash, the second half those of the second.
/// </summary>
internal sealed class CuckooTable
{
    private const int MostMoves = 500;

    // Half of the places at most may be filled, and a little less for certain.
    private const double PlacesForEach = 1.2;

    private CuckooTable(long[] keys, long[] numbers, long radix, Hash[] hashes) =>
        (Keys, Numbers, Radix, Hashes) = (keys, numbers, radix, hashes);

    /// <summary>The key of each place, first number × <see cref="Radix"/> + last number; -1 where it is empty.</summary>
    internal long[] Keys { get; }

    /// <summary>The n-gram's number at each place.</summary>
    internal long[] Numbers { get; }

    internal long Radix { get; }

    /// <summary>The hashes of the two halves.</summary>
    internal Hash[] Hashes { get; }

    /// <summary>The places of a half.</summary>
    internal long Size => Keys.Length / 2;

    /// <summary>The table of the n-grams of a length of 2 or more.</summary>
    internal static CuckooTable Of(NgramVocabulary ngrams, int length)
    {
        int from = ngrams.Counts.Take(length - 1).Sum(), count = ngrams.Counts[length - 1];
        long radix = Math.Max(1, ngrams.Counts[0]), size = NextPrime((long)(count * PlacesForEach) + 2);
        var random = new Random(length);
        while (true)
        {
            Hash[] hashes = [NewHash(), NewHash()];
            long[] keys = new long[2 * size], numbers = new long[2 * size];
            Array.Fill(keys, -1);
            bool fits = true;
            for (int number = from; number < from + count && fits; number++)
                fits = TryPlace(number);
            if (fits)
                return new(keys, numbers, radix, hashes);

            bool TryPlace(long number)
            {
                long key = KeyOf(number);
                for (int move = 0; move < MostMoves; move++)
                {
                    long place = (move % 2 * size) + hashes[move % 2].Of(key / radix, key % radix, size);
                    (key, keys[place]) = (keys[place], key);
                    (number, numbers[place]) = (numbers[place], number);
                    if (key < 0)
                        return true;
                }

                return false;
            }
        }

        Hash NewHash() => new(random.NextInt64(1, int.MaxValue), random.NextInt64(1, int.MaxValue));

        long KeyOf(long number)
        {
            ulong pair = ngrams.Pairs[(int)number];
            return ((long)(pair >> 32) * radix) + (uint)pair;
        }
    }

    private static long NextPrime(long number)
    {
        for (number |= 1; ; number += 2)
        {
            bool isPrime = true;
            for (long factor = 3; factor * factor <= number && isPrime; factor += 2)
                isPrime = number % factor != 0;
            if (isPrime)
                return number;
        }
    }

    /// <summary>A place for two numbers below 2^31: no product overflows.</summary>
    internal readonly record struct Hash(long First, long Last)
    {
        internal long Of(long first, long last, long size) => ((first * First) + (last * Last)) % size;
    }
}
