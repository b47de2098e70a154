using System.Diagnostics;
using System.Text.RegularExpressions;

namespace MlNet.Sequences.Cli.Tests;

/// <summary>What people see of a training: without a terminal, and on one that Python's pty module makes.</summary>
[TestClass]
public partial class DisplayTests
{
    private static readonly string[] Endless =
        ["train", "--epochs", "100000", "--hidden-size", "8", "--embedding-size", "8", "--threads", "1"];

    [TestMethod]
    public void A_long_epoch_gives_signs_of_life_without_a_terminal()
    {
        using var workplace = new Workplace();
        workplace.Tool.Environment["MLNET_SEQUENCES_PROGRESS"] = "0";
        // The library tells of a step every fifth of a second: the epoch must be longer on any machine.
        var run = workplace.Tool.Run("train", "--epochs", "1", "--batch-size", "1", "--hidden-size", "96", "--threads", "1");

        Assert.AreEqual(0, run.ExitCode, run.Error);
        string[] signs = [.. run.ErrorLines.Where(line => line.Contains(", step ", StringComparison.Ordinal))];
        Assert.IsNotEmpty(signs, run.Error);
        Assert.MatchesRegex(@"\AEpoch 1/1, step \d+ of 296: loss 0\.\d{4}, [\d,]+ samples/s, \d+:\d\d left\z", signs[0]);
    }

    [TestMethod]
    public void What_is_piped_is_not_cut_however_long_it_is()
    {
        using var workplace = new Workplace();
        string[] classes = ["one", "two", new string('x', 150), new string('y', 150)];
        workplace.Write(
            "data.tsv",
            "Text\tLabel\n" +
            string.Concat(Enumerable.Range(0, 80).Select(i => $"words of {i % 4} and more\t{classes[i % 4]}\n")));
        workplace.Tool.Environment["COLUMNS"] = "80";
        var train = workplace.Tool.Run(["train", "--data", "data.tsv", .. Tool.Quick]);
        var evaluate = workplace.Tool.Run("evaluate", "--model", "model.zip", "--data", "data.tsv");

        Assert.AreEqual(0, train.ExitCode, train.Error);
        Assert.AreEqual(0, evaluate.ExitCode, evaluate.Error);
        foreach (string name in classes)
            Assert.Contains($"│ {name.PadRight(150)} │", evaluate.Output);
        Assert.Contains($"True \\ predicted", evaluate.Output);
    }

    [TestMethod]
    public void The_command_to_try_has_a_text_of_the_users_own_on_one_line()
    {
        using var workplace = new Workplace();
        string numbers = string.Concat(Enumerable.Range(0, 40).Select(i => $"\t{(i % 2 == 0 ? "pos" : "neg")}\n"
            .Insert(0, $"{i} {i + 1}")));
        workplace.Write("own.csv", "Text,Label\n" + string.Concat(Enumerable.Range(0, 40).Select(i =>
            $"\"{(i == 0 ? "The parcel\n came \"\"late\"\"." : $"parcel {i}")}\",{(i % 2 == 0 ? "pos" : "neg")}\n")));
        workplace.Write("numbers.tsv", $"Text\tLabel\n{numbers}");

        string own = workplace.Tool.Run(["train", "--data", "own.csv", .. Tool.Quick]).Error;
        Assert.Contains("Try it: ", own);
        Assert.EndsWith(
            """predict --model model.zip --text "The parcel came "late"." """.Replace("\"The", "'The", StringComparison.Ordinal)
            .Replace(".\" ", ".'", StringComparison.Ordinal), own.TrimEnd());
        string none = workplace.Tool.Run(["train", "--data", "numbers.tsv", .. Tool.Quick]).Error;
        Assert.Contains("Saved as", none);
        Assert.DoesNotContain("Try it", none);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void On_a_terminal_the_finished_epochs_stay_after_Ctrl_C_and_no_line_is_wider()
    {
        foreach (int width in (int[])[50, 80, 120])
        {
            string[] lines = [.. OnTerminal(width, "xterm", [], Endless).Select(AtEnd)];
            int header = Array.FindIndex(
                lines,
                line => line.TrimStart().StartsWith("Epoch", StringComparison.Ordinal)
                && line.Contains("Loss", StringComparison.Ordinal));
            Assert.IsGreaterThan(0, header, string.Join('\n', lines));
            Assert.MatchesRegex(@"\A +1 +0\.\d{4} ", lines[header + 1]);
            Assert.MatchesRegex(@"\A +2 +0\.\d{4} ", lines[header + 2]);
            Assert.IsTrue(lines.Any(line => line.Contains("Interrupted:", StringComparison.Ordinal)), string.Join('\n', lines));
            foreach (string line in lines)
                Assert.IsLessThanOrEqualTo(width, line.Length, line);
        }
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void Without_colors_the_bar_shows_what_is_done_by_its_letters()
    {
        string[] lines = OnTerminal(80, "xterm", new() { ["NO_COLOR"] = "1" }, Endless);
        Assert.IsTrue(
            lines.Any(line => line.Contains("Epoch 1/100000  ············  0 %", StringComparison.Ordinal)),
            string.Join('\n', lines));
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void A_terminal_without_control_codes_gets_plain_lines()
    {
        string[] lines = OnTerminal(40, "dumb", [], Endless);
        Assert.IsTrue(lines.Any(line => line.StartsWith("Epoch 2/", StringComparison.Ordinal)), string.Join('\n', lines));
        foreach (string line in lines)
        {
            Assert.DoesNotContain("\u001b", line);
            Assert.IsLessThanOrEqualTo(40, line.Length, line);
        }
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void On_a_terminal_a_warning_of_the_fit_stands_in_the_last_lines_alone()
    {
        string[] lines = [
            .. OnTerminal(
                80, "xterm", [],
                ["train", "--epochs", "1", "--hidden-size", "8", "--embedding-size", "8",
                    "--learning-rate", "1e-9", "--ngram-length", "0"]).Select(AtEnd)];
        string all = string.Join('\n', lines);
        int saved = Array.FindIndex(lines, line => line.StartsWith("Saved as", StringComparison.Ordinal));
        Assert.IsGreaterThan(0, saved, all);
        Assert.AreEqual(1, lines.Count(line => line.StartsWith("Before you use it: ", StringComparison.Ordinal)), all);
        Assert.IsTrue(lines[saved..].Any(line => line.StartsWith("Before you use it: ", StringComparison.Ordinal)), all);
        Assert.DoesNotContain("warning:", all);
    }

    /// <summary>Runs the tool on a terminal of this width and sends Ctrl-C when the second epoch is there.</summary>
    /// <returns>All that was written, in lines.</returns>
    private static string[] OnTerminal(
        int width, string terminal, Dictionary<string, string> environment, params string[] arguments)
    {
        using var workplace = new Workplace();
        workplace.Write("terminal.py", """
            import fcntl, os, pty, re, struct, sys, termios
            width, command = int(sys.argv[1]), sys.argv[2:]
            child, terminal = pty.fork()
            if child == 0:
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack('HHHH', 50, width, 0, 0))
                os.execvp(command[0], command)
            seen, sent = b'', False
            while True:
                try:
                    part = os.read(terminal, 65536)
                except OSError:
                    break
                if not part:
                    break
                seen += part
                if not sent and re.search(rb'([\nK] +2 +0\.|\nEpoch 2/[0-9]+: )[^\n]*\n', seen):
                    os.write(terminal, b'\x03')
                    sent = True
            os.waitpid(child, 0)
            sys.stdout.buffer.write(seen)
            """);
        string python = "/usr/bin/python3";
        if (!File.Exists(python))
            Assert.Inconclusive("Skipped: needs Python 3, and there is none.");
        var start = new ProcessStartInfo(python, ["terminal.py", $"{width}", "dotnet", Tool.Library, .. arguments])
        {
            WorkingDirectory = workplace.Path("."),
            RedirectStandardOutput = true,
        };
        start.Environment["TERM"] = terminal;
        start.Environment.Remove("NO_COLOR");
        start.Environment.Remove("COLUMNS");
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        // The echo of Ctrl-C stands wherever the line was.
        return [.. output.Replace("^C", "", StringComparison.Ordinal).Split('\n').Select(line => line.TrimEnd('\r'))];
    }

    private static string AtEnd(string line) => Controls().Replace(line.Split("\r\u001b[2K")[^1], "");

    [GeneratedRegex(@"\u001b\[[0-9;?]*[a-zA-Z]")]
    private static partial Regex Controls();
}
