namespace MlNet.Sequences.Cli;

/// <summary>
/// The files and folders of one run of a command, by the options that name them: no output may be an input, and no two outputs
/// may be the same file. Checked before anything is read, for any spelling of a path, and through links.
/// </summary>
internal sealed class CommandFiles
{
    private readonly List<(string Option, string Path)> _inputs = [];
    private readonly List<(string Option, string Path)> _outputs = [];

    /// <summary>Adds a file or folder that is read; ignores a null path and standard input.</summary>
    internal CommandFiles Reads(string option, string? path)
    {
        if (path is not (null or "-"))
            _inputs.Add((option, path));
        return this;
    }

    /// <summary>Adds a file or folder that is written; ignores a null path.</summary>
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
                        $"{option} '{path}' would overwrite '{input.Path}', which {input.Option} reads. Name another file.");
                if (id.IsTextIn(input.Id))
                    throw new FailureException(
                        $"{option} '{path}' would overwrite a text in '{input.Path}', which {input.Option} reads. Name another " +
                        "file.");
            }

            foreach (var other in outputs.Take(i).Where(other => id.IsSameAs(other.Id)))
                throw new FailureException(
                    $"{option} '{path}' would overwrite '{other.Path}', which {other.Option} writes. Name another file.");
        }
    }
}
