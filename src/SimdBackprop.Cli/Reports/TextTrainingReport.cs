using System.Text;
using SimdBackprop.Training;

namespace SimdBackprop.Cli;

/// <summary>Plain aligned lines: for files, pipes and terminals that can do no more.</summary>
internal sealed class TextTrainingReport(TextWriter output) : ITrainingReport
{
    private static readonly int[] Widths = [5, 15, 19, 11, 15, 11];

    public void Begin(TrainingIntroduction introduction)
    {
        foreach (string line in introduction.Lines())
        {
            output.WriteLine(line);
        }

        output.WriteLine();
    }

    public void During(Action train)
    {
        output.WriteLine(Row([.. MetricText.Headings.Select(heading => heading.Replace('\n', ' '))]));
        output.Flush();
        train();
        output.WriteLine();
    }

    public void Report(EpochMetrics value)
    {
        output.WriteLine(Row(MetricText.Cells(value)));
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
    private static string Row(IReadOnlyList<string> cells)
    {
        StringBuilder row = new();
        for (int i = 0; i < Widths.Length; i++)
        {
            row.Append(cells[i].PadLeft(Widths[i]));
        }

        return row.Append("  ").Append(cells[^1]).ToString();
    }
}
