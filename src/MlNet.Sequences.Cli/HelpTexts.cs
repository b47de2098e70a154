using System.CommandLine;

namespace MlNet.Sequences.Cli;

/// <summary>The help texts besides the list of options: examples, columns, exit codes.</summary>
internal static class HelpTexts
{
    private const string ExitCodes = """
        Exit codes:
          0    done
          1    failed; one line on stderr says what to do
          2    wrong usage
          130  interrupted by Ctrl-C (143: by SIGTERM, 129: by SIGHUP, when the terminal closes); no half-written model
               is left, and the last line on stderr says what was saved and how to continue
        """;

    private static readonly Dictionary<string, string> ByCommand = new()
    {
        [""] = """
            Examples:
              mlnet-sequences train
              mlnet-sequences train    --data aclImdb_v1.tar.gz --output imdb.zip
              mlnet-sequences evaluate --model imdb.zip --data aclImdb_v1.tar.gz
              mlnet-sequences predict  --model imdb.zip --text "Slow, but moving."
              mlnet-sequences serve    --model sentiment=imdb.zip
              mlnet-sequences explain  --model imdb.zip --text "Slow, but moving."
              mlnet-sequences inspect  --model imdb.zip
              mlnet-sequences export   --model imdb.zip --output imdb.onnx
              mlnet-sequences config   --trainer lstm --output train.json
              mlnet-sequences vectors  --data aclImdb_v1.tar.gz --output vectors.txt
              mlnet-sequences ensemble --model imdb.zip ngrams.zip --data held-out.csv --output both.zip

            Messages go to stderr, results to stdout.

            Environment:
              MLNET_SEQUENCES_ALLOCATOR=default  leaves glibc's allocator unchanged (slower, less memory)
              MLNET_SEQUENCES_LIBTORCH=FOLDER    uses libtorch in that folder, such as that of an installed PyTorch
              MLNET_SEQUENCES_PROGRESS=SECONDS   seconds between progress lines of a long epoch without a terminal (30)
              NO_COLOR=1                         no colors
            """,
        ["train"] = """
            Examples:
              mlnet-sequences train
              mlnet-sequences train --data aclImdb_v1.tar.gz --output imdb.zip
              mlnet-sequences train --data reviews.csv --epochs 3 --hidden-size 128 --bidirectional --json > report.json
              mlnet-sequences train --data mails.tsv --text-column Body --label-column Folder --trainer transformer --class-weights balanced
              mlnet-sequences train --data aclImdb_v1.tar.gz --label-column Rating --task regression --trainer gru
              mlnet-sequences train --data aclImdb_v1.tar.gz --trainer ngrams
              mlnet-sequences train --data entities.conll --bidirectional
              mlnet-sequences train --config train.json --epochs 2
              mlnet-sequences train --continue-from old.zip --data new.csv --output new.zip

            N-grams:
              --trainer ngrams learns classes from n-grams of words in seconds: logistic regression, with each n-gram scaled by its
              naive Bayes log-count ratio (Wang and Manning 2012). Without --vocabulary-size and --max-length all words are read. Nothing
              is random, and no native engine is loaded. Of the training options, only those under "N-grams", --class-weights and
              --threads apply. It trains on all texts and holds none out. The model can't be exported to ONNX.

            Long trainings:
              mlnet-sequences train --data reviews.csv --checkpoint run1 --checkpoint-every 10m
              mlnet-sequences train --data reviews.csv --checkpoint run1 --checkpoint-every 10m --resume

              The second command resumes where the first ended, even after kill -9; with the same device and threads its model has
              exactly the weights of an uninterrupted training. Options and data must be the same; the checkpoint interval,
              --threads, --device and --output may differ. The first command may have --resume, too: without a checkpoint, training
              starts from scratch.
              On Ctrl-C or SIGTERM, training writes a checkpoint after the current batch (or exits without one after two minutes),
              and the last line on stderr is the command that resumes. On a second signal the tool exits immediately; progress
              since the last checkpoint is lost.

            Continuing from a model:
              --continue-from takes the words, the maximum length, the trainer, the network's options and the column names from the
              model; everything else is as in any training. Another task or other classes get a new last layer. --map-vocabulary
              learns new words, up to --vocabulary-size, and keeps what the model learned about known ones. --frozen-epochs 1 trains the
              last layer first. --init-embeddings only uses word vectors, for any network of their width.

            Settings in a file:
              {"trainer", "data", "validation", "test", "text", "label", "task", "output", "vocabulary", "length", "continueFrom", "cache",
              "tensorboard", "csv", "options": {the trainer's}}, as printed by 'mlnet-sequences config'. Omitted settings have their defaults;
              command-line options take precedence, and can unset a flag: --bidirectional false. Comments and trailing commas
              are allowed. Paths are relative to the folder that the tool runs in.

            The sample:
              320 short reviews to train on and 100 to test on. Omitted options have values that suit it and the trainer; for
              example, the last epoch's weights are kept.

            Tables:
              A .tsv has tabs between columns and no quoting; a .csv follows RFC 4180; a .jsonl has a JSON object per line.
              Each may be compressed with gzip: reviews.csv.gz.
              --text-column and --label-column name the columns, ignoring case; other columns are skipped, and so are rows without a
              label (with a warning that counts them). The model keeps the columns' names.

            The kept epoch:
              Each epoch is validated with held-out texts, or those of --validation. Their accuracy is partly luck, so
              --keep-epoch near-best keeps the last epoch whose accuracy is within one standard error of the highest; best keeps
              the highest, last the last epoch. Other metrics have no such margin. A line below the table says which epoch was
              kept, and why.

            Tasks:
              binary      Labels are true/false, 1/0, pos/neg, positive/negative or yes/no.
              multiclass  Any labels; every value is a class. Classes are in alphabetical order, or in numerical order if all are
                          numbers.
              regression  Labels are numbers; rows with other labels are left out, with a warning. Never chosen without
                          --task regression.
              Without --task the labels determine which of the first two it is; the first line of the training shows the choice.

            JSON:
              trainer, task and classes (with the data's names) describe what was trained, and dataSha256 the rows.
              resumedFromStep is the checkpoint's step; trainSeconds are then those of the epochs, including earlier processes.
              earlierEpochs are those of the models that training continued from, and startsFrom says what was kept of one, or how
              many words have vectors. With ngrams, fields about epochs and the seed are absent; ngramsByLength counts the n-grams
              of 1, 2 … words, and trainingLoss is the mean cross-entropy. loadSeconds is the time before the first training step
              (reading, learning the words, encoding), trainSeconds the time from there to the last validation. An epoch has loss,
              validationLoss (in nats; for regression in standard deviations of the labels) and the task's metrics:
              validationAccuracy and validationAreaUnderRocCurve for binary, validationAccuracy and validationMacroAccuracy for
              multiclass, validationRootMeanSquaredError and validationMeanAbsoluteError for regression. test is the output of
              evaluate, if the data have a test part (IMDB and the sample) or --test names one. keptEpochReason says why keptEpoch
              was kept.
            """,
        ["pretrain"] = """
            Examples:
              mlnet-sequences pretrain --data aclImdb_v1.tar.gz --bidirectional --output lm.zip
              mlnet-sequences train    --data aclImdb_v1.tar.gz --continue-from lm.zip --output imdb.zip
              mlnet-sequences pretrain --data mails.csv --text-column Body --epochs 5 --output mails-lm.zip

            Learns to predict each word of the texts from the words before it, and with --bidirectional also from those
            after it; a Transformer, or a --bidirectional network of several --layers, learns to predict masked words from
            all others. Labels are not read. train --continue-from then keeps the words, their vectors and the layers
            between, and learns a new last layer. That pays where there are many texts and few labels.

            Perplexity is that of held-out texts, over the whole vocabulary: the lower, the better they are predicted. It takes
            several times as long as training on the same texts, so few are held out.

            --config reads the options of the library as JSON, which config --language-model prints with what each is for;
            options of the command line take precedence.

            Texts are cut into windows of --window-length words for training. Perplexities of masked words can't be
            compared with those of next words.
            """,
        ["vectors"] = """
            Examples:
              mlnet-sequences vectors --data aclImdb_v1.tar.gz --output vectors.txt
              mlnet-sequences vectors --vectors vectors.txt --nearest excellent
              mlnet-sequences vectors --vectors vectors.txt --analogy man actor woman
              mlnet-sequences vectors --vectors vectors.txt --output vectors.bin
              mlnet-sequences train   --data aclImdb_v1.tar.gz --init-embeddings vectors.txt --embedding-size 100

            With --data it trains a vector for each word of the texts, by skip-gram or CBOW with negative sampling (Mikolov et
            al. 2013); labels are not read. With --vectors it reads vectors: a file of word2vec, GloVe or fastText (.vec), or a
            model that vectors or train saved. Then it answers, or writes them in another format, or both.

            --analogy A B C asks what is to C as B is to A. Words are compared exactly, and texts are lower-cased in training.

            Formats: text and binary are word2vec's; model is ML.NET's, with the steps from a text to the mean of its words'
            vectors. Without --format the output's extension decides: .bin is binary, .zip a model, anything else text.

            More than one thread is faster, and each run then gives slightly different vectors; with --threads 1 the same
            seed gives the same bits.

            JSON:
              {words, dimension}; with --data also {algorithm, rows, tokens, losses, seed, threads, seconds}; with --output
              {output, format}; with --nearest and --analogy {nearest, analogy}, each [{word, similarity}]
            """,
        ["ensemble"] = """
            Examples:
              mlnet-sequences ensemble --model lstm.zip --model ngrams.zip --data held-out.csv --output both.zip
              mlnet-sequences ensemble --model lstm.zip ngrams.zip --output mean.zip
              mlnet-sequences evaluate --model both.zip --data test.csv

            Joins trained models of one task to one model: the weighted sum of their logits, of the logarithms of their
            probabilities, or of their numbers. Each model splits texts as it did in training. The models must have the same classes;
            their order does not matter.

            With --data the weights, and a bias, are fitted on these texts: by least cross-entropy, or squared error, pulled toward
            equal weights while texts are few. No model may have been trained on them. Without --data the weights are equal. IMDB's
            archive has no texts for it: its training part was trained on, and its test part is there to measure.

            predict, evaluate and inspect take the ensemble like any model; export does not.

            JSON:
              {architecture, task, classes, models: [{architecture, weight, loss}], bias, rows, loss, reads, output}; rows and the
              losses on them are absent without --data
            """,
        ["find-learning-rate"] = """
            Examples:
              mlnet-sequences find-learning-rate --data reviews.csv
              mlnet-sequences find-learning-rate -d reviews.csv --trainer gru -o rates.html

            The test:
              A network is trained for --steps steps while the rate rises from --lowest to --highest, and discarded (Smith 2017,
              section 3.3). The suggestion is a tenth of the lowest rate at which the loss has completed two thirds of its fall.

            JSON:
              {trainer, task, suggestion (null if the loss fell by no more than noise), diverged, seed, points: [{rate, loss,
              smoothedLoss}, …]}
            """,
        ["evaluate"] = """
            Examples:
              mlnet-sequences evaluate --model imdb.zip --data aclImdb_v1.tar.gz
              mlnet-sequences evaluate --model imdb.zip --data reviews.csv --json
              mlnet-sequences evaluate --model imdb.zip --data reviews.csv --report report.html

            The report:
              One page without scripts or external resources: the metrics, the task's plots, the training curves (for n-grams, the
              strongest for and against each class), the lengths of the texts, the 20 worst errors with their texts, and the
              settings. It is written completely or not at all; the printed output is the same. Labels and scores of all rows are
              held in memory, texts are not.

            Data and columns:
              The model reads the columns that its scores depend on, under the names in its training data; there may be several.
              Without --data, only a model trained on the sample can be measured, on the sample's test part.

            Labels:
              The task and the classes are the model's; labels are matched with classes by value. A label that is not a class is an
              error that names the label and its line. Rows without a label, or without a number for regression, are left out.

            JSON:
              {trainer, task, rows, seconds, rowsPerSecond} and ML.NET's metrics of the task:
              binary      accuracy, auc, f1, logLoss (in bits: 1 for a fair coin), classes (the negative one first),
                          confusionMatrix: {truePositives, falsePositives, trueNegatives, falseNegatives}
              multiclass  microAccuracy, macroAccuracy, logLoss (in nats: ln k for a guess among k), top3Accuracy (with more
                          than 3 classes), classes, confusionMatrix: a row of counts for each true class
              regression  rootMeanSquaredError, meanAbsoluteError, rSquared, lossFunction (the mean squared error)
              With classes also perClass: [{class, rows, precision, recall, f1}, …]; a metric is null if no row has the class, or
              none is predicted as it.
              seconds is the time for scoring and measuring, after the model and the data are loaded.
            """,
        ["predict"] = """
            Examples:
              mlnet-sequences predict --model model.zip --text "Not bad at all." --text "At least it was short."
              mlnet-sequences predict --model model.zip --data reviews.csv --output labels.tsv
              cat reviews.txt | mlnet-sequences predict --model model.zip --data - --json

            Columns:
              Separated by tabs, with a header; with --json, one object per line. Rows are in the order of the texts.
              binary      Label (the class's name), Probability (of this class), Score (the logit of the second class, such as
                          true or yes) and Text
                          {"text", "label", "probability", "score", "probabilities": {a class: its probability, …}}
              multiclass  Label (the class's name), Probability (of this class) and Text
                          {"text", "label", "probability", "probabilities": {a class: its probability, …}}
              regression  Score (the number) and Text
                          {"text", "score"}
              If a model reads several columns, they replace Text (with --json, in "columns"). --keep and --keep-all add columns of
              the table after the text (with --json, in "columns"); a column whose name is taken becomes data.Label, for example.
              Tabs and line breaks in a text become spaces without --json.
            """,
        ["serve"] = """
            Examples:
              mlnet-sequences serve --model sentiment=model.zip
              mlnet-sequences serve --model sentiment@1=old.zip sentiment@2=new.zip topic=topics.zip --urls http://*:8080
              curl http://127.0.0.1:8080/predict -d '{"text": "Not bad at all."}'

            Requests:
              /                          a page to try the models on, with the words that made a prediction
              POST /predict              {"text"}, or {"text", "model", "version"}: the fields of predict --json
              POST /predict/batch        {"texts": [...]}; or JSON lines in and out, with Content-Type: application/x-ndjson
              POST /explain              {"text"}, or {"text", "method", "class"}: the fields of explain --json
              GET /info                  the models, their digests and how they were trained
              /v2/...                    the Open Inference Protocol; /v2/health/live and /v2/health/ready for probes
              /v1/models/...             TensorFlow Serving's REST API
              GET /openapi.json          all requests, with examples
              GET /metrics               for Prometheus. With OTEL_EXPORTER_OTLP_ENDPOINT, metrics and traces are sent there, too

            Operation:
              A model file that is replaced (mv new.zip model.zip) is loaded within a second; if the new one is damaged, the old
              model stays. SIGTERM: not ready at once, requests are still accepted for --drain-delay, then all that was accepted
              is answered, and the exit code is 0. Ctrl-C does the same without the delay.
              The log goes to stderr and never has a text in it. Certificates for https are configured as for any application of
              ASP.NET Core: ASPNETCORE_Kestrel__Certificates__Default__Path and __Password.
            """,
        ["explain"] = """
            Examples:
              mlnet-sequences explain --model imdb.zip --text "Slow, but moving."
              mlnet-sequences explain --model imdb.zip --text "Slow, but moving." --method occlusion --json
              mlnet-sequences explain --model mails.zip --text "The server is down" --class operations
              mlnet-sequences explain --model imdb.zip --data reviews.csv --top 20

            What each word contributes to the score: for a class the log-odds against all others, which is the score of the
            second of two classes; in regression the number. On a terminal, words for the class are blue and bold, those against
            it orange and underlined. With --data the contributions of each word are added up over all texts, and divided by the
            number of texts. Of several classes, each text is explained for the one that is predicted.

            Methods:
              integrated-gradients   averages gradients between a text of unknown words and the text; contributions add up to
                                     the difference of their scores, up to the completeness gap. More --steps make it smaller.
              occlusion              what the score loses without the word; for exported models, too
              gradient-times-input   the gradient at the text alone; the fastest

            Ensembles, and models that answer each token, can't be explained.

            JSON:
              {"text", "label", "probability", "explainedClass", "method", "explainedScore", "baselineScore", "completenessGap",
              "tokens": [{"token", "contribution"}, …]}, one line for each text; classes are absent in regression
              with --data {"method", "rows", "classes": [{"class", "rows", "for", "against"}, …]}, with the strongest words first,
              each {"token", "contribution", "count"}
            """,
        ["inspect"] = """
            Examples:
              mlnet-sequences inspect --model model.zip
              mlnet-sequences inspect --model model.zip --json

            JSON:
              layers are the weights in order, each {"name", "shape", "parameters"} as in PyTorch's state dict; parameters is
              their sum. settings are those of the network, trainingSettings all settings of the trainer. weightsAreAverages says
              whether --ema-decay made the weights, versions names the library, ML.NET and libtorch that trained them, and history
              has epochs, rows, dataSha256, and earlierEpochs of the models that training continued from. Models of versions that
              did not save these lack them. An n-gram model has no layers: ngramsByLength counts its n-grams, strongest has
              those for and against each class, {"class", "for", "against"}, each {"ngram", "weight"}, and history has rows,
              trainingLoss and seconds. A model of ToOnnxPipeline has an ONNX graph instead of the network and can't be
              inspected.
            """,
        ["export"] = """
            Examples:
              mlnet-sequences export --model model.zip
              mlnet-sequences export --model model.zip --output model.onnx --weights int8 --json
              mlnet-sequences export --model model.zip --include-tokenizer

            The file:
              ONNX, operator set 17. Input: tokens, int64 [batch, time], the keys of the words, 0 for padding; the metadata have
              the words, starting with key 1, and the classes. Outputs:
              binary      Score (the logit), Probability and PredictedLabel (bool), each [batch]
              multiclass  Score (the probabilities), [batch, classes], and PredictedLabel, int64 [batch], 1 for the first class
              regression  Score, [batch]
              all         Logits, [batch, outputs], the output of the last layer
              --include-tokenizer adds the steps before the network, such as splitting text into words. The file then needs operator
              set 20 (ONNX Runtime 1.17 or later), and its input is text, string [batch]. Export fails, with exit code 1 and the setting's
              name, if ONNX's operators can't express one of these steps. Models of --trainer ngrams can't be exported.
              Before the file is moved to its destination, ONNX Runtime's scores of random sequences, or texts, must match the
              model's within 1e-5; otherwise no file is written. With int8 they must match the model with rounded weights: for a
              Transformer, whose products are rounded too, within 0.1.

            JSON:
              {output, trainer, task, weights, bytes}
            """,
        ["config"] = """
            Examples:
              mlnet-sequences config
              mlnet-sequences config --trainer transformer --output train.json
              mlnet-sequences config --schema --output train.schema.json
              mlnet-sequences config --language-model --trainer gru --output lm.json

            The file:
              JSON with comments: every setting with its default for your own data. Change or omit any of them. 'mlnet-sequences
              train --config train.json' accepts the file unchanged. "options" are the library's, including those without a
              command-line option. With --language-model the file is for 'mlnet-sequences pretrain --config lm.json', and
              "network" has the options of the network.

            The schema:
              JSON Schema 2020-12, which editors use to complete and check settings: put its location in the key "$schema".
            """,
    };

    /// <summary>The text of a command besides its options.</summary>
    internal static string Of(Command command)
    {
        string text = ByCommand.GetValueOrDefault(command is RootCommand ? "" : command.Name, "");
        return text.Length == 0 ? ExitCodes : $"{text}\n\n{ExitCodes}";
    }
}
