namespace MlNet.Sequences.Serving.Tests;

[TestClass]
public sealed class PageTests
{
    [TestMethod]
    public async Task The_page_loads_only_its_own_files_under_a_strict_policy()
    {
        await using var service = await TestService.StartAsync(options => options.AddModel("sentiment", TestModels.Binary));
        using var page = await service.Client.GetAsync("/");
        string html = await page.Content.ReadAsStringAsync();

        Assert.AreEqual("text/html", page.Content.Headers.ContentType!.MediaType);
        string policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'", policy);
        Assert.DoesNotContain("unsafe", policy);
        Assert.AreEqual("nosniff", page.Headers.GetValues("X-Content-Type-Options").Single());
        foreach (string file in (string[])["page.js", "words.js", "page.css"])
        {
            Assert.Contains($"\"{file}\"", html);
            string content = await service.Client.GetStringAsync(file);
            Assert.DoesNotContain("//", content.Replace("// ", "", StringComparison.Ordinal), "no address of another server");
        }

        Assert.DoesNotContain("http", html);
        Assert.DoesNotContain(" style=", html);
        Assert.DoesNotContain(" on", System.Text.RegularExpressions.Regex.Replace(html, ">[^<]*<", "><"));
    }
}
