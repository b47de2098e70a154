using System.Text.Json;
using System.Text.Json.Nodes;

namespace MlNet.Sequences;

// The settings that are null until a fit knows its data.
public abstract partial class SequenceTrainerOptions
{
    /// <summary>
    /// The settings, by their names in a settings file, that are null here and that a fit chooses by the number of training rows.
    /// <see cref="FitStart.ChosenSettings"/> has the chosen values.
    /// </summary>
    public IReadOnlyList<string> GetAutomaticSettings() =>
        [.. Choices(For(rows: 1, new BinaryTask())).Select(choice => choice.Key)];

    // An epoch is longer, and its rows without labels are seldom worth a third.
    private const int FewestEpochsWithUnlabeled = 2;

    /// <summary>The default epochs for many rows.</summary>
    private protected abstract int FewestEpochs { get; }

    /// <summary>The most default epochs for few rows.</summary>
    private protected virtual int MostEpochs => 10;

    /// <summary>The default learning rate for few rows and for many.</summary>
    private protected abstract (double Few, double Many) LearningRates { get; }

    /// <summary>The factor of the body's learning rate if the options set no rate.</summary>
    private protected virtual double BodyFactor => 1;

    /// <summary>
    /// The ratio of the learning rates of head and body, and of body and embedding, in a network that continues from a language
    /// model.
    /// </summary>
    private protected virtual double PretrainedRateFactor => 1;

    /// <summary>The ratio of the learning rates of a layer and of the one above it.</summary>
    internal virtual double RateDecayByLayer => 1;

    /// <summary>Sets every dropout rate that is null to the value for this many rows.</summary>
    /// <param name="amount">The rows.</param>
    /// <param name="isPerStep">Whether each step has a label: what it is follows from its neighbors, so none is left out.</param>
    /// <param name="isPretrained">Whether the network continues from a language model, and knows the words.</param>
    private protected abstract void ChooseDropout(DataAmount amount, bool isPerStep, bool isPretrained);

    /// <summary>The network that these options describe, as saved with the model.</summary>
    private protected abstract NetworkArchitecture MakeArchitecture();

    internal NetworkArchitecture Architecture => MakeArchitecture();

    /// <summary>A copy in which every setting that depends on the data has its value.</summary>
    /// <param name="rows">The rows that each epoch trains on.</param>
    /// <param name="task">The task.</param>
    /// <param name="ngramLength">The n-grams' length for the data, unless set.</param>
    internal SequenceTrainerOptions For(
        long rows, SequenceTask task, int ngramLength = NgramLogisticRegressionOptions.DefaultNgramLength)
    {
        var (copy, amount) = (Copy(), new DataAmount(rows));
        task.Choose(copy, rows);
        copy.BatchSize ??= amount.BatchSize;
        // A network that is already trained needs no minimum number of steps; a language model's has never seen a label.
        bool isTrained = ContinueFrom is { } model && TrainedModels.In(model).Any(network => network.Objective.HasLabels);
        bool isPretrained = ContinueFrom is not null && !isTrained && task is not LanguageModelTask;
        copy.NumberOfEpochs ??= isTrained
            ? FewestEpochs
            : amount.Epochs(
                (long)copy.BatchSize.Value * GradientAccumulationSteps,
                UnlabeledData is null ? FewestEpochs : FewestEpochsWithUnlabeled, MostEpochs);
        bool choosesRates = LearningRate is null && BodyLearningRate is null;
        copy.LearningRate ??= ContinueFrom is not null ? LearningRates.Many
            : task.HasHighRate ? LearningRates.Few
            : amount.Rate(LearningRates.Few, LearningRates.Many);
        if (choosesRates && BodyFactor != 1)
            copy.BodyLearningRate = copy.LearningRate * BodyFactor;
        if (choosesRates && isPretrained && PretrainedRateFactor != 1)
        {
            // In decimals, so that three times 0.003 is 0.009, and no digit more.
            var (rate, factor) = ((decimal)copy.LearningRate.Value, (decimal)PretrainedRateFactor);
            copy.EmbeddingLearningRate ??= (double)(rate / factor);
            copy.HeadLearningRate ??= (double)(rate * factor);
        }

        copy.LabelSmoothing ??= task is ClassificationTask && Loss is null ? amount.Between(few: 0.1, many: 0) : 0;
        copy.NgramLength ??= ngramLength;
        copy.ChooseDropout(amount, task.IsPerStep, isPretrained);
        return copy;
    }

    /// <summary>
    /// A copy in which every setting that depends on the data has the value of the fit that is resumed.
    /// </summary>
    /// <param name="settings">The settings of the other fit.</param>
    /// <param name="task">The task.</param>
    internal SequenceTrainerOptions ChosenAs(JsonObject settings, SequenceTask task)
    {
        var copy = Copy();
        var open = new JsonObject(Choices(For(1, task))
            .Where(choice => settings.ContainsKey(choice.Key))
            .Select(choice => KeyValuePair.Create(choice.Key, settings[choice.Key]?.DeepClone())));
        OptionsJson.Read(open.ToJsonString(), copy);
        copy.NgramLength ??= 0; // earlier versions had no n-grams
        if (!settings.ContainsKey(JsonNamingPolicy.CamelCase.ConvertName(nameof(SamplingKeyColumnName))))
            copy.SamplingKeyColumnName = null; // earlier versions held out rows independently
        return copy;
    }

    /// <summary>The values that <see cref="For"/> chose for what these options leave to the data.</summary>
    internal IReadOnlyList<KeyValuePair<string, JsonNode?>> Choices(SequenceTrainerOptions chosen)
    {
        var open = OptionsJson.Write(this).Where(setting => setting.Value is null).Select(setting => setting.Key).ToHashSet();
        return [.. OptionsJson.Write(chosen).Where(setting => open.Contains(setting.Key) && setting.Value is not null)];
    }
}
