using SimdBackprop.Training;

namespace SimdBackprop.Cli;

/// <summary>Plain aligned lines: for files, pipes and terminals that can do no more.</summary>
internal sealed class TextTrainingReport(TextWriter output) : ITrainingReport
{
    private const int Gap = 2;

    private string[] _headings = [];
    private bool _validates;

    public void Begin(TrainingIntroduction introduction)
    {
        foreach (string line in introduction.Lines())
        {
            output.WriteLine(line);
        }

        output.WriteLine();
        _validates = introduction.Settings.EarlyStopping is not null;
        _headings = [.. MetricText.Headings(_validates).Select(heading => heading.Replace('\n', ' '))];
    }

    public void During(Action train)
    {
        output.WriteLine(Row(_headings));
        output.Flush();
        train();
        output.WriteLine();
    }

    public void Report(EpochMetrics value)
    {
        output.WriteLine(Row(MetricText.Cells(value, _validates)));
        output.Flush();
    }

    public void Report(BatchProgress value)
    {
        // Lines cannot be taken back; the epoch's will do.
    }

    public void End(TrainingSummary summary)
    {
        foreach (string line in MetricText.Lines(summary))
        {
            output.WriteLine(line);
        }

        output.Flush();
    }

    // Numbers to the right of their columns; the last cell, a list, as it is.
    private string Row(IReadOnlyList<string> cells)
    {
        IEnumerable<string> aligned = cells.SkipLast(1).Select((cell, i) => cell.PadLeft(_headings[i].Length));
        return string.Join(new string(' ', Gap), [.. aligned, cells[^1]]);
    }
}
