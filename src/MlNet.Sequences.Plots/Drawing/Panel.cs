namespace MlNet.Sequences.Plots;

/// <summary>An area of a drawing with two axes, in which values are drawn.</summary>
internal sealed class Panel
{
    private const double LetterWidth = 6.1;

    private readonly Svg _svg;
    private readonly Axis _x;
    private readonly Axis _y;
    private readonly double _left;
    private readonly double _right;
    private readonly double _top;
    private readonly double _bottom;

    /// <summary>Draws marks, grid and titles. The title of the vertical axis is above it, where it need not be rotated.</summary>
    /// <param name="svg">The drawing.</param>
    /// <param name="width">The drawing's width.</param>
    /// <param name="top">The top of the panel.</param>
    /// <param name="height">Its height, with titles and marks.</param>
    /// <param name="x">The horizontal axis.</param>
    /// <param name="y">The vertical axis.</param>
    /// <param name="under">The vertical axis of the panel above or below, whose left side this one shares.</param>
    internal Panel(Svg svg, double width, double top, double height, Axis x, Axis y, Axis? under = null)
    {
        (_svg, _x, _y) = (svg, x, y);
        _left = 16 + LetterWidth * Math.Max(Letters(y), under is null ? 0 : Letters(under));
        _right = width - 16;
        _top = top + 20;
        _bottom = top + height - (x.Title.Length > 0 ? 38 : 20);
        foreach (double tick in y.Ticks)
        {
            svg.Line(_left, Y(tick), _right, Y(tick), "mlp-grid");
            svg.Text(_left - 6, Y(tick) + 4, y.Label(tick), "mlp-small", "end");
        }

        double lastEnd = double.NegativeInfinity;
        foreach (double tick in x.Ticks)
        {
            string label = x.Label(tick);
            double half = label.Length * LetterWidth / 2, middle = Math.Min(X(tick), width - 3 - half);
            svg.Line(X(tick), _bottom, X(tick), _bottom + 4, "mlp-axis");
            if (middle - half < lastEnd)
                continue;
            svg.Text(middle, _bottom + 16, label, "mlp-small", "middle");
            lastEnd = middle + half + 4;
        }

        svg.Line(_left, _bottom, _right, _bottom, "mlp-axis");
        svg.Text(8, _top - 9, y.Title, "mlp-small");
        if (x.Title.Length > 0)
            svg.Text((_left + _right) / 2, _bottom + 32, x.Title, "mlp-small", "middle");
    }

    private static int Letters(Axis axis) => axis.Ticks.Max(tick => axis.Label(tick).Length);

    internal double X(double value) => _left + (_right - _left) * _x.Place(value);

    internal double Y(double value) => _bottom - (_bottom - _top) * _y.Place(value);

    /// <summary>A line through values in the order of their x, interrupted at missing ones; few values are each marked.</summary>
    /// <param name="points">The values.</param>
    /// <param name="series">a, b or c.</param>
    /// <param name="mark">Whether the values are marked.</param>
    internal void Curve(IReadOnlyList<(double X, double Y)> points, char series, bool mark = false)
    {
        var run = new List<(double X, double Y)>();
        foreach (var (x, y) in points)
        {
            if (Check.CanBeDrawn(y))
                run.Add((X(x), Y(y)));
            else
                End();
        }

        End();

        void End()
        {
            if (run.Count > 1)
                _svg.Path(run, $"mlp-line mlp-line-{series}");
            if (mark || run.Count == 1)
            {
                foreach (var (x, y) in run)
                    _svg.Circle(x, y, 3, $"mlp-dot-{series}");
            }

            run.Clear();
        }
    }

    /// <summary>The area between two lines, filled with transparency.</summary>
    internal void Band(IReadOnlyList<(double X, double Y)> lower, IReadOnlyList<(double X, double Y)> upper, char series) =>
        _svg.Path(
            [.. lower.Concat(upper.Reverse()).Select(point => (X(point.X), Y(point.Y)))], $"mlp-area-{series}", closed: true);

    /// <summary>A bar for each bin.</summary>
    internal void Bars(Histogram bins, Func<int, string> tip)
    {
        for (int i = 0; i < bins.Counts.Count; i++)
        {
            double left = X(bins.Edge(i)), right = X(bins.Edge(i + 1)), gap = right - left > 4 ? 1 : 0;
            if (bins.Counts[i] > 0)
                _svg.Rectangle(
                    left + gap / 2.0, Y(bins.Counts[i]), right - left - gap, _bottom - Y(bins.Counts[i]), "mlp-bar", tip(i));
        }
    }

    /// <summary>The outline of a histogram, filled with transparency.</summary>
    internal void Steps(Histogram bins, char series)
    {
        var outline = new List<(double X, double Y)> { (X(bins.Edge(0)), _bottom) };
        for (int i = 0; i < bins.Counts.Count; i++)
        {
            outline.Add((X(bins.Edge(i)), Y(bins.Counts[i])));
            outline.Add((X(bins.Edge(i + 1)), Y(bins.Counts[i])));
        }

        outline.Add((X(bins.Edge(bins.Counts.Count)), _bottom));
        _svg.Path(outline, $"mlp-area-{series}", closed: true);
        _svg.Path(outline, $"mlp-line mlp-line-{series}");
    }

    internal void Points(IEnumerable<(double X, double Y)> points)
    {
        foreach (var (x, y) in points)
            _svg.Circle(X(x), Y(y), 2.5, "mlp-point");
    }

    /// <summary>A dashed line between two values, for comparison.</summary>
    internal void Guide(double x1, double y1, double x2, double y2) => _svg.Path([(X(x1), Y(y1)), (X(x2), Y(y2))], "mlp-guide");

    /// <summary>A vertical dashed line at a value, with a word next to it.</summary>
    internal void Mark(double x, string? word)
    {
        _svg.Path([(X(x), _bottom), (X(x), _top)], "mlp-mark");
        if (word is null)
            return;
        bool beside = X(x) + 4 + word.Length * LetterWidth < _right;
        _svg.Text(X(x) + (beside ? 4 : -4), _top + 9, word, "mlp-small", beside ? "start" : "end");
    }
}
