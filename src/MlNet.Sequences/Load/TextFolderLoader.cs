using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MlNet.Sequences;

/// <summary>Creates a view of a folder with a folder for each class and a file for each text.</summary>
internal static class TextFolderLoader
{
    private const string ComponentName = "LoadFromTextFolders";

    /// <summary>
    /// Lists the files once; their texts are read from disk at each pass, so that any number of them fits in memory.
    /// </summary>
    /// <inheritdoc cref="TextFolderReader.List" path="/exception"/>
    internal static IDataView Load(IHostEnvironment env, string path, string searchPattern = "*.txt")
    {
        (IReadOnlyList<string> classes, IReadOnlyList<TextFile> files) = TextFolderReader.List(path, searchPattern);
        var warning = new InvalidTextWarning(env);
        return new RecordView<TextFile>(
            [
                RecordColumn<TextFile>.Of("Text", TextDataViewType.Instance, file => Read(file, warning).AsMemory()),
                RecordColumn<TextFile>.Of("Label", new KeyDataViewType(typeof(uint), classes.Count), file => file.Class,
                    KeyValues(classes)),
                RecordColumn<TextFile>.Of("Id", TextDataViewType.Instance, file => file.Id.AsMemory()),
            ],
            files.Count, () => files)
        {
            Source = new($"text folders {searchPattern}", [Path.GetFullPath(path)]),
        };
    }

    private static string Read(TextFile file, InvalidTextWarning warning)
    {
        try
        {
            using var content = new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            string text = Utf8Text.Read($"'{file.Path}'", content.Length, content, out bool isValid);
            if (!isValid)
                warning.Give(file.Path);
            return text;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FileNotFoundException($"The texts must not be moved while the data are in use; '{file.Path}' " +
                "existed when the folder was loaded and is gone. Restore it or load the folder again.", file.Path, e);
        }
    }

    private static DataViewSchema.Annotations KeyValues(IReadOnlyList<string> classes)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        ReadOnlyMemory<char>[] names = [.. classes.Select(name => name.AsMemory())];
        annotations.Add("KeyValues", new VectorDataViewType(TextDataViewType.Instance, names.Length),
            (ref VBuffer<ReadOnlyMemory<char>> values) =>
            {
                var editor = VBufferEditor.Create(ref values, names.Length);
                names.CopyTo(editor.Values);
                values = editor.Commit();
            });
        return annotations.ToAnnotations();
    }

    /// <summary>Warns once per view that a text isn't UTF-8: each pass rereads the files, on several threads.</summary>
    private sealed class InvalidTextWarning(IHostEnvironment env)
    {
        private int _isGiven;

        internal void Give(string path)
        {
            if (Interlocked.Exchange(ref _isGiven, 1) == 1)
                return;

            using IChannel channel = env.Register(ComponentName).Start("Reading");
            channel.Warning(MessageSensitivity.None, $"'{path}' isn't valid UTF-8: the invalid bytes became U+FFFD. Save " +
                "it as UTF-8 to keep its characters. Other files of this folder are treated in the same way without a warning.");
        }
    }
}
