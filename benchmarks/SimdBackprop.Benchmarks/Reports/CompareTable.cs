using Spectre.Console;

namespace SimdBackprop.Benchmarks;

/// <summary>The results as tables on the console, a suite each.</summary>
internal static class CompareTable
{
    /// <summary>Output that goes to a file or a pipe is not to be broken at a terminal's width.</summary>
    private const int WidthWithoutTerminal = 250;

    internal static void Write(Comparison comparison)
    {
        IAnsiConsole console = AnsiConsole.Console;
        if (Console.IsOutputRedirected)
        {
            console.Profile.Width = WidthWithoutTerminal;
        }

        foreach (string line in Introduction.Lines(comparison))
        {
            console.WriteLine(line);
        }

        foreach (ResultTable results in comparison.Suites.Select(suite => new ResultTable(suite)))
        {
            console.WriteLine();
            console.WriteLine(results.Title);
            console.Write(TableOf(results));
            foreach (string line in results.Notes.Append(results.Worst))
            {
                console.WriteLine(line);
            }
        }

        if (comparison.Growth is { } growth)
        {
            console.WriteLine();
            console.WriteLine($"{Suites.Smooth}: {growth.Summary}");
        }

        foreach (string fault in comparison.Faults)
        {
            console.WriteLine($"WRONG: {fault}");
        }
    }

    private static Table TableOf(ResultTable results)
    {
        Table table = new Table().Border(TableBorder.Simple);
        for (int i = 0; i < results.Headings.Count; i++)
        {
            TableColumn column = new TableColumn(new Text(results.Headings[i])).NoWrap().PadLeft(0).PadRight(1);
            table.AddColumn(i < ResultTable.WordColumns ? column : column.RightAligned());
        }

        foreach (IReadOnlyList<string> row in results.Rows)
        {
            table.AddRow(row.Select(cell => new Text(cell)));
        }

        return table;
    }
}
