using TorchSharp;

namespace MlNet.Sequences.Tests;

[TestClass]
[DoNotParallelize]
public sealed class ScopeTests
{
    [TestInitialize]
    public void Load() => SequencesRuntime.Load();

    [TestMethod]
    public void The_thread_scope_sets_the_number_and_puts_it_back()
    {
        int before = torch.get_num_threads();
        using (new ThreadScope(before + 1))
            Assert.AreEqual(before + 1, torch.get_num_threads());

        Assert.AreEqual(before, torch.get_num_threads());
    }

    [TestMethod]
    public void A_thread_scope_without_a_number_changes_nothing()
    {
        int before = torch.get_num_threads();
        using (new ThreadScope(null))
            Assert.AreEqual(before, torch.get_num_threads());

        Assert.AreEqual(before, torch.get_num_threads());
    }

    [TestMethod]
    public void No_threads_at_all_are_refused() => Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new ThreadScope(0));

    [TestMethod]
    public void What_is_drawn_in_a_random_state_scope_leaves_no_trace()
    {
        torch.random.manual_seed(7);
        float[] expected = Draw();

        torch.random.manual_seed(7);
        using (new RandomStateScope())
            Draw();

        CollectionAssert.AreEqual(expected, Draw());
    }

    [TestMethod]
    public void A_seeded_scope_draws_the_same_each_time()
    {
        float[] first, second;
        using (new RandomStateScope(3))
            first = Draw();
        using (new RandomStateScope(3))
            second = Draw();

        CollectionAssert.AreEqual(first, second);
    }

    [TestMethod]
    public void A_dispose_scope_that_ends_first_does_not_take_the_state()
    {
        torch.random.manual_seed(9);
        float[] expected = Draw();
        torch.random.manual_seed(9);

        RandomStateScope random;
        using (torch.NewDisposeScope())
            random = new RandomStateScope(1);
        random.Dispose();
        random.Dispose();

        CollectionAssert.AreEqual(expected, Draw());
    }

    private static float[] Draw()
    {
        using torch.Tensor drawn = torch.randn(8);
        return drawn.data<float>().ToArray();
    }
}
