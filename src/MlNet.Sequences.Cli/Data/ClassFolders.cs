using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Cli;

/// <summary>Texts in a folder for each class, as two classes.</summary>
internal static class ClassFolders
{
    /// <summary>The view with a Boolean label in place of the key of the folder's name.</summary>
    /// <exception cref="FailureException">The folders' names are no pair of the spellings.</exception>
    internal static IDataView ToBinary(MLContext mlContext, IDataView texts, string path)
    {
        var names = default(VBuffer<ReadOnlyMemory<char>>);
        texts.Schema[TextTable.LabelColumn].GetKeyValues(ref names);
        string[] classes = [.. names.DenseValues().Select(name => name.ToString())];
        if (!BinaryLabels.ArePair(classes))
        {
            throw new FailureException(
                $"'{path}' has {classes.Length} class folder{(classes.Length == 1 ? "" : "s")} ({Some(classes)}), and two are needed, " +
                $"named {BinaryLabels.Spellings}. Rename them, or give the texts in a .tsv or .csv file.");
        }

        var labels = classes.Select(name => KeyValuePair.Create(name, BinaryLabels.TryParse(name, out bool label) && label));
        var toBoolean = mlContext.Transforms.Conversion.MapKeyToValue(TextTable.LabelColumn)
            .Append(mlContext.Transforms.Conversion.MapValue(TextTable.LabelColumn, labels, TextTable.LabelColumn));
        return toBoolean.Fit(texts).Transform(texts);
    }

    private static string Some(string[] names) =>
        string.Join(", ", names.Take(5).Select(name => $"'{name}'")) + (names.Length > 5 ? ", …" : "");
}
