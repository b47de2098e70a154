namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class CacheFolderTests
{
    private static readonly string Root = Path.GetPathRoot(Path.GetTempPath())!;

    [TestMethod]
    public void The_environment_variable_goes_before_all() =>
        Assert.AreEqual(Path.Combine(Root, "chosen"),
            Find(true, (CacheFolder.Variable, Path.Combine(Root, "chosen")), ("HOME", Root)));

    [TestMethod]
    public void Linux_has_the_folder_of_the_XDG_specification()
    {
        string home = Path.Combine(Root, "home");
        Assert.AreEqual(Path.Combine(Root, "xdg", "mlnet-sequences"),
            Find(true, ("XDG_CACHE_HOME", Path.Combine(Root, "xdg")), ("HOME", home)));
        Assert.AreEqual(Path.Combine(home, ".cache", "mlnet-sequences"), Find(true, ("HOME", home)));
        Assert.AreEqual(Path.Combine(home, ".cache", "mlnet-sequences"),
            Find(true, ("XDG_CACHE_HOME", "relative"), ("HOME", home)));
    }

    [TestMethod]
    public void Other_systems_have_the_folder_for_local_application_data() =>
        Assert.AreEqual(Path.Combine("local", "mlnet-sequences"), Find(false, ("HOME", Root)));

    [TestMethod]
    public void A_user_without_folders_is_an_error_that_names_the_variable()
    {
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => CacheFolder.Find(_ => null, true, ""));
        StringAssert.Contains(error.Message, CacheFolder.Variable);
    }

    private static string Find(bool isLinux, params (string Name, string Value)[] variables) =>
        CacheFolder.Find(name => variables.FirstOrDefault(variable => variable.Name == name).Value, isLinux, "local");
}
