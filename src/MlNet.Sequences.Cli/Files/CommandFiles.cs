namespace MlNet.Sequences.Cli;

/// <summary>
/// The files and folders of one run of a command, by the options that name them: no file that is read may be one that is written,
/// and no two outputs may be one file. Checked before anything is read, whatever the spelling of a path, and through links.
/// </summary>
internal sealed class CommandFiles
{
    private readonly List<(string Option, string Path)> _inputs = [];
    private readonly List<(string Option, string Path)> _outputs = [];

    /// <summary>A file or folder that is read; a null path, and standard input, are none.</summary>
    internal CommandFiles Reads(string option, string? path)
    {
        if (path is not (null or "-"))
            _inputs.Add((option, path));
        return this;
    }

    /// <summary>A file or folder that is written; a null path is none.</summary>
    internal CommandFiles Writes(string option, string? path)
    {
        if (path is not null)
            _outputs.Add((option, path));
        return this;
    }

    /// <exception cref="FailureException">An output would overwrite an input, or another output.</exception>
    internal void Check()
    {
        var inputs = _inputs.Select(input => (input.Option, input.Path, Id: FileId.Of(input.Path))).ToArray();
        var outputs = _outputs.Select(output => (output.Option, output.Path, Id: FileId.Of(output.Path))).ToArray();
        for (int i = 0; i < outputs.Length; i++)
        {
            var (option, path, id) = outputs[i];
            foreach (var input in inputs)
            {
                if (id.IsSameAs(input.Id))
                    throw new FailureException(
                        $"{option} '{path}' would overwrite what {input.Option} reads, '{input.Path}'. Name another file.");
                if (id.IsTextIn(input.Id))
                    throw new FailureException(
                        $"{option} '{path}' would overwrite a text in what {input.Option} reads, '{input.Path}'. Name another " +
                        "file.");
            }

            foreach (var other in outputs.Take(i).Where(other => id.IsSameAs(other.Id)))
                throw new FailureException(
                    $"{option} '{path}' would overwrite what {other.Option} writes, '{other.Path}'. Name another file.");
        }
    }
}
