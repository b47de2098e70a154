using System.CommandLine;

namespace MlNet.Sequences.Cli;

/// <summary>What --help says beyond the list of options: examples, columns, exit codes.</summary>
internal static class HelpTexts
{
    private const string ExitCodes = """
        Exit codes:
          0    done
          1    failed; one line on stderr says what to do
          2    wrong usage
          130  interrupted by Ctrl-C (143: by SIGTERM, 129: by SIGHUP, as when the terminal closes); no half-written model
               is left, and the last line on stderr says what was saved and how to go on
        """;

    private static readonly Dictionary<string, string> ByCommand = new()
    {
        [""] = """
            Examples:
              mlnet-sequences train
              mlnet-sequences train    --data aclImdb_v1.tar.gz --output imdb.zip
              mlnet-sequences evaluate --model imdb.zip --data aclImdb_v1.tar.gz
              mlnet-sequences predict  --model imdb.zip --text "Slow, but moving."
              mlnet-sequences inspect  --model imdb.zip
              mlnet-sequences export   --model imdb.zip --output imdb.onnx
              mlnet-sequences config   --trainer lstm --output train.json

            What people read goes to stderr, results go to stdout.

            Environment:
              MLNET_SEQUENCES_ALLOCATOR=default  leaves glibc's allocator as it is (slower, less memory)
              MLNET_SEQUENCES_LIBTORCH=FOLDER    takes libtorch from that folder, as that of an installed PyTorch
              MLNET_SEQUENCES_PROGRESS=SECONDS   silence after which a long epoch reports where stderr is no terminal (30)
              NO_COLOR=1                         no colors
            """,
        ["train"] = """
            Examples:
              mlnet-sequences train
              mlnet-sequences train --data aclImdb_v1.tar.gz --output imdb.zip
              mlnet-sequences train --data reviews.csv --epochs 3 --hidden-size 128 --bidirectional --json > report.json
              mlnet-sequences train --data mails.tsv --text-column Body --label-column Folder --trainer transformer --class-weights balanced
              mlnet-sequences train --data aclImdb_v1.tar.gz --label-column Rating --task regression --trainer gru
              mlnet-sequences train --config train.json --epochs 2
              mlnet-sequences train --continue-from old.zip --data new.csv --output new.zip

            Long trainings:
              mlnet-sequences train --data reviews.csv --checkpoint run1 --checkpoint-every 10m
              mlnet-sequences train --data reviews.csv --checkpoint run1 --checkpoint-every 10m --resume

              The second goes on where the first was ended, be it by kill -9, and on the same device and threads its model has
              the very weights of a training that was left alone. Options and data must be the same; how often checkpoints are
              written, --threads, --device and --output may differ. --resume may stand in the first, too: without a checkpoint it
              starts anew.
              Ctrl-C and SIGTERM: the first writes a checkpoint as soon as the batch is done (after at most two minutes the tool
              ends without), and the last line on stderr is the command that goes on. The second ends the tool at once; what
              came after the last checkpoint is lost.

            Going on from a model:
              --continue-from takes the model's words and length, the trainer with its network's options, and the columns' names;
              the rest is as in any training. Labels of another task or other classes get a new last layer. --map-vocabulary learns
              new words, up to --vocabulary-size, and keeps what the model knows of those that it had. --frozen-epochs 1 trains the last
              layer first. --init-embeddings takes word vectors alone, for any network of their width.

            Settings in a file:
              {"trainer", "data", "validation", "test", "text", "label", "task", "output", "vocabulary", "length", "continueFrom", "cache",
              "tensorboard", "csv", "options": {the trainer's}}, as 'mlnet-sequences config' prints it. What the file leaves out has its default;
              options of the command line win over it, and take a flag back: --bidirectional false. Comments and trailing commas
              are allowed. Paths are relative to the
              folder that the tool runs in.

            The sample:
              320 short reviews to train on and 100 to test on. Options that are not given have values that suit it and the
              trainer: beside those above, the last epoch's weights are kept.

            Tables:
              A .tsv has a tab between its columns and no quoting; a .csv follows RFC 4180; a .jsonl has a JSON object a line.
              Each may be compressed with gzip: reviews.csv.gz.
              --text-column and --label-column name the columns, in any case; others are skipped, and so are rows without a label (with a
              warning that counts them). The model keeps the columns' names.

            The epoch that is kept:
              Held-out texts, or those of --validation, measure each epoch. Their accuracy is partly luck, so --keep-epoch near-best
              keeps the last epoch whose accuracy is within one standard error of the highest; best keeps the highest, last the last
              epoch. Epochs compared by another metric have no such margin. A line below the table says which epoch was kept, and why.

            Tasks:
              binary      Labels are true/false, 1/0, pos/neg, positive/negative or yes/no.
              multiclass  Any labels; every value is a class. Classes are in the order of their letters, or of their values
                          where all are numbers.
              regression  Labels are numbers; rows whose label is none are left out, with a warning. Never chosen without
                          --task regression.
              Without --task the labels choose between the first two; the first line of the training says what they chose.

            JSON:
              trainer, task and classes, by the names that the data give them, say what was trained, dataSha256 on which rows. resumedFromStep is the
              step that a checkpoint held, and trainSeconds are then those of the epochs, earlier processes' among them;
              earlierEpochs are those of the models gone on from, and startsFrom says what was kept of one, or how many words
              have vectors. loadSeconds is all before the first training step (reading, learning the words, encoding),
              trainSeconds all from there to the last validation. An epoch has loss, validationLoss (in nats; of regression by
              standard deviations of the labels) and the task's metrics: validationAccuracy and validationAreaUnderRocCurve of
              binary, validationAccuracy and validationMacroAccuracy of multiclass, validationRootMeanSquaredError and
              validationMeanAbsoluteError of regression. test is what evaluate prints, there where the data have a test part
              (IMDB and the sample), or --test names one. keptEpochReason says why keptEpoch was kept.
            """,
        ["find-learning-rate"] = """
            Examples:
              mlnet-sequences find-learning-rate --data reviews.csv
              mlnet-sequences find-learning-rate -d reviews.csv --trainer gru -o rates.html

            The test:
              A network is trained for --steps steps while the rate rises from --lowest to --highest, and thrown away (Smith 2017,
              section 3.3). The suggestion is a tenth of the lowest rate at which two thirds of the loss's fall are done.

            JSON:
              {trainer, task, suggestion (null where the loss fell by no more than noise), diverged, seed, points: [{rate, loss,
              smoothedLoss}, …]}
            """,
        ["evaluate"] = """
            Examples:
              mlnet-sequences evaluate --model imdb.zip --data aclImdb_v1.tar.gz
              mlnet-sequences evaluate --model imdb.zip --data reviews.csv --json
              mlnet-sequences evaluate --model imdb.zip --data reviews.csv --report report.html

            The report:
              One page without scripts that loads nothing: the metrics, the plots of the task, the curves of the training, the
              lengths of the texts, the 20 worst errors with their texts, and the settings. It appears whole or not at all; what
              is printed stays as it is. Labels and scores of all rows are held in memory, texts are not.

            Data and columns:
              The columns are those that the model's scores depend on, by the names of its training data, and may be several. Without
              --data only a model that was trained on the sample is measured, on the sample's test part.

            Labels:
              The task is the model's, and so are the classes, which labels are matched with by value; a label of no class is an
              error that names it and its line. Rows without a label, or of regression without a number, are left out.

            JSON:
              {trainer, task, rows, seconds, rowsPerSecond} and the metrics of ML.NET for the task:
              binary      accuracy, auc, f1, logLoss (in bits: 1 for a fair coin), classes (the negative one first),
                          confusionMatrix: {truePositives, falsePositives, trueNegatives, falseNegatives}
              multiclass  microAccuracy, macroAccuracy, logLoss (in nats: ln k for a guess among k), top3Accuracy (of more than
                          3 classes), classes, confusionMatrix: a row of counts for each true class
              regression  rootMeanSquaredError, meanAbsoluteError, rSquared, lossFunction (the mean squared error)
              and of classes perClass: [{class, rows, precision, recall, f1}, …]; null where no row has the class, or none is
              predicted as it.
              seconds are those of scoring and measuring, after the model and the data are loaded.
            """,
        ["predict"] = """
            Examples:
              mlnet-sequences predict --model model.zip --text "Not bad at all." --text "At least it was short."
              mlnet-sequences predict --model model.zip --data reviews.csv --output labels.tsv
              cat reviews.txt | mlnet-sequences predict --model model.zip --data - --json

            Columns:
              With a tab between them and a header; with --json an object a line for each text. In the order of the texts.
              binary      Label (the class's name), Probability (of this class), Score (the logit of the second class, as true
                          or yes) and Text
                          {"text", "label", "probability", "score", "probabilities": {a class: its probability, …}}
              multiclass  Label (the class's name), Probability (of this class) and Text
                          {"text", "label", "probability", "probabilities": {a class: its probability, …}}
              regression  Score (the number) and Text
                          {"text", "score"}
              Of a model that reads several columns each stands in the place of Text, with --json in "columns". --keep and --keep-all
              add columns of the table behind the text, with --json in "columns"; one of a name that is taken is called data.Label.
              Tabs and line breaks in a text become spaces without --json.
            """,
        ["inspect"] = """
            Examples:
              mlnet-sequences inspect --model model.zip
              mlnet-sequences inspect --model model.zip --json

            JSON:
              layers are the weights in their order, each {"name", "shape", "parameters"} as in PyTorch's state dict; parameters
              is their sum. settings are those of the network, trainingSettings all that the trainer was told. weightsAreAverages
              says whether --ema-decay made the weights, versions which library, ML.NET and libtorch trained them, history how:
              epochs, rows, dataSha256, and earlierEpochs of the models gone on from. Models of versions that did not save these
              lack them. A model of ToOnnxPipeline has an ONNX graph in the network's place and can't be inspected.
            """,
        ["export"] = """
            Examples:
              mlnet-sequences export --model model.zip
              mlnet-sequences export --model model.zip --output model.onnx --weights int8 --json
              mlnet-sequences export --model model.zip --include-tokenizer

            The file:
              ONNX, operator set 17. Input: tokens, int64 [batch, time], the keys of the words, 0 for padding; the metadata have
              the words, that of key 1 first, and the classes. Outputs:
              binary      Score (the logit), Probability and PredictedLabel (bool), each [batch]
              multiclass  Score (the probabilities), [batch, classes], and PredictedLabel, int64 [batch], 1 for the first class
              regression  Score, [batch]
              all         Logits, [batch, outputs], what the last layer gives
              The steps before the network, such as splitting text into words, are no part of it without --include-tokenizer.
              With it: operator set 20, in ONNX Runtime from 1.17 on; input: text, string [batch]. A model whose steps ONNX's
              operators can't express fails with the setting's name, exit code 1. ONNX Runtime must score random sequences, or
              texts, as the model does, within 1e-5, before the file is moved to its place; else there is none. With int8 it must
              score as the model with its weights rounded: a Transformer, whose products are rounded too, within 0.1.

            JSON:
              {output, trainer, task, weights, bytes}
            """,
        ["config"] = """
            Examples:
              mlnet-sequences config
              mlnet-sequences config --trainer transformer --output train.json
              mlnet-sequences config --schema --output train.schema.json

            The file:
              JSON with comments: every setting with its default for data of your own, to be changed or left out. 'mlnet-sequences
              train --config train.json' takes it as it is. "options" are those of the library, also those that train has no
              option for on the command line.

            The schema:
              JSON Schema 2020-12, by which editors complete and check settings: name its place in the key "$schema".
            """,
    };

    /// <summary>What there is to say of a command beyond its options.</summary>
    internal static string Of(Command command)
    {
        string text = ByCommand.GetValueOrDefault(command is RootCommand ? "" : command.Name, "");
        return text.Length == 0 ? ExitCodes : $"{text}\n\n{ExitCodes}";
    }
}
