using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace MlNet.Sequences.Serving.Tests;

/// <summary>A thousand requests that no client should send, the same in every run.</summary>
[TestClass]
public sealed class MalformedRequestTests
{
    private const int Requests = 1000;

    private static readonly (string Path, string Body)[] Valid =
    [
        ("/predict", """{"text":"a fine film","version":1}"""),
        ("/predict/batch", """{"texts":["a fine film","dull"]}"""),
        ("/explain", """{"text":"a fine film","method":"occlusion","class":"true"}"""),
        ("/v1/models/m:explain", """{"instances":["a fine film"]}"""),
        ("/v2/models/m/infer", """{"id":"1","inputs":[{"name":"text","shape":[1],"datatype":"BYTES","data":["a"]}]}"""),
        ("/v1/models/m:predict", """{"instances":[{"text":"a"},{"b64":"YQ=="}]}"""),
        ("/v1/models/m/versions/1:classify", """{"examples":[{"text":"a"}],"signature_name":"serving_default"}"""),
    ];

    // In the place of a value.
    private static readonly string[] Wrong =
    [
        "-1", "1e999", "1e-999", "123456789012345678901234567890", "{}", "[[[[]]]]", "true", "\"\\ud800\"", "\"\\u12\"", "nul",
        "NaN", "{\"a\":{\"a\":{\"a\":1}}}", "'a'", "\"\u0001\"",
    ];

    [TestMethod]
    public async Task Each_is_told_what_is_wrong_and_none_ends_the_service()
    {
        await using var service = await TestService.StartAsync(options => options.AddModel("m", TestModels.Binary));
        var random = new Random(17);
        for (int i = 0; i < Requests; i++)
        {
            var (path, body) = Valid[i % Valid.Length];
            byte[] malformed = Break(body, random);
            using var content = new ByteArrayContent(malformed);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var response = await service.Client.PostAsync(path, content);
            string answer = await response.Content.ReadAsStringAsync();

            string what = $"{path} {Encoding.Latin1.GetString(malformed)[..Math.Min(200, malformed.Length)]} → {answer}";
            Assert.IsInRange(400, 499, (int)response.StatusCode, what);
            var root = JsonDocument.Parse(answer).RootElement;
            var message = root.TryGetProperty("detail", out var detail) ? detail : root.GetProperty("error");
            Assert.IsNotEmpty(message.GetString()!, what);
        }

        foreach (var (path, body) in Valid)
            Assert.AreEqual(200, (int)(await service.PostAsync(path, body)).Status);
    }

    private static byte[] Break(string body, Random random)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        switch (random.Next(6))
        {
            case 0:
                return bytes[..random.Next(bytes.Length)]; // ends early
            case 1:
                bytes[random.Next(bytes.Length)] = (byte)random.Next(0x80, 0x100); // not UTF-8
                return bytes;
            case 2:
                return [.. bytes, .. Encoding.UTF8.GetBytes(Wrong[random.Next(Wrong.Length)])]; // goes on
            case 3:
                int depth = random.Next(40, 20_000);
                return Encoding.UTF8.GetBytes($"{{\"text\":{new string('[', depth)}{new string(']', depth)}}}");
            case 4:
                return Encoding.UTF8.GetBytes($"{{\"{(char)random.Next('a', 'g')}{random.Next()}\":1,{body[1..]}"); // unknown
            default:
                return Encoding.UTF8.GetBytes(Replace(body, Wrong[random.Next(Wrong.Length)], random));
        }
    }

    // Another value for the first string, array or number of an own field.
    private static string Replace(string body, string value, Random random)
    {
        int[] colons = [.. Enumerable.Range(0, body.Length).Where(i => body[i] == ':')];
        int start = colons[random.Next(colons.Length)] + 1;
        return body[start] switch
        {
            '"' => body[..start] + value + body[(body.IndexOf('"', start + 1) + 1)..],
            '[' => body[..start] + value + body[(body.LastIndexOf(']') + 1)..],
            _ => body[..start] + value + body[(start + 1)..],
        };
    }
}
