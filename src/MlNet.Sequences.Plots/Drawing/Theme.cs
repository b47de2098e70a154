namespace MlNet.Sequences.Plots;

/// <summary>
/// The one place for colors and fonts. Classes have a prefix, since the rules apply to the whole page around a plot.
/// </summary>
internal static class Theme
{
    /// <summary>Font size of numbers and axis titles, in the plot's own units, which are pixels at 360 pixels of width.</summary>
    internal const double SmallText = 11;

    /// <summary>The contrast of text with its background is at least 4.5 : 1 in both schemes, that of lines 3 : 1.</summary>
    internal const string Css =
        ".mlp{--mlp-paper:#fff;--mlp-ink:#1c2128;--mlp-muted:#57606a;" +
        "--mlp-grid:#d8dee4;--mlp-a:#0b65c2;--mlp-b:#bc4c00;--mlp-c:#1a7f37;" +
        "--mlp-cell:#2b74c9;color-scheme:light dark;font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica " +
        "Neue',sans-serif}" +
        "@media(prefers-color-scheme:dark){.mlp{--mlp-paper:#12161c;--mlp-ink:#e6edf3;--mlp-muted:#9aa5b1;--mlp-grid:#343b44;" +
        "--mlp-a:#6cb6ff;--mlp-b:#f0883e;--mlp-c:#57c26b;--mlp-cell:#2f6fa8}}" +
        "@media print{.mlp{--mlp-paper:#fff;--mlp-ink:#000;--mlp-muted:#444;--mlp-grid:#ccc;--mlp-a:#0b65c2;--mlp-b:#bc4c00;" +
        "--mlp-c:#1a7f37;--mlp-cell:#7fb0e6}}" +
        ".mlp-paper{fill:var(--mlp-paper)}.mlp text{fill:var(--mlp-ink);font-size:12px}.mlp " +
        "text.mlp-title{font-size:14px;font-weight:600}" +
        ".mlp text.mlp-small{font-size:11px;fill:var(--mlp-muted)}.mlp text.mlp-count{font-size:12px;font-weight:600}" +
        ".mlp-grid{stroke:var(--mlp-grid);stroke-width:1}.mlp-axis{stroke:var(--mlp-muted);stroke-width:1}" +
        ".mlp-guide{stroke:var(--mlp-muted);stroke-width:1;stroke-dasharray:3 3;fill:none}" +
        ".mlp-mark{stroke:var(--mlp-ink);stroke-width:1.5;stroke-dasharray:4 3;fill:none}" +
        ".mlp-line{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}" +
        ".mlp-word{stroke-dasharray:4 3}.mlp-word.mlp-line-a{stroke-dasharray:none}" +
        ".mlp-weak{stroke-width:1}.mlp-middle{stroke-width:2.5}.mlp-strong{stroke-width:4}" +
        ".mlp-line-a{stroke:var(--mlp-a)}.mlp-line-b{stroke:var(--mlp-b);stroke-dasharray:6 " +
        "4}.mlp-line-c{stroke:var(--mlp-c);stroke-dasharray:2 4}" +
        ".mlp-dot-a{fill:var(--mlp-a)}.mlp-dot-b{fill:var(--mlp-b)}.mlp-dot-c{fill:var(--mlp-c)}" +
        ".mlp-area-a{fill:var(--mlp-a);fill-opacity:.25}.mlp-area-b{fill:var(--mlp-b);fill-opacity:.25}" +
        ".mlp-bar{fill:var(--mlp-a)}.mlp-cell{fill:var(--mlp-cell)}" +
        ".mlp-point{fill:var(--mlp-a);fill-opacity:.45}";

    /// <summary>The rules for what surrounds a drawing in a page.</summary>
    internal const string FigureCss =
        "figure.mlp{margin:0;background:var(--mlp-paper);color:var(--mlp-ink);font-size:14px}.mlp-scroll{overflow-x:auto}" +
        ".mlp svg{display:block;width:100%;height:auto;margin:0 auto}.mlp details{padding:.25rem .75rem .5rem}" +
        ".mlp summary{cursor:pointer;color:var(--mlp-muted)}.mlp figcaption{padding:0 .75rem;color:var(--mlp-muted)}" +
        ".mlp table{border-collapse:collapse;margin-top:.5rem;font-variant-numeric:tabular-nums}" +
        ".mlp th,.mlp td{padding:.15rem .6rem;text-align:right;border-bottom:1px solid var(--mlp-grid);font-weight:400}" +
        ".mlp thead th{color:var(--mlp-muted)}.mlp th:first-child,.mlp td:first-child{text-align:left;padding-left:0}" +
        ".mlp :focus-visible{outline:2px solid var(--mlp-a);outline-offset:2px}";
}
