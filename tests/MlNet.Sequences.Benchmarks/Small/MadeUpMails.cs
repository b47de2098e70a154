namespace MlNet.Sequences.Benchmarks;

/// <summary>
/// Mails of four classes, made of phrases: most are polite and say nothing of the class, one to three are of it, anywhere in the
/// mail, with numbers in places. The same seed gives the same mails.
/// </summary>
internal static class MadeUpMails
{
    private static readonly (string Name, string[] Phrases)[] Classes =
    [
        ("Invoice",
        [
            "please find the invoice attached", "the amount of # euros is due", "payment within # days",
            "our bank details have changed",
            "a reminder for bill #", "the tax number is missing on the bill", "we have not received your transfer",
            "a discount applies if you pay early",
        ]),
        ("Complaint",
        [
            "the device arrived broken", "I want my money back", "this is the third time I write", "nobody answers the phone",
            "the quality is a disappointment", "I am very unhappy with the service", "the parcel was damaged",
            "it stopped working after # days",
        ]),
        ("Application",
        [
            "I would like to apply for the position", "my resume is attached", "I have # years of experience",
            "I finished my degree last year",
            "I am available from next month", "my references will confirm this", "I saw your vacancy online",
            "my salary expectation is #",
        ]),
        ("Appointment",
        [
            "can we meet on Tuesday", "I have to move our appointment", "would ten o'clock suit you",
            "the room on floor # is booked",
            "please confirm the date", "let us talk about it next week", "my calendar is open on Friday",
            "the meeting takes # minutes",
        ]),
    ];

    private static readonly string[] Polite =
    [
        "dear sir or madam", "good morning", "thank you for your message", "as we discussed on the phone", "please let me know",
        "if you have questions, call me", "kind regards", "with best wishes", "I hope you are well", "sorry for the late answer",
        "my colleague is in copy", "we look forward to your reply", "this concerns order #", "in reply to your mail of last week",
        "I would be glad to hear from you", "have a nice day",
    ];

    internal static Mail[] Make(int count, int seed)
    {
        var random = new Random(seed);
        var mails = new Mail[count];
        for (int i = 0; i < count; i++)
        {
            var (name, phrases) = Classes[i % Classes.Length];
            List<string> parts = [.. Enumerable.Range(0, random.Next(3, 8)).Select(_ => Polite[random.Next(Polite.Length)])];
            for (int telling = random.Next(1, 4); telling > 0; telling--)
                parts.Insert(random.Next(parts.Count + 1), phrases[random.Next(phrases.Length)]);
            string text = string.Join(
                ". ", parts.Select(part => part.Replace("#", $"{random.Next(10, 9_999)}", StringComparison.Ordinal)));
            mails[i] = new Mail { Text = $"{text}.", Folder = name };
        }

        random.Shuffle(mails);
        return mails;
    }

    internal sealed class Mail
    {
        public string Text { get; set; } = "";

        public string Folder { get; set; } = "";
    }
}
