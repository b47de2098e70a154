using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Cli;

/// <summary>A trained model, loaded or just fitted, and what it says of itself.</summary>
/// <param name="InputSchema">The columns of the data that it was trained on, or null where the file has none.</param>
/// <param name="Pipeline">Its transformers in order.</param>
/// <param name="Predictor">The trained network among them.</param>
internal sealed record LoadedModel(
    DataViewSchema? InputSchema, IReadOnlyList<ITransformer> Pipeline, SequencePredictionTransformer Predictor)
{
    private IReadOnlyList<string>? _classes;

    private IReadOnlyList<ITransformer>? _scorers;

    internal TextTask Task => TextTask.Of(Predictor.Task);

    /// <summary>The trainer that made it.</summary>
    internal TrainerKind Kind => TrainerKind.Of(Predictor.Architecture);

    /// <summary>What makes sequences of texts: the transformers ahead of the network.</summary>
    internal IReadOnlyList<ITransformer> Encoders =>
        [.. FindScorers(ToRows(new MLContext(), []).Schema).TakeWhile(transformer => transformer != Predictor)];

    /// <summary>The words of a text that are read; null where all are.</summary>
    internal int? Length
    {
        get
        {
            var schema = Encoders.Aggregate(ToRows(new MLContext(), []).Schema, (schema, transformer) => transformer.GetOutputSchema(schema));
            return schema[Predictor.FeatureColumnName].Type is VectorDataViewType { Size: > 0 } vector ? vector.Size : null;
        }
    }

    /// <summary>The column with the texts: of the columns that it was trained on the one of texts, Text where there are several.</summary>
    internal string TextColumn
    {
        get
        {
            string[] texts = [.. (InputSchema ?? Enumerable.Empty<DataViewSchema.Column>()).Where(column => column.Type is TextDataViewType).Select(column => column.Name)];
            return texts.Contains(ColumnNames.Default.Text) ? ColumnNames.Default.Text : texts.FirstOrDefault(ColumnNames.Default.Text);
        }
    }

    /// <summary>The names of the classes in the order of their scores; none where the task names none.</summary>
    internal IReadOnlyList<string> Classes => _classes ??= ReadClasses();

    /// <summary>Texts as the model's pipeline reads them.</summary>
    internal IDataView ToRows(MLContext mlContext, IEnumerable<TextRow> texts)
    {
        var columns = SchemaDefinition.Create(typeof(TextRow));
        columns[nameof(TextRow.Text)].ColumnName = TextColumn;
        return mlContext.Data.LoadFromEnumerable(texts, columns);
    }

    /// <summary>What the model makes of rows that have texts, and need have no more.</summary>
    internal IDataView Score(IDataView rows) =>
        (_scorers ??= FindScorers(rows.Schema)).Aggregate(rows, (view, transformer) => transformer.Transform(view));

    // A pipeline of others' may map labels to keys on the way and back at the end. Of a text alone neither can be done, or is needed:
    // what lacks its column is passed over, and behind a network for classes nothing is run.
    private List<ITransformer> FindScorers(DataViewSchema schema)
    {
        var scorers = new List<ITransformer>();
        foreach (var transformer in Pipeline)
        {
            bool isNetwork = transformer == Predictor;
            try
            {
                schema = transformer.GetOutputSchema(schema);
                scorers.Add(transformer);
            }
            catch (ArgumentException) when (!isNetwork)
            {
                continue;
            }

            if (isNetwork && Task == TextTask.Multiclass)
                break;
        }

        return scorers;
    }

    private string[] ReadClasses()
    {
        var schema = Score(ToRows(new MLContext(), [])).Schema;
        if (schema.GetColumnOrNull("PredictedLabel") is not { Type: KeyDataViewType keys } column)
            return [];
        return column.Annotations.Schema.GetColumnOrNull("KeyValues")?.Type switch
        {
            VectorDataViewType { ItemType: TextDataViewType } => Values<ReadOnlyMemory<char>>(column),
            VectorDataViewType { ItemType: NumberDataViewType item } when item == NumberDataViewType.Single => Values<float>(column),
            // Of other types, which the tool makes none of, the keys stand for the classes.
            _ => [.. Enumerable.Range(1, (int)keys.Count).Select(key => key.ToString(CultureInfo.InvariantCulture))],
        };
    }

    private static string[] Values<T>(DataViewSchema.Column column)
    {
        var values = default(VBuffer<T>);
        column.GetKeyValues(ref values);
        return [.. values.DenseValues().Select(value => Convert.ToString(value, CultureInfo.InvariantCulture)!)];
    }
}
