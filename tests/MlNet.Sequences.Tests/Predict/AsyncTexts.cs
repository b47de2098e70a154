namespace MlNet.Sequences.Tests;

/// <summary>Texts as an asynchronous stream.</summary>
internal static class AsyncTexts
{
    internal static async IAsyncEnumerable<string> Of(params string[] texts)
    {
        foreach (string text in texts)
        {
            await Task.Yield();
            yield return text;
        }
    }
}
