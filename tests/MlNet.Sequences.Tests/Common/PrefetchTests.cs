namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class PrefetchTests
{
    private int _made;
    private int _disposed;
    private bool _ended;

    [TestMethod]
    public void Items_come_in_their_order_and_belong_to_whoever_takes_them()
    {
        CollectionAssert.AreEqual(
            Enumerable.Range(0, 20).ToArray(), Prefetch.Of(Items(20), 3).Select(item => item.Number).ToArray());
        Assert.AreEqual((20, 0, true), (_made, _disposed, _ended));
    }

    [TestMethod]
    public void A_caller_that_stops_early_stops_the_source_and_what_nobody_took_is_disposed()
    {
        int taken = Prefetch.Of(Items(int.MaxValue), 3).Take(5).Count();
        Assert.AreEqual(5, taken);
        Assert.IsTrue(_ended);
        Assert.AreEqual(_made - taken, _disposed);
        Assert.IsLessThanOrEqualTo(5 + 3 + 1, _made);
    }

    [TestMethod]
    public void What_the_source_fails_with_comes_after_the_items_before_it()
    {
        var taken = new List<int>();
        Assert.ThrowsExactly<InvalidDataException>(() => Prefetch.Of(Items(100, failsAt: 7), 3).Sum(Note));
        CollectionAssert.AreEqual(Enumerable.Range(0, 7).ToArray(), taken);

        int Note(Item item)
        {
            taken.Add(item.Number);
            return -1;
        }
    }

    private IEnumerable<Item> Items(int count, int failsAt = -1)
    {
        try
        {
            for (int i = 0; i < count; i++)
            {
                if (i == failsAt)
                    throw new InvalidDataException("an item");
                _made++;
                yield return new(i, () => _disposed++);
            }
        }
        finally
        {
            _ended = true;
        }
    }

    private sealed record Item(int Number, Action OnDispose) : IDisposable
    {
        public void Dispose() => OnDispose();
    }
}
