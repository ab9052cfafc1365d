using System.Diagnostics;
using SimdBackprop.Training;
using Spectre.Console;

namespace SimdBackprop.Cli;

/// <summary>A live table of the epochs with a progress bar for the current one, on a terminal.</summary>
internal sealed class TerminalTrainingReport : ITrainingReport
{
    /// <summary>Columns below which the table would wrap its numbers: plain lines wrap better.</summary>
    private const int LeastWidth = 80;

    /// <summary>Columns of the table without the norms, and of what a validation set adds.</summary>
    private const int WidthBesideNorms = 61;

    private const int WidthOfValidation = 24;

    /// <summary>Lines around the rows: introduction, the table's frame, the bar, the summary.</summary>
    private const int LinesAroundRows = 14;

    private const int LeastRows = 3;
    private const int BarWidth = 30;

    // Often enough to look alive, seldom enough to cost nothing.
    private static readonly TimeSpan Refreshing = TimeSpan.FromMilliseconds(50);

    private readonly IAnsiConsole _console;
    private readonly List<IReadOnlyList<string>> _rows = [];
    private LiveDisplayContext? _display;
    private BatchProgress _batch;
    private int _epochs;
    private bool _validates;
    private long _shownAt;

    private TerminalTrainingReport(IAnsiConsole console)
    {
        _console = console;
    }

    /// <summary>This report on a terminal that can redraw and is wide enough, else plain lines.</summary>
    /// <param name="validates">Whether the table has columns for a validation set.</param>
    internal static ITrainingReport Choose(bool validates)
    {
        if (Console.IsOutputRedirected)
        {
            return new TextTrainingReport(Console.Out);
        }

        IAnsiConsole console = AnsiConsole.Console;
        return console.Profile.Capabilities.Ansi && console.Profile.Width >= LeastWidth + (validates ? WidthOfValidation : 0)
            ? new TerminalTrainingReport(console)
            : new TextTrainingReport(Console.Out);
    }

    public void Begin(TrainingIntroduction introduction)
    {
        _epochs = introduction.Settings.Epochs;
        _validates = introduction.Settings.EarlyStopping is not null;
        WriteLines(introduction.Lines());
    }

    public void During(Action train) => _console.Live(Render()).Start(display =>
    {
        _display = display;
        train();
        display.UpdateTarget(Table());
    });

    public void Report(EpochMetrics value)
    {
        IReadOnlyList<string> cells = MetricText.Cells(value, _validates);
        bool fits = cells[^1].Length <= _console.Profile.Width - WidthBesideNorms - (_validates ? WidthOfValidation : 0);
        _rows.Add(fits ? cells : [.. cells.SkipLast(1), MetricText.OuterNorms(value)]);
        Show();
    }

    public void Report(BatchProgress value)
    {
        _batch = value;
        if (Stopwatch.GetElapsedTime(_shownAt) >= Refreshing)
        {
            Show();
        }
    }

    public void End(TrainingSummary summary) => WriteLines(MetricText.Lines(summary));

    private void WriteLines(IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            _console.WriteLine(line);
        }
    }

    private void Show()
    {
        _display?.UpdateTarget(Render());
        _shownAt = Stopwatch.GetTimestamp();
    }

    private Rows Render() => new(Table(), Bar());

    // The latest epochs that fit: what has scrolled out of a terminal cannot be redrawn.
    private Table Table()
    {
        Table table = new Table().Border(TableBorder.Simple);
        IReadOnlyList<string> headings = MetricText.Headings(_validates);
        for (int i = 0; i < headings.Count; i++)
        {
            TableColumn column = new TableColumn(new Text(headings[i])).NoWrap().PadLeft(0).PadRight(1);
            table.AddColumn(i < headings.Count - 1 ? column.RightAligned() : column);
        }

        int fitting = Math.Max(LeastRows, _console.Profile.Height - LinesAroundRows);
        foreach (IReadOnlyList<string> cells in _rows.TakeLast(fitting))
        {
            table.AddRow(cells.Select(cell => new Text(cell)));
        }

        return table;
    }

    private Markup Bar()
    {
        double done = _batch.BatchCount == 0 ? 0 : (double)_batch.Batch / _batch.BatchCount;
        int filled = (int)(done * BarWidth);
        (char full, char rest) = _console.Profile.Capabilities.Unicode ? ('━', '─') : ('#', '-');
        return new Markup(
            $"epoch {Math.Max(_batch.Epoch, 1)} of {_epochs} "
            + $"[green]{new string(full, filled)}[/][grey]{new string(rest, BarWidth - filled)}[/] {done:0%}");
    }
}
