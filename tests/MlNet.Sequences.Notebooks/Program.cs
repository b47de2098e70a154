using System.CommandLine;
using System.Globalization;
using MlNet.Sequences;
using MlNet.Sequences.Notebooks;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
SequencesRuntime.TuneAllocator();

var folder = new Option<DirectoryInfo>("--folder")
{
    Description = "The folder with the notebooks. Default: notebooks",
    DefaultValueFactory = _ => new DirectoryInfo("notebooks"),
    Recursive = true,
};
folder.AcceptExistingOnly();
var only = new Option<string?>("--only")
{
    Description = "The beginning of a notebook's name, as 03. Default: all",
    Recursive = true,
};
var root = new RootCommand("Runs the notebooks, and makes programs of them.") { folder, only };
root.Subcommands.Add(Command("run", "Runs every cell and keeps what it shows in the notebook.", async path =>
{
    var notebook = Notebook.Read(path);
    await NotebookRunner.RunAsync(notebook, Path.GetDirectoryName(path)!);
    notebook.Write(path);
}));
root.Subcommands.Add(Command("apps", "Makes the file-based app of each notebook, beside it.", path =>
    File.WriteAllTextAsync(Path.ChangeExtension(path, ".cs"), FileBasedApp.Of(Notebook.Read(path), Path.GetFileName(path)))));
return await root.Parse(args).InvokeAsync();

Command Command(string name, string description, Func<string, Task> act)
{
    var command = new Command(name, description);
    command.SetAction(async parsed =>
    {
        string[] paths = [
            .. parsed.GetRequiredValue(folder).GetFiles($"{parsed.GetValue(only)}*.ipynb").Select(file => file.FullName)
            .Order(StringComparer.Ordinal)];
        if (paths.Length == 0)
        {
            Console.Error.WriteLine(
                $"There is no notebook in '{parsed.GetRequiredValue(folder)}' that --only names: name another folder or " +
                "beginning.");
            return 1;
        }

        foreach (string path in paths)
        {
            Console.Error.WriteLine(Path.GetFileName(path));
            try
            {
                await act(path);
            }
            catch (Exception e) when (
                e is InvalidOperationException or InvalidDataException or IOException or UnauthorizedAccessException)
            {
                Console.Error.WriteLine(e.Message);
                return 1;
            }
        }

        return 0;
    });
    return command;
}
