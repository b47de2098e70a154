using System.Runtime.CompilerServices;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class SharedResourceTests
{
    [TestMethod]
    public void Dispose_frees_the_resource_once_however_often_and_by_how_many_threads_it_is_called()
    {
        var resource = new Resource();
        var owner = new SharedResource<Resource>(resource, bytes: 0);
        Parallel.For(0, 64, _ => owner.Dispose());
        owner.Dispose();
        Assert.AreEqual(1, resource.Freed);
        Assert.ThrowsExactly<ObjectDisposedException>(() => owner.Use());
        Assert.ThrowsExactly<ObjectDisposedException>(() => owner.Share());
    }

    [TestMethod]
    public void The_last_use_that_has_begun_frees_what_was_disposed_meanwhile()
    {
        var resource = new Resource();
        var owner = new SharedResource<Resource>(resource, bytes: 0);
        var (first, second) = (owner.Use(), owner.Use());
        owner.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => owner.Use());
        Assert.AreSame(resource, first.Value);
        second.Dispose();
        Assert.AreEqual(0, resource.Freed);
        first.Dispose();
        Assert.AreEqual(1, resource.Freed);
    }

    [TestMethod]
    public void The_last_owner_frees_what_several_share()
    {
        var resource = new Resource();
        var first = new SharedResource<Resource>(resource, bytes: 0);
        var second = first.Share();
        var third = second.Share();
        first.Dispose();
        third.Dispose();
        using (second.Use())
            Assert.AreEqual(0, resource.Freed);
        second.Dispose();
        Assert.AreEqual(1, resource.Freed);
    }

    [TestMethod]
    public void What_nobody_disposes_is_freed_when_it_is_forgotten()
    {
        var resource = new Resource();
        var kept = new SharedResource<Resource>[1]; // an array, since a variable may live on in this method
        MakeTwoAndKeepOne(resource, kept);
        Garbage.Collect(() => false);
        Assert.AreEqual(0, resource.Freed);
        Forget(kept);
        Garbage.Collect(() => resource.Freed > 0);
        Assert.AreEqual(1, resource.Freed);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void MakeTwoAndKeepOne(Resource resource, SharedResource<Resource>[] kept) =>
            kept[0] = new SharedResource<Resource>(resource, bytes: 1 << 20).Share();

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Forget(SharedResource<Resource>[] kept)
        {
            using (var use = kept[0].Use())
                Assert.AreEqual(0, use.Value.Freed);
            kept[0] = null!;
        }
    }

    // What a resource is made of may have a finalizer that runs before the one that frees the whole.
    [TestMethod]
    public void A_forgotten_resource_is_whole_when_it_is_freed()
    {
        var seen = new List<bool>();
        MakeAndForget(seen);
        Garbage.Collect(() => seen.Count > 0);
        CollectionAssert.AreEqual(new[] { true }, seen);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void MakeAndForget(List<bool> seen) => _ = new SharedResource<Whole>(new Whole(new Part(), seen), bytes: 0);
    }

    private sealed class Resource : IDisposable
    {
        private int _freed;

        internal int Freed => Volatile.Read(ref _freed);

        public void Dispose() => Interlocked.Increment(ref _freed);
    }

    private sealed class Whole(Part part, List<bool> seen) : IDisposable
    {
        public void Dispose() => seen.Add(!part.IsFinalized);
    }

    private sealed class Part
    {
        ~Part() => IsFinalized = true;

        internal bool IsFinalized { get; private set; }
    }
}
