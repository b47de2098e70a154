using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>
/// The examples of a fit. Data that fit in one shuffle window are encoded once and kept; larger data are reread window by window
/// in each epoch. Held-out rows are chosen by a hash of their index, or of their sampling key, so that every pass leaves
/// out the same rows.
/// </summary>
internal sealed partial class TrainingData
{
    private readonly IDataView? _view; // null if the examples are given
    private readonly RowColumns? _columns; // of the view
    private readonly LabelEncoder _labels;
    private readonly int _windowSize;
    private readonly HeldOutRows _heldOut;
    private readonly int _declaredLength; // of a column with vectors of fixed length, such as PadSequence's; else 0
    private readonly List<long> _windows = []; // the rows of each
    private SequenceBuffer? _whole;
    private SequenceBuffer? _spare; // a used window to reuse: its arrays are the fit's largest

    private TrainingData(
        IDataView view, bool holdOut, RowColumns columns, LabelEncoder labels, SequenceTrainerOptions options, int seed)
    {
        (_view, _columns, _labels, _windowSize) = (view, columns, labels, options.ShuffleWindowSize);
        _heldOut = new(holdOut ? options.ValidationFraction : 0, _windowSize, seed, columns.SamplingKey is not null);
        var (input, feature, _, _) = columns.Find(view.Schema);
        (Input, Vocabulary) = (input, VocabularyOf(input, feature));
        int items = ((VectorDataViewType)feature.Type).Size; // 0 if not fixed
        _declaredLength = items / Math.Max(1, Input.Channels);
        Validation = NewBuffer();
        LabelSummary = new LabelSummary(labels.Classes, labels.Shape.Width);
    }

    /// <summary>The kind of sequences.</summary>
    internal SequenceInput Input { get; }

    /// <summary>
    /// The tokens' words, in the order of their keys; null if the column has none, and for numbers.
    /// </summary>
    internal PrimitiveValues? Vocabulary { get; }

    /// <summary>What distinguishes these data from others.</summary>
    internal DataSummary Summary { get; private set; } = new("", 0, 0, "");

    /// <summary>The labeled rows that each epoch trains on.</summary>
    internal long Rows { get; private set; }

    /// <summary>The batches of an epoch: each window ends in a smaller one.</summary>
    internal long BatchesInEpoch(int batchSize) => _windows.Sum(rows => (rows + batchSize - 1) / batchSize);

    /// <summary>The unusable rows that were left out.</summary>
    internal long SkippedRows { get; private set; }

    /// <summary>The classes that stand at steps of padding, of all rows: they are not learned.</summary>
    internal long LabelsOfPadding { get; private set; }

    /// <summary>Statistics of the training rows' labels.</summary>
    internal LabelSummary LabelSummary { get; }

    /// <summary>The column's fixed number of time steps, or that of the longest sequence.</summary>
    internal int GreatestLength => Math.Max(LongestSequence, _declaredLength);

    /// <summary>The time steps of the longest sequence to train on or validate with.</summary>
    internal int LongestSequence { get; private set; }

    /// <summary>All rows to train on; null if they are more than a shuffle window holds.</summary>
    internal SequenceBuffer? Whole => _whole;

    /// <summary>The time steps of all rows to train on.</summary>
    internal long Tokens { get; private set; }

    /// <summary>The rows to measure each epoch on; empty if none are held out or given.</summary>
    internal SequenceBuffer Validation { get; }

    /// <summary>
    /// Reads the data once: encodes what is kept, counts the rest, and finds errors before training starts.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A column is missing or of a wrong type, in the training or the validation data.
    /// </exception>
    /// <exception cref="InvalidOperationException">There are no rows to train on.</exception>
    internal static TrainingData Read(
        IDataView view, IDataView? validation, RowColumns columns, LabelEncoder labels, SequenceTrainerOptions options, int seed)
    {
        var data = new TrainingData(view, holdOut: validation is null, columns, labels, options, seed);
        using var digest = new DataDigest(data.Input, data.Vocabulary);
        if (validation is not null)
            data.ReadValidation(validation, digest, options.CancellationToken);
        data.ReadFirst(digest, options.CancellationToken);
        if (validation is not null)
            data.CheckValidationClasses();
        data.Summary = new(data.Input.ToString(), data.Rows, data.Validation.Count, digest.Finish());
        if (options.UnlabeledData is { } unlabeled)
            data.ReadUnlabeled(unlabeled, options.CancellationToken);
        return data;
    }

    /// <summary>Whether these rows, sequences with labels and weights, have the digest of those that a model was trained
    /// on.</summary>
    /// <param name="network">The model.</param>
    /// <param name="labelColumnName">The column with the labels.</param>
    /// <param name="digest">The digest; null where it is unknown.</param>
    /// <param name="settings">The settings of the fit.</param>
    /// <param name="data">The rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    internal static bool AreThoseOf(
        IScoringNetwork network, string labelColumnName, string? digest, IReadOnlyDictionary<string, string>? settings,
        IDataView data)
    {
        if (digest is null)
            return false;
        string? weights = settings?.GetValueOrDefault(
            JsonNamingPolicy.CamelCase.ConvertName(nameof(SequenceTrainerOptions.ExampleWeightColumnName)));
        var labels = network.Objective.LabelKind;
        var columns = new RowColumns(
            network.FeatureColumnName, labelColumnName, weights is "null" ? null : weights, labels.Requirement);
        return Digest(data, columns, labels.Encode(columns.Find(data.Schema).Label)) == digest;
    }

    /// <summary>
    /// The digest that <see cref="Summary"/> has for these rows without separate validation data. Keeps no row.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    internal static string Digest(IDataView view, RowColumns columns, LabelEncoder labels)
    {
        var (input, feature, _, _) = columns.Find(view.Schema);
        using var digest = new DataDigest(input, VocabularyOf(input, feature));
        using var reader = new ExampleReader(view, columns, input, labels);
        var row = new SequenceBuffer(input, labels.Shape);
        while (reader.ReadInto(_ => row, CancellationToken.None))
        {
            digest.AddLastOf(row, reader.Added);
            row.Clear();
        }

        return digest.Finish();
    }

    /// <summary>The windows of one epoch, each valid until the next is requested.</summary>
    internal IEnumerable<SequenceBuffer> Windows(CancellationToken cancellationToken)
    {
        if ((_withUnlabeled ?? _whole) is { } whole)
        {
            yield return whole;
            yield break;
        }

        using var reader = new ExampleReader(_view!, _columns!, Input, _labels, holdsOut: _heldOut.AreAny);
        var window = Interlocked.Exchange(ref _spare, null) ?? NewBuffer();
        try
        {
            window.Clear();
            var heldOut = NewBuffer();
            int numberHeldOut = 0;
            bool more = true;
            Func<long, SequenceBuffer> choose = number => _heldOut.Contain(number, numberHeldOut) ? heldOut : window;
            while (more)
            {
                while (more && window.Count < _windowSize)
                {
                    more = reader.ReadInto(choose, cancellationToken);
                    numberHeldOut += heldOut.Count;
                    heldOut.Clear();
                }

                if (window.Count > 0)
                    yield return window;
                window.Clear();
            }
        }
        finally
        {
            _spare = window;
        }
    }

    private SequenceBuffer NewBuffer() => new(Input, _labels.Shape);

    private static PrimitiveValues? VocabularyOf(SequenceInput input, DataViewSchema.Column feature) =>
        input.IsTokens ? PrimitiveValues.Read(feature, AnnotationKinds.KeyValues) : null;

    /// <summary>The only class of the validation rows; null if there are several, or labels are numbers.</summary>
    internal string? OnlyLabelOfValidation
    {
        get
        {
            if (Validation.Count == 0 || _labels.Classes == 0)
                return null;
            float[] classes = [.. ClassesOf(Validation).Distinct().Take(2)];
            return classes is [var only] ? _labels.NameOf((int)only) : null;
        }
    }

    /// <summary>
    /// At most this many of each epoch's training rows, spread evenly; none if the data are not kept, since they would have to be
    /// reread.
    /// </summary>
    internal SequenceBuffer SampleOfTrainingRows(int most)
    {
        var sample = NewBuffer();
        int rows = _whole?.Count ?? 0, count = Math.Min(most, rows);
        for (int i = 0; i < count; i++)
            sample.Add(_whole!, (int)((long)i * rows / count));
        return sample;
    }

    private void ReadFirst(DataDigest digest, CancellationToken cancellationToken)
    {
        using var reader = new ExampleReader(_view!, _columns!, Input, _labels, holdsOut: _heldOut.AreAny);
        SequenceBuffer window = NewBuffer(), chosen = window;
        bool whole = true;
        long inWindow = 0;
        Func<long, SequenceBuffer> choose = number => chosen = _heldOut.Contain(number, Validation.Count) ? Validation : window;
        while (reader.ReadInto(choose, cancellationToken))
        {
            digest.AddLastOf(chosen, reader.Added);
            inWindow += chosen == window ? reader.Added : 0;
            if (inWindow >= _windowSize)
            {
                _windows.Add(inWindow);
                inWindow = 0;
            }

            // Nothing is kept beyond one window: the rows are counted, for the schedule, and reread each epoch.
            if (window.Count <= _windowSize)
                continue;
            whole = false;
            Count(window);
            window.Clear();
        }

        if (inWindow > 0)
            _windows.Add(inWindow);
        Count(window);
        LongestSequence = Math.Max(LongestSequence, Validation.LongestLength());
        (_whole, _spare) = whole ? (window, (SequenceBuffer?)null) : (null, window);
        (SkippedRows, LabelsOfPadding) = (SkippedRows + reader.SkippedRows, LabelsOfPadding + reader.LabelsOfPadding);
        if (Rows == 0)
            throw OptionMessage.Invalid(
                $"There are no rows to train on: {reader.NextRow} rows were read, {SkippedRows} of them without a label, a " +
                $"weight or whole time steps, and {Validation.Count} are held out for validation. Provide more rows or a " +
                $"smaller {nameof(SequenceTrainerOptions.ValidationFraction):option}.");
    }

    private void Count(SequenceBuffer rows)
    {
        Rows += rows.Count;
        LongestSequence = Math.Max(LongestSequence, rows.LongestLength());
        for (int i = 0; i < rows.Count; i++)
        {
            Tokens += rows.LengthOf(i);
            _labels.Summarize(rows, i, LabelSummary);
        }
    }

    // Held-out rows may be the only ones of a rare class; explicit validation rows should not be.
    private void CheckValidationClasses()
    {
        foreach (int @class in _labels.Classes > 0 ? ClassesOf(Validation).Select(label => (int)label).Distinct() : [])
        {
            if (LabelSummary.ClassWeights[@class] == 0)
                throw new InvalidOperationException(
                    $"Validation rows must have classes that were trained on; column '{_columns!.Label}' has " +
                    $"'{_labels.NameOf(@class)}', which no training row has. Remove these rows, or train on rows of this " +
                    "class.");
        }
    }

    // Those of all steps, where each has one.
    private static IEnumerable<float> ClassesOf(SequenceBuffer rows)
    {
        for (int i = 0; i < rows.Count; i++)
        {
            foreach (float label in rows.TargetsOf(i).ToArray())
            {
                if (!float.IsNaN(label))
                    yield return label;
            }
        }
    }

    private void ReadValidation(IDataView view, DataDigest digest, CancellationToken cancellationToken)
    {
        Input.Find(view.Schema, _columns!.Feature, Vocabulary);
        using var reader = new ExampleReader(view, _columns!, Input, _labels);
        while (reader.ReadInto(_ => Validation, cancellationToken))
            digest.AddLastOf(Validation, reader.Added);

        (SkippedRows, LabelsOfPadding) = (SkippedRows + reader.SkippedRows, LabelsOfPadding + reader.LabelsOfPadding);
        if (Validation.Count == 0)
            throw new InvalidOperationException(
                "The validation data have no usable row. Provide rows, or omit the data to hold out a fraction.");
    }
}
