namespace MlNet.Sequences.Tests;

/// <summary>What the tests of logs look at.</summary>
internal static class LogText
{
    internal static void AssertUnwritable(string path, IOException error)
    {
        Assert.StartsWith($"The log '{path}' can't be written: ", error.Message);
        Assert.EndsWith("Choose a file in a folder where files can be written, or make room.", error.Message);
    }

    // As another program reads it that does not mind the writer.
    internal static string Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
