namespace MlNet.Sequences;

/// <summary>
/// Reviews the result of a fit and reports what a user would otherwise find out too late: a network that predicts the same for
/// all rows, is no better than a constant, or has memorized the training rows.
/// </summary>
/// <param name="network">The trained network.</param>
/// <param name="setup">The fit.</param>
/// <param name="ngrams">The n-grams beside the network, or null.</param>
internal sealed class FitReview(SequenceNetwork network, FitSetup setup, NgramBranch? ngrams = null)
{
    // Fewer say nothing about a network; more would take too long.
    private const int LeastRows = 10, MostTrainingRows = 2_000;

    // How much better training may be than validation, as a fraction of rows or of variance, before allowing for chance.
    private const double UsualGap = 0.1;

    private readonly Objective _objective = setup.Objective;

    /// <summary>The warning that training sequences have no steps.</summary>
    internal static OptionMessage AllEmpty(long rows) =>
        $"All {rows} training sequences are empty, so the network learns only how frequent the labels are. " +
        $"Check the column that they come from.";

    /// <summary>The warnings, each with an observation and a suggestion.</summary>
    /// <param name="validationLogits">The model's logits of the validation rows; null if unknown.</param>
    /// <remarks>Switches the network to evaluation mode and draws no random numbers.</remarks>
    internal IReadOnlyList<OptionMessage> Warnings(float[]? validationLogits = null)
    {
        network.eval();
        if (!_objective.HasLabels)
            return [];
        var validation = Of(setup.Data.Validation, validationLogits);
        var rows = setup.Data.SampleOfTrainingRows(MostTrainingRows);
        if (rows.Count > 0 && rows.LongestLength() == 0)
            return [AllEmpty(rows.Count)];

        var training = Of(rows);
        return [.. new[] { OneAnswer(training, validation), Gap(training, validation) }.OfType<OptionMessage>()];
    }

    // The training rows say most, and are there even if none are held out.
    private OptionMessage? OneAnswer(Answers training, Answers validation)
    {
        if (_objective.Classes > 0 && training is { Count: >= LeastRows, LabelCount: > 1, AnswerCount: 1 })
            return $"The network predicts '{NameOf(training.CommonestAnswer)}' for all of {training.Count} training {Rows}, " +
                $"which have {training.LabelCount} classes. Raise {MoreTraining}, or set " +
                $"{nameof(SequenceTrainerOptions.ClassWeights):option} to balanced weights where the other classes are rare.";
        var measured = validation.Count >= LeastRows ? validation : training;
        if (measured.Count < LeastRows || !measured.HasDifferentLabels || measured.Score > measured.ScoreOfConstant)
            return null;
        string rows = measured == validation ? "validation" : "training";
        if (_objective.Classes > 0)
            return $"Accuracy is {measured.Score:P1} on {measured.Count} {rows} {Rows}, no better than always predicting " +
                $"'{NameOf(measured.CommonestLabel)}' ({measured.ScoreOfConstant:P1}). {Remedy}";
        return $"On {measured.Count} {rows} {Rows} the predictions are no better than always predicting the mean " +
            $"(R² {measured.Score:F2}). {Remedy}";
    }

    private OptionMessage? Gap(Answers training, Answers validation)
    {
        if (training.Count < LeastRows || validation.Count < LeastRows || !validation.HasDifferentLabels)
            return null;
        double chance = _objective.Classes > 0
            ? Math.Sqrt(validation.Score * (1 - validation.Score) / validation.Count)
            : 1 / Math.Sqrt(validation.Count);
        if (!(training.Score - validation.Score > UsualGap + 2 * chance))
            return null;
        string measure = _objective.Classes > 0 ? "Accuracy" : "R²";
        return $"{measure} is {training.Score:F3} on training {Rows} and {validation.Score:F3} on {validation.Count} " +
            $"validation {Rows}: the network has memorized the training rows. Provide more rows, raise the dropout " +
            $"rates, or make the network smaller.";
    }

    private Answers Of(SequenceBuffer rows, float[]? known = null)
    {
        if (known is not null)
            return new(_objective, rows, known);
        float[] logits = setup.Score(network, rows);
        ngrams?.AddTo(rows, logits, setup.Options.CancellationToken);
        return new(_objective, rows, logits);
    }

    private static OptionMessage MoreTraining =>
        $"{nameof(SequenceTrainerOptions.NumberOfEpochs):option} or {nameof(SequenceTrainerOptions.LearningRate):option} " +
        $"({nameof(SequenceTrainer.FindLearningRate):option} tells which)";

    private static OptionMessage Remedy =>
        $"Provide more rows, raise {MoreTraining}, and check that labels match their sequences.";

    // What has an answer.
    private string Rows => _objective.Head.IsPerStep ? "steps" : "rows";

    private string NameOf(int @class) => setup.Labels.NameOf(@class);

    /// <summary>The network's answers to rows, and their labels.</summary>
    private sealed class Answers
    {
        private readonly float[] _labels;
        private readonly int[] _classes = [];

        internal Answers(Objective objective, SequenceBuffer rows, float[] logits)
        {
            int width = rows.Target.Width, outputs = objective.Outputs;
            var (targets, places) = Labelled(rows);
            _labels = [.. Enumerable.Range(0, places.Length).Select(i => targets[i * width])];
            if (places.Length == 0)
                return;
            if (objective.Classes > 0)
            {
                _classes = [.. places.Select(place => objective.ClassOf(logits.AsSpan(place * outputs, outputs)))];
                Score = _classes.Zip(_labels, (answer, label) => answer == (int)label ? 1.0 : 0).Average();
                ScoreOfConstant = _labels.Count(label => (int)label == CommonestLabel) / (double)Count;
                return;
            }

            float[] measured = [.. places.SelectMany(place => logits.AsSpan(place * outputs, outputs).ToArray())];
            float[] weights = [.. Enumerable.Repeat(1f, places.Length)];
            double error = objective.Evaluate(measured, targets, weights)[MetricNames.RootMeanSquaredError];
            Score = 1 - (error * error / VarianceOf(targets, width));
        }

        /// <summary>The rows, or steps, that have a label.</summary>
        internal int Count => _labels.Length;

        /// <summary>The accuracy, or R².</summary>
        internal double Score { get; }

        /// <summary>The score of the best constant answer.</summary>
        internal double ScoreOfConstant { get; }

        internal int LabelCount => _labels.Distinct().Count();

        internal bool HasDifferentLabels => _labels.Any(label => label != _labels[0]);

        internal int AnswerCount => _classes.Distinct().Count();

        internal int CommonestAnswer => Commonest(_classes);

        internal int CommonestLabel => Commonest(_labels.Select(label => (int)label));

        // The targets of the answers that have one, and the places of these among all.
        private static (float[] Targets, int[] Places) Labelled(SequenceBuffer rows)
        {
            float[][] answers =
                [.. Enumerable.Range(0, rows.Count).SelectMany(row => rows.TargetsOf(row).ToArray().Chunk(rows.Target.Width))];
            int[] places = [.. Enumerable.Range(0, answers.Length).Where(place => !answers[place].Contains(float.NaN))];
            return ([.. places.SelectMany(place => answers[place])], places);
        }

        // Of each target around its own mean.
        private static double VarianceOf(float[] targets, int width) => Enumerable.Range(0, width).Average(number =>
        {
            double[] own = [.. targets.Where((_, i) => i % width == number).Select(target => (double)target)];
            double mean = own.Average();
            return own.Average(target => (target - mean) * (target - mean));
        });

        private static int Commonest(IEnumerable<int> classes) =>
            classes.GroupBy(@class => @class).OrderByDescending(group => group.Count()).ThenBy(group => group.Key).First().Key;
    }
}
