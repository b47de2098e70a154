using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace MlNet.Sequences.Cli;

/// <summary>What --help says beyond the list of options: examples, columns, exit codes.</summary>
internal static class HelpTexts
{
    private const string ExitCodes = """
        Exit codes:
          0    done
          1    failed; one line on stderr says what to do
          2    wrong usage
          130  interrupted by Ctrl-C (143: by SIGTERM); no half-written file is left
        """;

    private static readonly Dictionary<string, string> ByCommand = new()
    {
        [""] = """
            Examples:
              mlnet-sequences train
              mlnet-sequences train    --data aclImdb_v1.tar.gz --output imdb.zip
              mlnet-sequences evaluate --model imdb.zip --data aclImdb_v1.tar.gz
              mlnet-sequences predict  --model imdb.zip --text "It starts slowly, and yet it won me over."
              mlnet-sequences inspect  --model imdb.zip

            What people read goes to stderr, results go to stdout.

            Environment:
              MLNET_SEQUENCES_ALLOCATOR=default  leaves glibc's allocator as it is (slower, less memory)
              MLNET_SEQUENCES_LIBTORCH=FOLDER    takes libtorch from that folder, as that of an installed PyTorch
            """,
        ["train"] = """
            Examples:
              mlnet-sequences train
              mlnet-sequences train --data aclImdb_v1.tar.gz --output imdb.zip
              mlnet-sequences train --data reviews.csv --epochs 3 --hidden-size 128 --bidirectional --json > report.json

            The sample:
              320 short reviews to train on and 100 to test on. Options that are not given have values that suit it: beside
              those above, the state after the last word is read, no word is dropped, and the last epoch's weights are kept.

            Tables:
              A .tsv has a tab between its columns and no quoting; a .csv follows RFC 4180. The header names the columns, in any
              order and any case; others than Text and Label are skipped. A label is one of true/false, 1/0, pos/neg,
              positive/negative, yes/no.

            JSON:
              loadSeconds is all before the first training step (reading, learning the words, encoding), trainSeconds all
              from there to the last validation. loss is in nats, as in training; test.logLoss is ML.NET's, in bits.
              test is there where the data have a test part: IMDB and the sample.
            """,
        ["evaluate"] = """
            Examples:
              mlnet-sequences evaluate --model imdb.zip --data aclImdb_v1.tar.gz
              mlnet-sequences evaluate --model imdb.zip --data reviews.csv --json

            JSON:
              {accuracy, auc, f1, logLoss, rows, seconds, rowsPerSecond, confusionMatrix: {truePositives, falsePositives,
              trueNegatives, falseNegatives}}. logLoss is ML.NET's, in bits: 1 for a fair coin. seconds are those of scoring
              and measuring, after the model and the data are loaded.
            """,
        ["predict"] = """
            Examples:
              mlnet-sequences predict --model model.zip --text "Not bad at all." --text "At least it was short."
              mlnet-sequences predict --model model.zip --data reviews.csv --output labels.tsv
              cat reviews.txt | mlnet-sequences predict --model model.zip --data - --json

            Columns:
              Label (true or false), Probability (of true), Score (its logit) and Text, with a tab between them and a header;
              with --json a line {"text", "label", "probability", "score"} for each text. Tabs and line breaks in a text become
              spaces without --json. Lines come in the order of the texts.
            """,
        ["inspect"] = """
            Examples:
              mlnet-sequences inspect --model model.zip
              mlnet-sequences inspect --model model.zip --json
            """,
    };

    internal static void AddTo(RootCommand root)
    {
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new WithMore((SynchronousCommandLineAction)help.Action!);
    }

    private sealed class WithMore(SynchronousCommandLineAction first) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            first.Invoke(parseResult);
            var command = parseResult.CommandResult.Command;
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine(ByCommand[command is RootCommand ? "" : command.Name]);
            output.WriteLine();
            output.WriteLine(ExitCodes);
            return 0;
        }
    }
}
