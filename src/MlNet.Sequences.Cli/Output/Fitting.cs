using Spectre.Console.Rendering;

namespace MlNet.Sequences.Cli;

/// <summary>A table, or an alternative if it is too wide for the terminal, since truncated words are useless.</summary>
internal sealed class Fitting(IRenderable table, IRenderable other) : IRenderable
{
    public Spectre.Console.Rendering.Measurement Measure(RenderOptions options, int maxWidth) =>
        Choose(options, maxWidth).Measure(options, maxWidth);

    public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) =>
        Choose(options, maxWidth).Render(options, maxWidth);

    private IRenderable Choose(RenderOptions options, int maxWidth) =>
        table.Measure(options, int.MaxValue / 2).Max > maxWidth ? other : table;
}
